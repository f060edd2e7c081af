//! What the tests of this room share: a key, a countable randomness, and short ways to seal and open.

use std::cell::Cell;

use jiff::Timestamp;

use super::{DataKey, Keys, Opened, Rule, Source, WrappedKey, open, seal};
use crate::complaint::Complaint;

/// A recipient that nobody has the identity of.
pub(super) const RECIPIENT: &str = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq";

pub(super) fn keys() -> Keys {
    Keys {
        data_key: DataKey::from_bytes(&[42; 32]).unwrap(),
        age: vec![WrappedKey {
            recipient: RECIPIENT.to_owned(),
            enc: "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA\n-----END AGE ENCRYPTED FILE-----\n"
                .to_owned(),
        }],
    }
}

pub(super) fn rule(encrypt: &[&str]) -> Rule {
    let encrypt: Vec<String> = encrypt.iter().map(|key| (*key).to_owned()).collect();
    Rule::for_keys(&encrypt).unwrap()
}

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// Bytes that differ each time and are the same in every run of a test.
pub(super) fn random(bytes: &mut [u8]) {
    let count = COUNT.get() + 1;
    COUNT.set(count);
    let numbers = count.to_le_bytes();
    for (byte, number) in bytes.iter_mut().zip(numbers.iter().cycle()) {
        *byte = *number;
    }
}

pub(super) fn try_seal(
    text: &str,
    rule: &Rule,
    previous: Option<&Opened>,
    minute: i64,
) -> Result<String, Vec<Complaint>> {
    let now = Timestamp::from_second(1_800_000_000 + minute * 60).unwrap();
    let source = Source {
        file: "values.yaml",
        text,
    };
    let sealed = seal(source, rule, &keys(), previous, now, &mut random)?;
    Ok(String::from_utf8(sealed.into_bytes()).unwrap())
}

pub(super) fn sealed(text: &str, encrypt: &[&str]) -> String {
    let result = try_seal(text, &rule(encrypt), None, 0);
    result.unwrap_or_else(|complaints| panic!("{complaints:#?}"))
}

pub(super) fn opened(text: &str) -> Opened {
    match open(text, &keys().data_key) {
        Ok(opened) => opened,
        Err(fault) => panic!("{fault}\n{text}"),
    }
}
