//! The keyring: data keys wrapped for age recipients, and unwrapped with the identities of whoever runs this.
//!
//! An edge: it reads variables and key files, runs commands and plugins, and asks on the terminal. Identities and data keys never leave it but to seal and open,
//! and no sentence shows one. What is sealed, and how, is `stack::seal`'s.

mod environment;
mod identities;
mod place;
mod plugin;
mod randomness;
mod recipients;
mod search;
mod sops;
mod ssh;
mod terminal;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use std::io::Read;

use anyhow::Result;
use plugin_kit::failure::Failure;
use stack::seal::{DataKey, Keys, Opened, WrappedKey, WrappedKeys, same_recipient};
use zeroize::Zeroizing;

pub(crate) use environment::{Environment, Process, RepoServer};
pub(crate) use randomness::with_randomness;
pub(crate) use recipients::{check as check_recipient, wrap};
pub(crate) use search::default_file as default_key_file;
pub(crate) use sops::Unsealed;

use identities::{Content, Identities};
use place::{Effort, Place};
use plugin::Unwrapping;

/// Returns the recipients that a text of X25519 identities, as `age-keygen` writes it, opens for.
pub(crate) fn recipients_of(identities: &str) -> Vec<String> {
    Identities::parse(identities).recipients()
}

/// Returns the recipients that a file of identities opens for in Argo CD's repo-server, where no plugin is started and nobody
/// is asked.
///
/// # Errors
/// A sentence: what of it cannot be used there.
pub(crate) fn recipients_in_argo_cd(file: Zeroizing<Vec<u8>>) -> Result<Vec<String>, String> {
    let Content::Open(identities) = Content::read(file)? else {
        return Err(
            "it is protected by a passphrase, and in Argo CD there is nobody to ask".to_owned(),
        );
    };
    match identities.plugins().next() {
        Some(plugin) => Err(format!(
            "it holds a key of {}, which Argo CD does not start",
            plugin.program()
        )),
        None => Ok(identities.recipients()),
    }
}

/// The age identities at hand, and where they were looked for.
pub(crate) struct Keyring<'a> {
    environment: &'a dyn Environment,
    places: Vec<Place>,
}

impl<'a> Keyring<'a> {
    /// Looks for identities where getsops does: `SOPS_AGE_SSH_PRIVATE_KEY_FILE` and `_CMD`, `~/.ssh`, `SOPS_AGE_KEY`,
    /// `SOPS_AGE_KEY_FILE` and `_CMD`, and the default file, `sops/age/keys.txt` in the folder of the user's configuration.
    /// No command is run, and no passphrase asked for, before it is needed.
    /// A place that cannot be read is no error until no other place has a fitting identity.
    pub(crate) fn read(environment: &'a dyn Environment) -> Self {
        Self {
            environment,
            places: search::search(environment),
        }
    }

    /// Unwraps the data key of a sealed file.
    ///
    /// # Errors
    /// Nobody it is wrapped for is at hand: who they are, and every place that was searched; a wrapped key that is
    /// damaged.
    pub(crate) fn data_key(&self, keys: &WrappedKeys) -> Result<DataKey> {
        if keys.age.is_empty() {
            return Err(sops::only_sops(keys).into());
        }
        for effort in Effort::ALL {
            for wrapped in &keys.age {
                if let Some(key) = self.unwrapped(wrapped, effort)? {
                    return Ok(key);
                }
            }
        }
        Err(self.nothing_fits(keys).into())
    }

