//! Files that are sealed for key services beside age, or with a threshold of groups: opened by the `sops` of this machine.
//!
//! It gives the plain text and never the data key, so such a file can be read, and sealed anew only by `sops` itself. The
//! sealed text goes in and the plain text comes out through pipes.

use anyhow::Result;
use plugin_kit::failure::Failure;
use stack::seal::{Fault, Opened, Reason, WrappedKeys, open, wrapped_keys};
use zeroize::Zeroizing;

use super::Keyring;

/// A sealed file, opened.
pub(crate) enum Unsealed {
    /// By this program: it can be sealed again.
    Here(Box<Opened>),
    /// By `sops`, which writes it in its own way; this program cannot seal it again.
    BySops(Zeroizing<String>),
}

impl Unsealed {
    /// Returns the plain text.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Here(opened) => opened.text(),
            Self::BySops(text) => text,
        }
    }
}

impl Keyring<'_> {
    /// Opens a sealed file: with an age identity at hand, else, if it is sealed in a way that only `sops` handles, with
    /// `sops`.
    ///
    /// # Errors
    /// Not sealed, or damaged; nobody it is sealed for is at hand; `sops` is needed and is not there, or fails.
    pub(crate) fn open(&self, sealed: &str) -> Result<Unsealed> {
        let keys = wrapped_keys(sealed)?;
        let here = self.data_key(&keys);
        let here = here.and_then(|key| Ok(open(sealed, &key)?));
        match here {
            Ok(opened) => Ok(Unsealed::Here(Box::new(opened))),
            Err(error) if keys.others.is_empty() || is_damaged(&error) => Err(error),
            Err(_) => {
                let text = self.environment.sops(sealed);
                let text = text.map_err(|why| left_to_sops(&keys, &why))?;
                Ok(Unsealed::BySops(text))
            }
        }
    }
}

/// Says whether `sops` would not open it either.
fn is_damaged(error: &anyhow::Error) -> bool {
    let fault = error.downcast_ref::<Fault>();
    fault.is_some_and(|fault| fault.reason != Reason::Unsupported)
}

/// What such files are sealed with, in the words of their section.
fn named(keys: &WrappedKeys) -> String {
    let names: Vec<String> = keys.others.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn left_to_sops(keys: &WrappedKeys, why: &str) -> Failure {
    let what = named(keys);
    Failure::new(format!(
        "it is sealed with {what}, which is left to `sops`: {why}"
    ))
    .next(advice(keys, "open it with `sops decrypt FILE`"))
}

/// With a threshold, one more key opens nothing.
fn advice(keys: &WrappedKeys, now: &str) -> String {
    match keys.others.iter().any(|name| name == "key_groups") {
        true => now.to_owned(),
        false => format!(
            "{now}, or let an age key open it: `sops rotate --in-place --add-age RECIPIENT FILE`"
        ),
    }
}

/// Says why a file that has no age recipient, or whose age recipients are strangers, is not opened here.
pub(super) fn only_sops(keys: &WrappedKeys) -> Failure {
    let what = match keys.others.is_empty() {
        true => "its `sops:` section names nobody who can open it".to_owned(),
        false => format!(
            "it is sealed with {}, and this program seals and compares with age alone",
            named(keys)
        ),
    };
    Failure::new(what).next(advice(keys, "edit it with `sops edit FILE`"))
}
