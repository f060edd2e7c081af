use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::path::Path;

use age::secrecy::ExposeSecret;
use jiff::Timestamp;
use stack::seal::{DataKey, Keys, Opened, Rule, Source, WrappedKeys, open, seal};
use zeroize::Zeroizing;

use super::environment::Typed;
use super::plugin::Talk;
use super::{Environment, Keyring, Unsealed, with_randomness, wrap};

/// Keys made for these tests alone, with `ssh-keygen`.
const OPEN: &str = include_str!("fixtures/open_ed25519");
const OPEN_PUBLIC: &str = include_str!("fixtures/open_ed25519.pub");
const RSA: &str = include_str!("fixtures/open_rsa");
const RSA_PUBLIC: &str = include_str!("fixtures/open_rsa.pub");
const LOCKED: &str = include_str!("fixtures/locked_ed25519");
const LOCKED_PUBLIC: &str = include_str!("fixtures/locked_ed25519.pub");
const ECDSA: &str = include_str!("fixtures/ecdsa");
const ECDSA_PUBLIC: &str = include_str!("fixtures/ecdsa.pub");

#[derive(Default)]
struct Machine {
    variables: HashMap<&'static str, String>,
    files: HashMap<&'static str, String>,
    answers: HashMap<String, String>,
    /// What a person types, in order; nobody is there once it is used up.
    typed: RefCell<Vec<&'static str>>,
    /// What was asked.
    asked: RefCell<Vec<String>>,
    /// What `sops` opens everything to.
    sops: Option<String>,
    system: &'static str,
    is_argocds: bool,
}

impl Environment for Machine {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn file(&self, path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
        let text = self.files.get(path.to_str().unwrap());
        let bytes = text.map(|text| Zeroizing::new(text.clone().into_bytes()));
        bytes.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String> {
        assert_eq!(words, ["vault", "read", "my key"]);
        let answer = self.answers.get(recipient).cloned();
        answer
            .map(Zeroizing::new)
            .ok_or_else(|| "vault is sealed".to_owned())
    }

    fn plugin(&self, program: &str, _part: &str) -> Result<Box<dyn Talk + '_>, String> {
        panic!("{program} is not needed")
    }

    fn sops(&self, sealed: &str) -> Result<Zeroizing<String>, String> {
        assert!(sealed.contains("ENC["));
        let plain = self.sops.clone().map(Zeroizing::new);
        plain.ok_or_else(|| "the program sops is not on PATH".to_owned())
    }

    fn tell(&self, _message: &str) {}

    fn ask(&self, prompt: &str, _typed: Typed) -> Result<Zeroizing<String>, String> {
        self.asked.borrow_mut().push(prompt.to_owned());
        let mut typed = self.typed.borrow_mut();
        if typed.is_empty() {
            return Err("nobody is there".to_owned());
        }
        Ok(Zeroizing::new(typed.remove(0).to_owned()))
    }

    fn system(&self) -> &str {
        self.system
    }

    fn is_a_persons(&self) -> bool {
        !self.is_argocds
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

/// Returns a file sealed for some people, opened.
fn sealed_for(people: &[&Person]) -> Opened {
    let recipients: Vec<&str> = people.iter().map(|it| it.recipient.as_str()).collect();
    sealed_for_texts(&recipients)
}

fn sealed_for_texts(recipients: &[&str]) -> Opened {
    let recipients: Vec<String> = recipients.iter().map(|it| it.to_string()).collect();
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

/// Returns the data key wrapped for recipients as `.sops.yaml` names them.
fn wrapped_for(recipients: &[&str]) -> WrappedKeys {
    let recipients: Vec<String> = recipients.iter().map(|it| it.trim().to_owned()).collect();
    WrappedKeys {
        age: wrap(&key(), &recipients).unwrap(),
        others: Vec::new(),
    }
}

/// Returns a machine with SSH keys, each in its file.
fn with_files(files: &[(&'static str, &str)]) -> Machine {
    let files = files.iter().map(|(path, text)| (*path, text.to_string()));
    Machine {
        variables: [("HOME", "/h".to_owned())].into(),
        files: files.collect(),
        ..Machine::default()
    }
}

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

/// Returns a file sealed for one age key and what is added to its section.
fn sealed_with(section: &str) -> (Person, String) {
    let one = person();
    let sealed = sealed_for(&[&one]).sealed().to_owned();
    (
        one,
        sealed.replacen("sops:\n", &format!("sops:\n{section}"), 1),
    )
}

#[test]
fn what_age_cannot_open_is_left_to_sops() {
    const KMS: &str = "  kms:\n    - arn: arn:x\n      enc: AQ==\n";
    const GROUPS: &str = "  key_groups:\n    - age: []\n    - pgp: []\n  shamir_threshold: 2\n";
    let plain = || Some("password: by sops\n".to_owned());
    for (section, named) in [(KMS, "`kms`"), (GROUPS, "`key_groups`")] {
        let (_, sealed) = sealed_with(section);
        let machine = Machine {
            sops: plain(),
            ..Machine::default()
        };
        let opened = Keyring::read(&machine).open(&sealed).unwrap();
        assert_eq!(opened.text(), "password: by sops\n");
        assert!(matches!(opened, Unsealed::BySops(_)));
        let machine = Machine::default();
        let error = sentence(&Keyring::read(&machine).open(&sealed).err().unwrap());
        assert_eq!(
            error,
            format!(
                "it is sealed with {named}, which is left to `sops`: the program sops is not on PATH"
            )
        );
    }
    let (one, sealed) = sealed_with(KMS);
    let machine = Machine {
        variables: [("SOPS_AGE_KEY", one.identity)].into(),
        sops: plain(),
        ..Machine::default()
    };
    let keyring = Keyring::read(&machine);
    assert_eq!(keyring.open(&sealed).unwrap().text(), "password: hunter2\n");
    let damaged = sealed.replace("lastmodified: \"19", "lastmodified: \"20");
    assert!(
        keyring.open(&damaged).is_err(),
        "sops is not asked for what was changed"
    );
}

#[test]
fn what_age_could_open_is_not_left_to_sops() {
    let (_, sealed) = sealed_with("");
    let machine = Machine {
        sops: Some("a: 1\n".to_owned()),
        ..Machine::default()
    };
    let error = sentence(&Keyring::read(&machine).open(&sealed).err().unwrap());
    assert!(error.starts_with("no age identity opens it"), "{error}");
}

#[test]
fn a_recipient_named_twice_is_one_reader() {
    let twice = format!(
        "{} again",
        OPEN_PUBLIC
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ")
    );
    let keys = Keyring::keys_for(None, &[OPEN_PUBLIC.trim().to_owned(), twice]).unwrap();
    assert_eq!(readers(&keys), [OPEN_PUBLIC.trim()]);
}
