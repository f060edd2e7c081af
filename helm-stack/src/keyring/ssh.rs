//! SSH keys as age takes them: private ones of a file, and the public half by which they are known.

use age::secrecy::SecretString;
use age::ssh::{EncryptedKey, Identity, Recipient, UnsupportedKey};
use zeroize::Zeroizing;

/// A private key.
pub(super) enum SshKey {
    /// One that can be used.
    Open(Identity),
    /// One whose passphrase must be asked for.
    Locked(LockedKey),
}

/// A private key protected by a passphrase.
pub(super) struct LockedKey {
    key: EncryptedKey,
    /// Its public half: kind and key, without a comment.
    pub(super) recipient: String,
}

impl LockedKey {
    /// Returns the key behind a passphrase; nothing if it is the wrong one.
    pub(super) fn open(&self, passphrase: &Zeroizing<String>) -> Option<Identity> {
        let passphrase = SecretString::from(passphrase.as_str().to_owned());
        let key = self.key.decrypt(passphrase).ok()?;
        Some(Identity::from(key))
    }
}

/// Says whether a text is a private key as `ssh-keygen` writes it.
pub(super) fn is_private_key(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----")
        || text.starts_with("-----BEGIN RSA PRIVATE KEY-----")
}

/// Reads a private key.
///
/// # Errors
/// A sentence that shows nothing of it: it is none, or of a kind that age does not know.
pub(super) fn private_key(text: &str) -> Result<SshKey, String> {
    let identity = Identity::from_buffer(text.trim_start().as_bytes(), None);
    match identity.map_err(|_| "it is no SSH private key that age knows")? {
        Identity::Unsupported(key) => Err(unsupported(&key)),
        Identity::Encrypted(key) => {
            let identity = Identity::Encrypted(key.clone());
            let recipient = recipient(&identity).ok_or("its public half cannot be read")?;
            Ok(SshKey::Locked(LockedKey { key, recipient }))
        }
        open => Ok(SshKey::Open(open)),
    }
}

/// Returns the public half of a private key: kind and key.
pub(super) fn recipient(identity: &Identity) -> Option<String> {
    let recipient = Recipient::try_from(identity.clone()).ok()?;
    Some(recipient.to_string())
}

fn unsupported(key: &UnsupportedKey) -> String {
    match key {
        UnsupportedKey::EncryptedPem => {
            "it is an SSH key in the old PEM format with a passphrase: `ssh-keygen -p -f FILE` writes it anew".to_owned()
        }
        UnsupportedKey::EncryptedSsh(cipher) => {
            format!("it is an SSH key encrypted with {cipher}, which age does not know")
        }
        UnsupportedKey::Hardware(kind) => {
            format!("it is the handle of a {kind} key in hardware, which age cannot use")
        }
        UnsupportedKey::Type(kind) => {
            format!("it is a {kind} key: age knows ssh-ed25519 and ssh-rsa only")
        }
    }
}
