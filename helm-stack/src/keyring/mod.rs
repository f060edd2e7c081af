//! The keyring: data keys wrapped for age recipients, and unwrapped with the identities of whoever runs this.
//!
//! An edge: it reads variables, key files and one command. Identities and data keys never leave it but to seal and open,
//! and no sentence shows one. What is sealed, and how, is `stack::seal`'s.

mod environment;
mod identities;
mod randomness;
mod recipients;
mod words;

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Read;

use anyhow::Result;
use plugin_kit::failure::Failure;
use stack::seal::{DataKey, Keys, Opened, WrappedKey, WrappedKeys};
use zeroize::Zeroizing;

pub(crate) use environment::{Environment, Process};
pub(crate) use randomness::with_randomness;
pub(crate) use recipients::wrap;

use identities::{Identities, Searched};

/// Returns the recipients that a text of X25519 identities, as `age-keygen` writes it, opens for.
pub(crate) fn recipients_of(identities: &str) -> Vec<String> {
    Identities::parse(identities).recipients()
}

/// The age identities at hand, and where they were looked for.
pub(crate) struct Keyring<'a> {
    environment: &'a dyn Environment,
    searched: Vec<Searched>,
    /// What `SOPS_AGE_KEY_CMD` answered, by the recipient it was asked for.
    asked: RefCell<HashMap<String, Identities>>,
}

impl<'a> Keyring<'a> {
    /// Looks for identities where SOPS does: `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE` and the default file,
    /// `sops/age/keys.txt` in the folder of the user's configuration. `SOPS_AGE_KEY_CMD` is not run before it is needed.
    /// A place that cannot be read is no error until no other place has a fitting identity.
    pub(crate) fn read(environment: &'a dyn Environment) -> Self {
        Self {
            environment,
            searched: identities::search(environment),
            asked: RefCell::default(),
        }
    }

    /// Unwraps the data key of a sealed file.
    ///
    /// # Errors
    /// Nobody it is wrapped for is at hand: who they are, and every place that was searched; a wrapped key that is
    /// damaged.
    pub(crate) fn data_key(&self, keys: &WrappedKeys) -> Result<DataKey> {
        if keys.age.is_empty() {
            return Err(not_for_age(keys).into());
        }
        let found = |wrapped: &WrappedKey| {
            let mut here = self.searched.iter();
            here.find_map(|searched| unwrap(wrapped, searched.identities()).transpose())
        };
        if let Some(key) = keys.age.iter().find_map(found) {
            return key;
        }
        for wrapped in &keys.age {
            if let Some(key) = self.ask(wrapped)? {
                return Ok(key);
            }
        }
        Err(self.nothing_fits(keys).into())
    }

    /// Returns the keys to seal a file with: those it had, while nobody is to be shut out; a new data key otherwise, as
    /// who could read the old one could read on.
    ///
    /// # Errors
    /// No recipient at all, or one that is none; no randomness to be had.
    pub(crate) fn keys_for(previous: Option<&Opened>, recipients: &[String]) -> Result<Keys> {
        let Some(previous) = previous else {
            return new_keys(recipients);
        };
        let kept = Keys::of(previous);
        let stays = |wrapped: &WrappedKey| recipients.contains(&wrapped.recipient);
        if !kept.age.iter().all(stays) {
            return new_keys(recipients);
        }
        let has = |recipient: &&String| kept.age.iter().any(|it| it.recipient == **recipient);
        let added: Vec<String> = recipients.iter().filter(|it| !has(it)).cloned().collect();
        if added.is_empty() {
            return Ok(kept);
        }
        let mut age = kept.age;
        age.extend(wrap(&kept.data_key, &added)?);
        Ok(Keys { age, ..kept })
    }

    /// Asks `SOPS_AGE_KEY_CMD` for the identity of a recipient, once.
    fn ask(&self, wrapped: &WrappedKey) -> Result<Option<DataKey>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains_key(&wrapped.recipient) {
            let answer = identities::ask(self.environment, &wrapped.recipient)?;
            asked.insert(wrapped.recipient.clone(), answer);
        }
        let identities = asked.get(&wrapped.recipient);
        identities.map_or(Ok(None), |identities| unwrap(wrapped, identities))
    }

    fn nothing_fits(&self, keys: &WrappedKeys) -> Failure {
        let recipients: Vec<&str> = keys.age.iter().map(|key| key.recipient.as_str()).collect();
        let mut places: Vec<String> = self.searched.iter().map(Searched::to_string).collect();
        places.push(identities::command_place(
            self.environment,
            &self.asked.borrow(),
        ));
        Failure::new(format!(
            "no age identity opens it: it is sealed for {}; searched {}",
            recipients.join(", "),
            places.join(", ")
        ))
        .next(format!(
            "put the identity of one of these recipients into {}, or name its file in SOPS_AGE_KEY_FILE",
            identities::advised_place(self.environment)
        ))
    }
}

fn new_keys(recipients: &[String]) -> Result<Keys> {
    let data_key = with_randomness(|random| DataKey::generate(random))?;
    let age = wrap(&data_key, recipients)?;
    Ok(Keys { data_key, age })
}

fn not_for_age(keys: &WrappedKeys) -> Failure {
    let others = keys.others.join(", ");
    let what = if others.is_empty() {
        "its `sops:` section names nobody who can open it".to_owned()
    } else {
        format!("it is sealed for {others} only, and this program opens what is sealed for age")
    };
    Failure::new(what)
        .next("open it with `sops`, and add an age recipient with `sops rotate --add-age`")
}

/// Unwraps a key, if one of these identities fits.
fn unwrap(wrapped: &WrappedKey, identities: &Identities) -> Result<Option<DataKey>> {
    let damaged = |why: String| {
        Failure::new(format!(
            "the data key wrapped for {} cannot be read: {why}",
            wrapped.recipient
        ))
        .next("bring back the `sops:` section from Git")
    };
    let armored = age::armor::ArmoredReader::new(wrapped.enc.as_bytes());
    let decryptor = age::Decryptor::new_buffered(armored).map_err(|it| damaged(it.to_string()))?;
    let mut reader = match decryptor.decrypt(identities.iter()) {
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