    fn unwrapped(&self, wrapped: &WrappedKey, effort: Effort) -> Result<Option<DataKey>> {
        for place in &self.places {
            let identities = place.identities(effort, &wrapped.recipient, self.environment);
            let Some(identities) = identities else {
                continue;
            };
            if let Some(key) = unwrap(wrapped, &identities.ready())? {
                return Ok(Some(key));
            }
            if effort >= Effort::Start
                && let Some(key) = self.with_plugins(wrapped, &identities)?
            {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn with_plugins(&self, wrapped: &WrappedKey, all: &Identities) -> Result<Option<DataKey>> {
        let recipient = &wrapped.recipient;
        for identity in all.plugins().filter(|it| it.may_open_for(recipient)) {
            let plugin = Unwrapping {
                identity,
                recipient,
                environment: self.environment,
            };
            if let Some(key) = unwrap(wrapped, &[&plugin])? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Returns the keys to seal a file with: those it had, while nobody is to be shut out; a new data key otherwise, as
    /// who could read the old one could read on.
    ///
    /// # Errors
    /// No recipient at all, or one that is none; no randomness to be had.
    pub(crate) fn keys_for(previous: Option<&Opened>, recipients: &[String]) -> Result<Keys> {
        let recipients = &without_repetition(recipients);
        let Some(previous) = previous else {
            return new_keys(recipients);
        };
        let kept = Keys::of(previous);
        let named = |wrapped: &WrappedKey| {
            let mut recipients = recipients.iter();
            recipients.any(|it| same_recipient(it, &wrapped.recipient))
        };
        if !kept.age.iter().all(named) {
            return new_keys(recipients);
        }
        let has = |recipient: &&String| {
            let mut kept = kept.age.iter();
            kept.any(|it| same_recipient(&it.recipient, recipient))
        };
        let added: Vec<String> = recipients.iter().filter(|it| !has(it)).cloned().collect();
        if added.is_empty() {
            return Ok(kept);
        }
        let mut age = kept.age;
        age.extend(wrap(&kept.data_key, &added)?);
        Ok(Keys { age, ..kept })
    }

    fn nothing_fits(&self, keys: &WrappedKeys) -> Failure {
        let recipients: Vec<String> = keys
            .age
            .iter()
            .map(|key| recipients::shown(&key.recipient))
            .collect();
        let others = keys.others.iter().map(|name| format!("`{name}`"));
        let recipients: Vec<String> = recipients.into_iter().chain(others).collect();
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        Failure::new(format!(
            "no age identity opens it: it is sealed for {}; searched {}",
            recipients.join(", "),
            places.join(", ")
        ))
        .next(format!(
            "put the identity of one of these recipients into {}, or name its file in SOPS_AGE_KEY_FILE",
            search::advised_place(self.environment)
        ))
    }
}

fn without_repetition(recipients: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for recipient in recipients {
        if !once.iter().any(|it| same_recipient(it, recipient)) {
            once.push(recipient.clone());
        }
    }
    once
}

fn new_keys(recipients: &[String]) -> Result<Keys> {
    let data_key = with_randomness(|random| DataKey::generate(random))?;
    let age = wrap(&data_key, recipients)?;
    Ok(Keys { data_key, age })
}

/// Unwraps a key, if one of these identities fits.
fn unwrap(wrapped: &WrappedKey, identities: &[&dyn age::Identity]) -> Result<Option<DataKey>> {
    let damaged = |why: String| {
        Failure::new(format!(
            "the data key wrapped for {} cannot be read: {why}",
            recipients::shown(&wrapped.recipient)
        ))
        .next("bring back the `sops:` section from Git")
    };
    let armored = age::armor::ArmoredReader::new(wrapped.enc.as_bytes());
    let decryptor = age::Decryptor::new_buffered(armored).map_err(|it| damaged(it.to_string()))?;
    let mut reader = match decryptor.decrypt(identities.iter().copied()) {
        Ok(reader) => reader,
        Err(age::DecryptError::NoMatchingKeys) => return Ok(None),
        Err(error) => return Err(damaged(error.to_string()).into()),
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(64));
    reader
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(error.to_string()))?;
    let key = DataKey::from_bytes(&bytes);
    key.map(Some)
        .ok_or_else(|| damaged("it does not have 32 bytes".to_owned()).into())
}
