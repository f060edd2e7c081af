//! A sealed file once it is open: its plain text, and what is needed to seal it again without changing what is unchanged.

use std::collections::{HashMap, VecDeque};

use zeroize::Zeroizing;

use super::data_key::DataKey;
use super::metadata::{Field, Metadata, WrappedKeys};
use super::rule::Rule;
use super::splice::splice;
use super::token::Kind;
use super::value::Value;

/// A file that was opened. No `Debug`: it holds what was sealed.
pub struct Opened {
    pub(crate) text: Zeroizing<String>,
    pub(crate) sealed: String,
    pub(crate) key: DataKey,
    pub(crate) metadata: Metadata,
    pub(crate) secrets: Vec<Secret>,
    /// The code over the plain values.
    pub(crate) code: String,
}

/// A sealed value of a file that was opened, or a sealed comment.
pub(crate) struct Secret {
    /// What its token is bound to.
    pub(crate) authenticated: String,
    /// The keys on the way to it.
    pub(crate) keys: Vec<String>,
    /// The plain value.
    pub(crate) value: Value,
    /// Its token.
    pub(crate) token: String,
}

impl Opened {
    /// Returns the plain text: the sealed one with its sealed values opened and without its `sops:` section.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text as it was sealed.
    pub fn sealed(&self) -> &str {
        &self.sealed
    }

    /// Returns the key it was opened with.
    pub fn data_key(&self) -> &DataKey {
        &self.key
    }

    /// Returns every way into it.
    pub fn keys(&self) -> &WrappedKeys {
        &self.metadata.keys
    }

    /// Returns the rule it was sealed by.
    pub fn rule(&self) -> &Rule {
        &self.metadata.rule
    }

    /// Returns the paths of its sealed values in the order of the document, joined with dots.
    pub fn sealed_paths(&self) -> impl Iterator<Item = String> {
        self.secrets.iter().map(|secret| secret.keys.join("."))
    }

    /// Returns its secrets in the plain, comments too: text as it is, numbers in decimal. Whoever asks keeps them to itself.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let plain = self.secrets.iter().map(|secret| &secret.value.plain);
        plain.filter_map(|plain| std::str::from_utf8(plain).ok())
    }

    /// Returns the paths of its sealed values, joined with dots, that another rule would leave plain.
    pub fn left_plain_by(&self, rule: &Rule) -> Vec<String> {
        let plain = |secret: &&Secret| {
            let keys = secret.keys.iter().map(String::as_str);
            secret.value.kind != Kind::Comment && !rule.selects(keys)
        };
        let secrets = self.secrets.iter().filter(plain);
        secrets.map(|secret| secret.keys.join(".")).collect()
    }
}

impl Opened {
    /// Returns the lines of the section as they were read.
    pub(crate) fn section(&self) -> &str {
        &self.sealed[self.metadata.span.clone()]
    }

    /// Returns the lines of the section with another time and code, everything else as it was read.
    pub(crate) fn section_with(&self, last_modified: &str, mac: &str) -> String {
        let start = self.metadata.span.start;
        let within = |field: &Field| field.span.start - start..field.span.end - start;
        let time = (
            within(&self.metadata.last_modified),
            format!("\"{last_modified}\""),
        );
        let code = (within(&self.metadata.mac), mac.to_owned());
        splice(self.section(), vec![time, code])
    }
}

/// The tokens of a file by what they hold, so that what is unchanged keeps its own. Equal items of a list keep theirs in
/// their order.
#[derive(Default)]
pub(crate) struct Stash<'a>(HashMap<(&'a str, &'a Value), VecDeque<&'a str>>);

impl<'a> Stash<'a> {
    /// Fills it with what a file held, if it was sealed with this key.
    pub(crate) fn of(previous: Option<&'a Opened>, key: &DataKey) -> Self {
        let mut stash = Self::default();
        let previous = previous.filter(|previous| previous.key == *key);
        for secret in previous.into_iter().flat_map(|previous| &previous.secrets) {
            let place = (secret.authenticated.as_str(), &secret.value);
            stash.0.entry(place).or_default().push_back(&secret.token);
        }
        stash
    }

    /// Takes the token of a value out.
    pub(crate) fn take(&mut self, authenticated: &'a str, value: &'a Value) -> Option<&'a str> {
        self.0.get_mut(&(authenticated, value))?.pop_front()
    }
}
