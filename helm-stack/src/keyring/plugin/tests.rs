use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::path::Path;

use age_core::format::Stanza;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use bech32::{ToBase32, Variant};
use stack::seal::{DataKey, WrappedKeys};
use zeroize::Zeroizing;

use super::{Talk, stanza};
use crate::keyring::Keyring;
use crate::keyring::environment::{Environment, Typed};
use crate::keyring::recipients::wrap_at;

/// A machine with one plugin, which wraps a file key by turning its bits, and opens it for whoever confirms and knows its
/// number.
#[derive(Default)]
struct Machine {
    identity: String,
    typed: RefCell<VecDeque<&'static str>>,
    screen: RefCell<Vec<String>>,
    started: RefCell<Vec<String>>,
    is_missing: bool,
}

impl Environment for Machine {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "SOPS_AGE_KEY").then(|| self.identity.clone())
    }

    fn file(&self, _path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
        Err(io::ErrorKind::NotFound.into())
    }

    fn answer(&self, _words: &[String], _recipient: &str) -> Result<Zeroizing<String>, String> {
        Err("not here".to_owned())
    }

    fn plugin(&self, program: &str, part: &str) -> Result<Box<dyn Talk + '_>, String> {
        self.started.borrow_mut().push(format!("{program} {part}"));
        match self.is_missing {
            true => Err(format!("{program} is not on PATH")),
            false => Ok(Box::new(Turner::default())),
        }
    }

    fn sops(&self, _sealed: &str) -> Result<Zeroizing<String>, String> {
        Err("the program sops is not on PATH".to_owned())
    }

    fn ask(&self, prompt: &str, typed: Typed) -> Result<Zeroizing<String>, String> {
        self.screen.borrow_mut().push(format!("{typed:?} {prompt}"));
        let typed = self.typed.borrow_mut().pop_front();
        let typed = typed.ok_or("nobody is there")?;
        Ok(Zeroizing::new(typed.to_owned()))
    }

    fn tell(&self, message: &str) {
        self.screen.borrow_mut().push(message.to_owned());
    }

    fn system(&self) -> &str {
        "linux"
    }

    fn is_a_persons(&self) -> bool {
        true
    }
}

/// The other side of the protocol, as a plugin has it.
#[derive(Default)]
struct Turner {
    heard: Vec<u8>,
    says: VecDeque<Vec<u8>>,
    turned: Option<Vec<u8>>,
    answers: usize,
}

impl Turner {
    fn says(&mut self, tag: &str, arguments: &[&str], body: &[u8]) {
        let written = stanza::write(tag, arguments, body);
        let lines = written.split_inclusive(|byte| *byte == b'\n');
        let lines = lines.map(|line| line.strip_suffix(b"\n").unwrap().to_vec());
        self.says.extend(lines);
    }

    fn hears(&mut self, stanza: Stanza) {
        let turned = |body: &[u8]| body.iter().map(|byte| !byte).collect::<Vec<u8>>();
        match (stanza.tag.as_str(), self.answers) {
            ("wrap-file-key", _) => {
                self.says("labels", &["turned"], &[]);
                self.says("gr-ease", &["x"], b"nobody knows this");
                let body = turned(&stanza.body);
                self.says("recipient-stanza", &["0", "turner", "a"], &body);
                self.says("done", &[], &[]);
            }
            // Stanzas that mean nothing are among them.
            ("recipient-stanza", _) if stanza.args[1] != "turner" => {}
            ("recipient-stanza", _) => {
                assert_eq!(stanza.args, ["0", "turner", "a"]);
                self.turned = Some(turned(&stanza.body));
                self.says("msg", &[], b"touch it");
                let yes = BASE64_STANDARD_NO_PAD.encode("touched");
                self.says("confirm", &[&yes], b"Go on?");
                self.says("request-secret", &[], b"Number?");
            }
            ("ok" | "fail", 0 | 1) if self.turned.is_some() => self.answers += 1,
            ("ok", 2) if stanza.body == b"1234" => {
                self.answers += 1;
                let key = self.turned.clone().unwrap();
                self.says("file-key", &["0"], &key);
                self.says("done", &[], &[]);
            }
            ("ok" | "fail", 2) => {
                self.answers += 1;
                self.says("error", &["identity", "0"], b"the number is another");
                self.says("done", &[], &[]);
            }
            _ => {}
        }
    }
}

impl Talk for Turner {
    fn say(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.heard.extend_from_slice(bytes);
        let text = std::mem::take(&mut self.heard);
        let mut lines = text
            .split(|byte| *byte == b'\n')
            .map(|line| Zeroizing::new(line.to_vec()));
        let stanza = stanza::read(|| lines.next().ok_or_else(String::new))?;
        self.hears(stanza);
        Ok(())
    }

    fn hear(&mut self) -> Result<Zeroizing<Vec<u8>>, String> {
        let line = self.says.pop_front();
        line.map(Zeroizing::new)
            .ok_or_else(|| "it says no more".to_owned())
    }
}

fn encoded(readable: &str) -> String {
    bech32::encode(readable, [7; 20].to_base32(), Variant::Bech32).unwrap()
}

