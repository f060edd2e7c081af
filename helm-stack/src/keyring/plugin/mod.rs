//! age plugins: programs that hold keys age does not know, asked to wrap and unwrap by the protocol of age's plugins
//! (C2SP `age-plugin`). Starting one, and asking a person, is the environment's.

mod name;
mod session;
mod stanza;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::io;

use age::{DecryptError, EncryptError};
use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::environment::Environment;
use session::Session;

/// A plugin that was started.
pub(crate) trait Talk {
    /// Says something; a sentence where nobody listens any more.
    fn say(&mut self, bytes: &[u8]) -> Result<(), String>;
    /// Waits for a line, and returns it without its break; a sentence where none comes.
    fn hear(&mut self) -> Result<Zeroizing<Vec<u8>>, String>;
}

/// A recipient of a plugin, `age1<name>1…`; `age1pq1…` is one as well.
pub(super) struct PluginRecipient {
    name: String,
    text: String,
}

impl PluginRecipient {
    /// Reads a recipient; nothing if it is none of a plugin.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.to_owned();
        Some(Self {
            name: name::of_recipient(&text)?,
            text,
        })
    }

    /// Wraps a file key.
    fn wrap(
        &self,
        key: &FileKey,
        environment: &dyn Environment,
    ) -> Result<(Vec<Stanza>, HashSet<String>), String> {
        let mut session = Session::start(&self.name, "recipient-v1", environment)?;
        session.send("add-recipient", &[&self.text], &[])?;
        session.send("extension-labels", &[], &[])?;
        session.send("wrap-file-key", &[], key.expose_secret())?;
        session.send("done", &[], &[])?;
        let (mut stanzas, mut labels) = (Vec::new(), HashSet::new());
        session.listen(|command| {
            match command.tag.as_str() {
                "recipient-stanza" => stanzas.extend(stanza::carried(command)),
                "labels" => labels.extend(command.args.iter().cloned()),
                _ => return false,
            }
            true
        })?;
        match stanzas.is_empty() {
            true => Err(session.refusal("it wrapped nothing")),
            false => Ok((stanzas, labels)),
        }
    }
}

/// A recipient of a plugin, and where it is to be started.
pub(super) struct Wrapping<'a> {
    pub(super) recipient: &'a PluginRecipient,
    pub(super) environment: &'a dyn Environment,
}

impl age::Recipient for Wrapping<'_> {
    fn wrap_file_key(&self, key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let wrapped = self.recipient.wrap(key, self.environment);
        wrapped.map_err(|why| EncryptError::Io(io::Error::other(why)))
    }
}

/// An identity of a plugin, `AGE-PLUGIN-<NAME>-1…`, or a post-quantum one, which the plugin `pq` uses.
pub(super) struct PluginIdentity {
    name: String,
    text: Zeroizing<String>,
    /// Why it did not open for a recipient, so that it is asked once.
    refused: RefCell<BTreeMap<String, String>>,
}

impl PluginIdentity {
    /// Reads an identity; nothing if it is none of a plugin.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = name::as_plugins(text)?;
        Some(Self {
            name: name::of_identity(&text)?,
            text,
            refused: RefCell::default(),
        })
    }

    /// Says whether it may open for a recipient: one of the same plugin, or one of a public tag, which any plugin's key may
    /// have.
    pub(super) fn may_open_for(&self, recipient: &str) -> bool {
        let name = name::of_recipient(recipient);
        name.is_some_and(|name| name == self.name || matches!(name.as_str(), "tag" | "tagpq"))
            && !self.refused.borrow().contains_key(recipient)
    }

    /// Returns the name of the program.
    pub(super) fn program(&self) -> String {
        session::program(&self.name)
    }

    /// Returns why it opened nothing.
    pub(super) fn refusals(&self) -> Vec<String> {
        let mut refusals: Vec<String> = self.refused.borrow().values().cloned().collect();
        refusals.dedup();
        refusals
    }

    fn unwrap(
        &self,
        stanzas: &[Stanza],
        environment: &dyn Environment,
    ) -> Result<Zeroizing<Vec<u8>>, String> {
        let mut session = Session::start(&self.name, "identity-v1", environment)?;
        session.send("add-identity", &[&self.text], &[])?;
        for stanza in stanzas {
            let carried = ["0", &stanza.tag].into_iter();
            let arguments: Vec<&str> = carried
                .chain(stanza.args.iter().map(String::as_str))
                .collect();
            session.send("recipient-stanza", &arguments, &stanza.body)?;
        }
        session.send("done", &[], &[])?;
        let mut key = None;
        session.listen(|command| {
            let is_ours = command.tag == "file-key";
            if is_ours {
                key = Some(Zeroizing::new(std::mem::take(&mut command.body)));
            }
            is_ours
        })?;
        key.ok_or_else(|| session.refusal("its key is another"))
    }
}

/// An identity of a plugin, and where it is to be started for a recipient.
pub(super) struct Unwrapping<'a> {
    pub(super) identity: &'a PluginIdentity,
    pub(super) recipient: &'a str,
    pub(super) environment: &'a dyn Environment,
}

impl age::Identity for Unwrapping<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.unwrap_stanzas(std::slice::from_ref(stanza))
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        match self.identity.unwrap(stanzas, self.environment) {
            Ok(bytes) => Some(file_key(&bytes)),
            Err(why) => {
                let mut refused = self.identity.refused.borrow_mut();
                refused.insert(self.recipient.to_owned(), why);
                None
            }
        }
    }
}

fn file_key(bytes: &[u8]) -> Result<FileKey, DecryptError> {
    FileKey::try_init_with_mut(|key| match bytes.len() == key.len() {
        true => {
            key.copy_from_slice(bytes);
            Ok(())
        }
        false => Err(DecryptError::DecryptionFailed),
    })
}
