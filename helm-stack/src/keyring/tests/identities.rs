//! Where age identities are looked for, and what is said where none fits.

use super::*;

#[test]
fn either_recipient_opens_from_every_place() {
    let (one, two) = (person(), person());
    let keys = wrapped(&[&one, &two]);
    for person in [&one, &two] {
        let text = format!("# created: today\n\n{}\n", person.identity);
        let home = [("HOME", "/h".to_owned())];
        let machines = [
            Machine {
                variables: [("SOPS_AGE_KEY", text.clone())].into(),
                ..Machine::default()
            },
            Machine {
                variables: [("SOPS_AGE_KEY_FILE", "/k".to_owned())].into(),
                files: [("/k", text.clone())].into(),
                ..Machine::default()
            },
            Machine {
                variables: home.clone().into(),
                files: [("/h/.config/sops/age/keys.txt", text.clone())].into(),
                system: "linux",
                ..Machine::default()
            },
            Machine {
                variables: home.into(),
                files: [(
                    "/h/Library/Application Support/sops/age/keys.txt",
                    text.clone(),
                )]
                .into(),
                system: "macos",
                ..Machine::default()
            },
            Machine {
                variables: [("SOPS_AGE_KEY_CMD", "vault read 'my key'".to_owned())].into(),
                answers: [
                    (one.recipient.clone(), text.clone()),
                    (two.recipient.clone(), text),
                ]
                .into(),
                ..Machine::default()
            },
        ];
        for machine in machines {
            assert_eq!(Keyring::read(&machine).data_key(&keys).unwrap(), key());
        }
    }
}

#[test]
fn several_identities_may_stand_in_one_variable() {
    let (one, two) = (person(), person());
    let machine = Machine {
        variables: [("SOPS_AGE_KEY", format!("{} {}", one.identity, two.identity))].into(),
        ..Machine::default()
    };
    let keyring = Keyring::read(&machine);
    assert_eq!(keyring.data_key(&wrapped(&[&two])).unwrap(), key());
}

#[test]
fn where_nothing_fits_every_place_is_named_and_no_identity_shown() {
    let (one, stranger) = (person(), person());
    let keys = wrapped(&[&one]);
    let machine = Machine {
        variables: [
            (
                "SOPS_AGE_KEY",
                format!("{}\nAGE-PLUGIN-YUBIKEY-1QQ\noops", stranger.identity),
            ),
            ("SOPS_AGE_KEY_FILE", "/none".to_owned()),
            ("SOPS_AGE_SSH_PRIVATE_KEY_FILE", "/ssh".to_owned()),
            ("XDG_CONFIG_HOME", "/x".to_owned()),
            ("HOME", "/h".to_owned()),
        ]
        .into(),
        files: [
            ("/x/sops/age/keys.txt", "-----BEGIN AGE ENCRYPTED FILE-----"),
            ("/ssh", LOCKED),
            ("/h/.ssh/id_ed25519", "oops"),
            ("/h/.ssh/id_rsa", ECDSA),
        ]
        .map(|(path, text)| (path, text.to_owned()))
        .into(),
        system: "linux",
        ..Machine::default()
    };
    let error = Keyring::read(&machine).data_key(&keys).unwrap_err();
    assert_eq!(
        sentence(&error),
        format!(
            "no age identity opens it: it is sealed for {}; searched SOPS_AGE_SSH_PRIVATE_KEY_FILE=/ssh (its public half \
             is none of these recipients), SOPS_AGE_SSH_PRIVATE_KEY_CMD (not set), /h/.ssh/id_ed25519 (it is no SSH \
             private key that age knows), /h/.ssh/id_rsa (it is a ecdsa-sha2-nistp256 key: age knows ssh-ed25519 and \
             ssh-rsa only), SOPS_AGE_KEY (1 identity; line 2 is no identity; line 3 is no identity), \
             SOPS_AGE_KEY_FILE=/none (no such file), SOPS_AGE_KEY_CMD (not set), /x/sops/age/keys.txt (protected by a \
             passphrase: nobody is there)",
            one.recipient
        )
    );
    assert!(!sentence(&error).contains("AGE-SECRET-KEY") && !sentence(&error).contains("oops"));
}

#[test]
fn a_command_that_fails_says_so() {
    let machine = Machine {
        variables: [("SOPS_AGE_KEY_CMD", "vault read 'my key'".to_owned())].into(),
        ..Machine::default()
    };
    let one = person();
    let error = Keyring::read(&machine)
        .data_key(&wrapped(&[&one]))
        .unwrap_err();
    assert_eq!(
        sentence(&error),
        format!(
            "no age identity opens it: it is sealed for {}; searched SOPS_AGE_SSH_PRIVATE_KEY_FILE (not set), \
             SOPS_AGE_SSH_PRIVATE_KEY_CMD (not set), SOPS_AGE_KEY (not set), SOPS_AGE_KEY_FILE (not set), \
             SOPS_AGE_KEY_CMD (vault is sealed)",
            one.recipient
        )
    );
}

#[test]
fn a_damaged_wrap_and_one_for_others_say_so() {
    let one = person();
    let machine = Machine {
        variables: [("SOPS_AGE_KEY", one.identity.clone())].into(),
        ..Machine::default()
    };
    let keyring = Keyring::read(&machine);
    let mut keys = wrapped(&[&one]);
    keys.age[0].enc = keys.age[0].enc.replace("BEGIN", "BEGIM");
    let error = sentence(&keyring.data_key(&keys).unwrap_err());
    assert!(
        error.starts_with(&format!(
            "the data key wrapped for {} cannot be read: ",
            one.recipient
        )),
        "{error}"
    );
    let keys = WrappedKeys {
        age: Vec::new(),
        others: vec!["kms".to_owned(), "pgp".to_owned()],
    };
    let error = sentence(&keyring.data_key(&keys).unwrap_err());
    assert!(
        error.starts_with(
            "it is sealed with `kms`, `pgp`, and this program seals and compares with age alone"
        ),
        "{error}"
    );
}

#[test]
fn recipients_that_are_none_are_all_named() {
    let recipients = ["age1x", "ssh-ed25519 AAAA", "age1pq1x"].map(str::to_owned);
    let error = sentence(&wrap(&key(), &recipients).unwrap_err());
    assert_eq!(
        error,
        "`age1x` is no age recipient: letters of it are wrong or missing; `ssh-ed25519 AAAA` is no SSH key: something of it \
         is missing; `age1pq1x` is no age recipient: letters of it are wrong or missing"
    );
    let private = person().identity;
    let error = sentence(&wrap(&key(), std::slice::from_ref(&private)).unwrap_err());
    assert!(!error.contains(&private));
    assert!(wrap(&key(), &[]).is_err());
}