fn identity() -> String {
    encoded("age-plugin-turner-").to_uppercase()
}

fn key() -> DataKey {
    DataKey::from_bytes(&[9; 32]).unwrap()
}

fn wrapped(recipient: &str) -> WrappedKeys {
    WrappedKeys {
        age: wrap_at(&Machine::default(), &key(), &[recipient.to_owned()]).unwrap(),
        others: Vec::new(),
    }
}

#[test]
fn a_plugin_wraps_and_unwraps_and_asks_on_the_terminal() {
    let keys = wrapped(&encoded("age1turner"));
    let machine = Machine {
        identity: identity(),
        typed: VecDeque::from(["y", "1234"]).into(),
        ..Machine::default()
    };
    assert_eq!(Keyring::read(&machine).data_key(&keys).unwrap(), key());
    assert_eq!(*machine.started.borrow(), ["age-plugin-turner identity-v1"]);
    assert_eq!(
        *machine.screen.borrow(),
        [
            "age-plugin-turner: touch it",
            "Shown age-plugin-turner: Go on? (y: touched) ",
            "Hidden age-plugin-turner: Number? "
        ]
    );
}

#[test]
fn a_plugin_that_fails_is_asked_once_and_its_words_are_told() {
    let keys = wrapped(&encoded("age1turner"));
    let machine = Machine {
        identity: identity(),
        typed: VecDeque::from(["y", "4321"]).into(),
        ..Machine::default()
    };
    let keyring = Keyring::read(&machine);
    for _ in 0..2 {
        let error = format!("{:#}", keyring.data_key(&keys).unwrap_err());
        assert!(
            error.contains("SOPS_AGE_KEY (1 identity; age-plugin-turner: the number is another)"),
            "{error}"
        );
        assert!(
            !error.contains("4321") && !error.contains("AGE-PLUGIN"),
            "{error}"
        );
    }
    assert_eq!(machine.started.borrow().len(), 1);
}

#[test]
fn a_plugin_is_started_for_its_own_recipients_only() {
    let machine = Machine {
        identity: identity(),
        ..Machine::default()
    };
    let one = age::x25519::Identity::generate().to_public().to_string();
    assert!(Keyring::read(&machine).data_key(&wrapped(&one)).is_err());
    assert!(machine.started.borrow().is_empty());
    let missing = Machine {
        is_missing: true,
        ..machine
    };
    let keys = wrapped(&encoded("age1turner"));
    let error = format!("{:#}", Keyring::read(&missing).data_key(&keys).unwrap_err());
    assert!(
        error.contains("(1 identity; age-plugin-turner is not on PATH)"),
        "{error}"
    );
    let error = wrap_at(&missing, &key(), &[encoded("age1turner")]).unwrap_err();
    assert!(
        format!("{error:#}").ends_with(": age-plugin-turner is not on PATH"),
        "{error:#}"
    );
}

#[test]
fn a_post_quantum_identity_is_one_of_the_plugin_pq() {
    let native = encoded("age-secret-key-pq-").to_uppercase();
    let converted = super::name::as_plugins(&native).unwrap();
    assert_eq!(*converted, encoded("age-plugin-pq-").to_uppercase());
    assert_eq!(super::name::of_identity(&converted).as_deref(), Some("pq"));
    let machine = Machine {
        identity: native,
        is_missing: true,
        ..Machine::default()
    };
    let keys = wrapped(&encoded("age1pq"));
    assert!(Keyring::read(&machine).data_key(&keys).is_err());
    assert_eq!(*machine.started.borrow(), ["age-plugin-pq identity-v1"]);
}

#[test]
fn no_name_leads_to_another_folder() {
    for readable in ["age1../../x", "age1a/b", "age", "age1"] {
        assert_eq!(
            super::name::of_recipient(&encoded(readable)),
            None,
            "{readable}"
        );
    }
    let wrong = encoded("age1turner").replace("age1turner1q", "age1turner1p");
    assert_eq!(super::name::of_recipient(&wrong), None);
}

#[test]
fn stanzas_are_read_as_they_are_written() {
    for length in [0, 1, 47, 48, 49, 96, 200] {
        let body = vec![5; length];
        let written = stanza::write("tag", &["a", "b"], &body);
        let mut lines = written
            .split(|byte| *byte == b'\n')
            .map(|line| Zeroizing::new(line.to_vec()));
        let read = stanza::read(|| lines.next().ok_or_else(String::new)).unwrap();
        assert_eq!(
            (read.tag.as_str(), read.args, read.body),
            ("tag", vec!["a".to_owned(), "b".to_owned()], body)
        );
        assert_eq!(lines.next().as_deref().map(Vec::as_slice), Some(&b""[..]));
        assert!(lines.next().is_none());
    }
    for odd in ["x", "->", "-> ", "-> tag\n*"] {
        let mut lines = odd
            .split('\n')
            .map(|line| Zeroizing::new(line.as_bytes().to_vec()));
        assert!(
            stanza::read(|| lines.next().ok_or_else(String::new)).is_err(),
            "{odd}"
        );
    }
}
