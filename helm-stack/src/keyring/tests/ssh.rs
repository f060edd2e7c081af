//! SSH keys and passphrases.

use super::*;

#[test]
fn an_ssh_key_opens_from_every_place() {
    for (private, public) in [(OPEN, OPEN_PUBLIC), (RSA, RSA_PUBLIC)] {
        let keys = wrapped_for(&[&person().recipient, public]);
        let mut named = with_files(&[("/k", private)]);
        named
            .variables
            .insert("SOPS_AGE_SSH_PRIVATE_KEY_FILE", "/k".to_owned());
        let mut asked = Machine::default();
        let command = "vault read 'my key'".to_owned();
        asked
            .variables
            .insert("SOPS_AGE_SSH_PRIVATE_KEY_CMD", command);
        asked
            .answers
            .insert(public.trim().to_owned(), private.to_owned());
        let machines = [
            named,
            asked,
            with_files(&[("/h/.ssh/id_ed25519", private)]),
            with_files(&[("/h/.ssh/id_rsa", private)]),
        ];
        for machine in machines {
            assert_eq!(Keyring::read(&machine).data_key(&keys).unwrap(), key());
        }
    }
}

#[test]
fn a_passphrase_is_asked_once_and_only_where_it_may_help() {
    let keys = wrapped_for(&[LOCKED_PUBLIC, OPEN_PUBLIC]);
    let machine = with_files(&[("/h/.ssh/id_rsa", OPEN), ("/h/.ssh/id_ed25519", LOCKED)]);
    assert_eq!(Keyring::read(&machine).data_key(&keys).unwrap(), key());
    assert!(machine.asked.borrow().is_empty(), "another key opens it");

    let machine = Machine {
        typed: vec!["let me in", "open sesame"].into(),
        ..with_files(&[("/h/.ssh/id_ed25519", LOCKED)])
    };
    let keyring = Keyring::read(&machine);
    let keys = wrapped_for(&[LOCKED_PUBLIC]);
    assert_eq!(keyring.data_key(&keys).unwrap(), key());
    assert_eq!(keyring.data_key(&keys).unwrap(), key());
    assert_eq!(
        *machine.asked.borrow(),
        [
            "Passphrase of /h/.ssh/id_ed25519: ",
            "That is not it. Passphrase of /h/.ssh/id_ed25519: "
        ]
    );

    let machine = with_files(&[("/h/.ssh/id_ed25519", LOCKED)]);
    let strangers = wrapped_for(&[OPEN_PUBLIC]);
    assert!(Keyring::read(&machine).data_key(&strangers).is_err());
    assert!(
        machine.asked.borrow().is_empty(),
        "its public half is no recipient"
    );
    let error = sentence(&Keyring::read(&machine).data_key(&keys).unwrap_err());
    assert!(
        error.contains("id_ed25519 (protected by a passphrase: nobody is there)"),
        "{error}"
    );
}

#[test]
fn after_three_wrong_passphrases_nobody_is_asked_again() {
    let machine = Machine {
        typed: vec!["a", "b", "c", "open sesame"].into(),
        ..with_files(&[("/h/.ssh/id_ed25519", LOCKED)])
    };
    let keyring = Keyring::read(&machine);
    for _ in 0..2 {
        let error = sentence(
            &keyring
                .data_key(&wrapped_for(&[LOCKED_PUBLIC]))
                .unwrap_err(),
        );
        assert!(
            error.contains("(protected by a passphrase: not the one that was given)"),
            "{error}"
        );
    }
    assert_eq!(machine.asked.borrow().len(), 3);
}

#[test]
fn a_file_of_identities_may_have_a_passphrase() {
    let one = person();
    let encrypted = age::encrypt_and_armor(
        &cheap("hunter2"),
        format!("# mine\n{}\n", one.identity).as_bytes(),
    );
    let machine = Machine {
        typed: vec!["hunter2"].into(),
        ..with_files(&[("/h/.config/sops/age/keys.txt", &encrypted.unwrap())])
    };
    let keyring = Keyring::read(&machine);
    assert!(keyring.data_key(&wrapped_for(&[RSA_PUBLIC])).is_err());
    assert!(
        machine.asked.borrow().is_empty(),
        "no SSH key is in such a file"
    );
    assert_eq!(keyring.data_key(&wrapped(&[&one])).unwrap(), key());
}

/// Returns a passphrase that does not take a second to check.
fn cheap(passphrase: &str) -> age::scrypt::Recipient {
    let mut recipient = age::scrypt::Recipient::new(passphrase.to_owned().into());
    recipient.set_work_factor(2);
    recipient
}

#[test]
fn a_command_is_run_for_recipients_of_its_kind_only() {
    let mut machine = with_files(&[]);
    machine
        .variables
        .insert("SOPS_AGE_KEY_CMD", "forbidden".to_owned());
    let error = Keyring::read(&machine)
        .data_key(&wrapped_for(&[OPEN_PUBLIC]))
        .unwrap_err();
    let error = sentence(&error);
    assert!(
        error.contains("SOPS_AGE_KEY_CMD (not run: no recipient is of its kind)"),
        "{error}"
    );
}

#[test]
fn argo_cd_uses_what_its_variables_name_and_asks_nobody() {
    let machine = Machine {
        is_argocds: true,
        ..with_files(&[("/h/.ssh/id_ed25519", OPEN), ("/k", OPEN)])
    };
    let keys = wrapped_for(&[OPEN_PUBLIC]);
    let error = sentence(&Keyring::read(&machine).data_key(&keys).unwrap_err());
    assert!(
        !error.contains(".ssh") && !error.contains("SSH_PRIVATE_KEY_CMD"),
        "{error}"
    );
    let mut machine = machine;
    machine
        .variables
        .insert("SOPS_AGE_KEY_FILE", "/k".to_owned());
    assert_eq!(Keyring::read(&machine).data_key(&keys).unwrap(), key());
}

#[test]
fn the_comment_of_an_ssh_key_makes_no_other_reader() {
    let before = sealed_for_texts(&[OPEN_PUBLIC.trim()]);
    let bare = OPEN_PUBLIC
        .split_whitespace()
        .take(2)
        .collect::<Vec<_>>()
        .join(" ");
    let keys = Keyring::keys_for(Some(&before), &[bare]).unwrap();
    assert_eq!(keys.age, before.keys().age);
}

#[test]
fn ssh_keys_that_age_does_not_know_are_refused_with_the_reason() {
    let error = sentence(&wrap(&key(), &[ECDSA_PUBLIC.trim().to_owned()]).unwrap_err());
    assert!(
        error.ends_with(
            "is a ecdsa-sha2-nistp256 key, and age seals for ssh-ed25519 and ssh-rsa only"
        ),
        "{error}"
    );
}
