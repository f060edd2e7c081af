//! Identities: what a text of them holds, and what each takes to be used. No sentence here shows one.

use std::fmt;

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use super::plugin::PluginIdentity;
use super::ssh::{self, LockedKey, SshKey};

/// One identity.
pub(super) enum Identity {
    /// A key of age's own kind.
    X25519(age::x25519::Identity),
    /// An SSH key.
    Ssh(age::ssh::Identity),
    /// A key that a plugin holds.
    Plugin(PluginIdentity),
}

impl Identity {
    /// Returns it as age takes it; nothing where a plugin must be started.
    fn as_age(&self) -> Option<&dyn age::Identity> {
        match self {
            Self::X25519(key) => Some(key),
            Self::Ssh(key) => Some(key),
            Self::Plugin(_) => None,
        }
    }

    /// Returns the recipient it opens for, where that can be told.
    fn recipient(&self) -> Option<String> {
        match self {
            Self::X25519(key) => Some(key.to_public().to_string()),
            Self::Ssh(key) => ssh::recipient(key),
            Self::Plugin(_) => None,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(key) => Some(Self::X25519(key)),
            Err(_) => PluginIdentity::parse(text).map(Self::Plugin),
        }
    }
}

/// Identities of one text.
#[derive(Default)]
pub(super) struct Identities {
    keys: Vec<Identity>,
    /// Lines that are no identity that can be used, each by its number and what it is.
    others: Vec<String>,
}

impl Identities {
    /// Reads a text as `age-keygen` writes it. Several on a line are several; `#` begins a comment line.
    pub(super) fn parse(text: &str) -> Self {
        let mut found = Self::default();
        let lines = text.lines().enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.trim_start().starts_with('#')) {
            for word in line.split_whitespace() {
                match Identity::parse(word) {
                    Some(key) => found.keys.push(key),
                    None => found
                        .others
                        .push(format!("line {} is no identity", index + 1)),
                }
            }
        }
        found
    }

    /// Returns those of one SSH key.
    pub(super) fn of_ssh(key: age::ssh::Identity) -> Self {
        Self {
            keys: vec![Identity::Ssh(key)],
            others: Vec::new(),
        }
    }

    /// Returns the recipients they open for.
    pub(super) fn recipients(&self) -> Vec<String> {
        self.keys.iter().filter_map(Identity::recipient).collect()
    }

    /// Returns those that can be used as they are, as age takes them.
    pub(super) fn ready(&self) -> Vec<&dyn age::Identity> {
        self.keys.iter().filter_map(Identity::as_age).collect()
    }

    /// Returns those of plugins.
    pub(super) fn plugins(&self) -> impl Iterator<Item = &PluginIdentity> {
        self.keys.iter().filter_map(|key| match key {
            Identity::Plugin(key) => Some(key),
            _ => None,
        })
    }
}

impl fmt::Display for Identities {
    /// Writes how many there are, and what else there is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.keys.len();
        let plural = if count == 1 { "identity" } else { "identities" };
        write!(formatter, "{count} {plural}")?;
        for other in self.others.iter().take(3) {
            write!(formatter, "; {other}")?;
        }
        for refusal in self.plugins().flat_map(PluginIdentity::refusals) {
            write!(formatter, "; {refusal}")?;
        }
        Ok(())
    }
}

/// What a file or variable holds.
pub(super) enum Content {
    /// Identities that can be used.
    Open(Identities),
    /// Identities behind a passphrase.
    Locked(Locked),
}

/// Identities behind a passphrase.
pub(super) enum Locked {
    /// A file of identities, encrypted with age.
    File(Zeroizing<Vec<u8>>),
    /// An SSH key.
    Ssh(LockedKey),
}

impl Content {
    /// Reads a file of identities, encrypted or not, or an SSH key.
    ///
    /// # Errors
    /// A sentence that shows nothing of it.
    pub(super) fn read(bytes: Zeroizing<Vec<u8>>) -> Result<Self, String> {
        if is_encrypted(&bytes) {
            return Ok(Self::Locked(Locked::File(bytes)));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| "it is not text")?;
        if ssh::is_private_key(text) {
            return Self::of_ssh_key(text);
        }
        Ok(Self::Open(Identities::parse(text)))
    }

    /// Reads an SSH key.
    ///
    /// # Errors
    /// A sentence that shows nothing of it.
    pub(super) fn of_ssh_key(text: &str) -> Result<Self, String> {
        Ok(match ssh::private_key(text)? {
            SshKey::Open(key) => Self::Open(Identities::of_ssh(key)),
            SshKey::Locked(key) => Self::Locked(Locked::Ssh(key)),
        })
    }
}

impl Locked {
    /// Says whether it may hold the identity of a recipient: of an SSH key the public half is known.
    pub(super) fn may_open_for(&self, recipient: &str) -> bool {
        match self {
            Self::File(_) => !recipient.starts_with("ssh-"),
            Self::Ssh(key) => stack::seal::same_recipient(&key.recipient, recipient),
        }
    }

    /// Opens it; nothing if the passphrase is the wrong one.
    ///
    /// # Errors
    /// A sentence: it is damaged.
    pub(super) fn open(
        &self,
        passphrase: &Zeroizing<String>,
    ) -> Result<Option<Identities>, String> {
        match self {
            Self::Ssh(key) => Ok(key.open(passphrase).map(Identities::of_ssh)),
            Self::File(bytes) => file_behind(bytes, passphrase),
        }
    }
}

fn file_behind(bytes: &[u8], passphrase: &Zeroizing<String>) -> Result<Option<Identities>, String> {
    let damaged = |error: String| format!("the encrypted file cannot be read: {error}");
    let reader = age::armor::ArmoredReader::new(bytes);
    let decryptor = age::Decryptor::new_buffered(reader).map_err(|it| damaged(it.to_string()))?;
    if !decryptor.is_scrypt() {
        return Err("it is encrypted, and not with a passphrase".to_owned());
    }
    let key = age::scrypt::Identity::new(SecretString::from(passphrase.as_str().to_owned()));
    let mut reader = match decryptor.decrypt(std::iter::once(&key as &dyn age::Identity)) {
        Ok(reader) => reader,
        Err(age::DecryptError::NoMatchingKeys | age::DecryptError::DecryptionFailed) => {
            return Ok(None);
        }
        Err(error) => return Err(damaged(error.to_string())),
    };
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    std::io::Read::read_to_string(&mut reader, &mut text).map_err(|it| damaged(it.to_string()))?;
    Ok(Some(Identities::parse(&text)))
}

fn is_encrypted(bytes: &[u8]) -> bool {
    bytes.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
        || bytes.starts_with(b"age-encryption.org/")
}
