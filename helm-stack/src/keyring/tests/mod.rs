//! The keyring on machines made up for the tests: no file, program or terminal of this one is touched.

mod identities;
mod left_to_sops;
mod readers;
mod ssh;

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
const OPEN: &str = include_str!("../../../../tests/fixtures/ssh/open_ed25519");
const OPEN_PUBLIC: &str = include_str!("../../../../tests/fixtures/ssh/open_ed25519.pub");
const RSA: &str = include_str!("../../../../tests/fixtures/ssh/open_rsa");
const RSA_PUBLIC: &str = include_str!("../../../../tests/fixtures/ssh/open_rsa.pub");
const LOCKED: &str = include_str!("../../../../tests/fixtures/ssh/locked_ed25519");
const LOCKED_PUBLIC: &str = include_str!("../../../../tests/fixtures/ssh/locked_ed25519.pub");
const ECDSA: &str = include_str!("../../../../tests/fixtures/ssh/ecdsa");
const ECDSA_PUBLIC: &str = include_str!("../../../../tests/fixtures/ssh/ecdsa.pub");

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
