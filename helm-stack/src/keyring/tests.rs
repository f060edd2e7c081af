use std::collections::HashMap;
use std::io;
use std::path::Path;

use age::secrecy::ExposeSecret;
use jiff::Timestamp;
use stack::seal::{DataKey, Keys, Opened, Rule, Source, WrappedKeys, open, seal};
use zeroize::Zeroizing;

use super::{Environment, Keyring, with_randomness, wrap};

#[derive(Default)]
struct Machine {
    variables: HashMap<&'static str, String>,
    files: HashMap<&'static str, String>,
    answers: HashMap<String, String>,
    system: &'static str,
}

impl Environment for Machine {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn file(&self, path: &Path) -> io::Result<Zeroizing<String>> {
        let text = self.files.get(path.to_str().unwrap());
        let text = text.cloned().map(Zeroizing::new);
        text.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String> {
        assert_eq!(words, ["vault", "read", "my key"]);
        let answer = self.answers.get(recipient).cloned();
        answer
            .map(Zeroizing::new)
            .ok_or_else(|| "vault is sealed".to_owned())
    }

    fn system(&self) -> &str {
        self.system
    }
}

struct Person {
    identity: String,
    recipient: String,
}

fn person() -> Person {
    let identity = age::x25519::Identity::generate();
    Person {
        recipient: identity.to_public().to_string(),
        identity: identity.to_string().expose_secret().to_owned(),
    }
}

fn key() -> DataKey {
    DataKey::from_bytes(&[5; 32]).unwrap()
}

fn wrapped(people: &[&Person]) -> WrappedKeys {
    let recipients: Vec<String> = people.iter().map(|it| it.recipient.clone()).collect();
    WrappedKeys {
        age: wrap(&key(), &recipients).unwrap(),
        others: Vec::new(),
    }
}

fn sentence(error: &anyhow::Error) -> String {
    format!("{error:#}")
}

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
            ("XDG_CONFIG_HOME", "/x".to_owned()),
        ]
        .into(),
        files: [(
            "/x/sops/age/keys.txt",
            "-----BEGIN AGE ENCRYPTED FILE-----".to_owned(),
        )]
        .into(),
        system: "linux",
        ..Machine::default()
    };
    let error = Keyring::read(&machine).data_key(&keys).unwrap_err();
    assert_eq!(
        sentence(&error),
        format!(
            "no age identity opens it: it is sealed for {}; searched SOPS_AGE_KEY (1 identity; line 2 is an identity of \
             a plugin; line 3 is no identity), SOPS_AGE_KEY_FILE=/none (no such file), /x/sops/age/keys.txt (0 \
             identities; protected by a passphrase), SOPS_AGE_KEY_CMD (not set)",
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
    let error = Keyring::read(&machine)
        .data_key(&wrapped(&[&person()]))
        .unwrap_err();
    assert_eq!(
        sentence(&error),
        "SOPS_AGE_KEY_CMD gives no identity: vault is sealed"
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
        error.starts_with("it is sealed for kms, pgp only"),
        "{error}"
    );
}

#[test]
fn recipients_that_are_none_are_all_named() {
    let recipients = ["age1x", "ssh-ed25519 AAAA", "age1pq1x"].map(str::to_owned);
    let error = sentence(&wrap(&key(), &recipients).unwrap_err());
    assert_eq!(
        error,
        "`age1x` is no age recipient; `ssh-ed25519 AAAA` is an SSH key, and this program seals for X25519 recipients \
         only; `age1pq1x` is a post-quantum recipient, and this program seals for X25519 recipients only"
    );
    let private = person().identity;
    let error = sentence(&wrap(&key(), std::slice::from_ref(&private)).unwrap_err());
    assert!(!error.contains(&private));
    assert!(wrap(&key(), &[]).is_err());
}

/// Returns a file sealed for some people, opened.
fn sealed_for(people: &[&Person]) -> Opened {
    let recipients: Vec<String> = people.iter().map(|it| it.recipient.clone()).collect();
    let keys = Keyring::keys_for(None, &recipients).unwrap();
    let rule = Rule::for_keys(&["password".to_owned()]).unwrap();
    let source = Source {
        file: "values.yaml",
        text: "password: hunter2\n",
    };
    let sealed =
        with_randomness(|random| seal(source, &rule, &keys, None, Timestamp::UNIX_EPOCH, random));
    let sealed = sealed.unwrap().unwrap().into_bytes();
    open(std::str::from_utf8(&sealed).unwrap(), &keys.data_key).unwrap()
}

fn readers(keys: &Keys) -> Vec<&str> {
    keys.age.iter().map(|key| key.recipient.as_str()).collect()
}

#[test]
fn the_data_key_stays_until_somebody_is_shut_out() {
    let (one, two, three) = (person(), person(), person());
    let before = sealed_for(&[&one, &two]);
    let keys = |people: &[&Person]| {
        let recipients: Vec<String> = people.iter().map(|it| it.recipient.clone()).collect();
        Keyring::keys_for(Some(&before), &recipients).unwrap()
    };

    let same = keys(&[&two, &one]);
    assert_eq!(same.data_key, *before.data_key());
    assert_eq!(same.age, before.keys().age);

    let more = keys(&[&one, &two, &three]);
    assert_eq!(more.data_key, *before.data_key());
    assert_eq!(more.age[..2], before.keys().age);
    assert_eq!(readers(&more)[2], three.recipient);

    let fewer = keys(&[&one]);
    assert_ne!(fewer.data_key, *before.data_key());
    assert_eq!(readers(&fewer), [one.recipient]);
}

#[test]
fn every_new_file_has_a_key_of_its_own() {
    let one = person();
    assert_ne!(
        sealed_for(&[&one]).data_key(),
        sealed_for(&[&one]).data_key()
    );
}
