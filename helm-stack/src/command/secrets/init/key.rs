//! The key pair of whoever runs this: the one that is there, else a new one that nobody else can read.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use jiff::Timestamp;
use plugin_kit::failure::{Explain, Failure};
use zeroize::Zeroizing;

use crate::keyring::{Process, default_key_file, recipients_of};

/// A key pair that is there now.
pub(super) struct Key {
    /// Its public halves.
    pub recipients: Vec<String>,
    /// What a person is told of it.
    pub said: String,
}

/// Takes the key file that is there, else makes one.
///
/// # Errors
/// No place for it is known, it cannot be written, or what is there holds no identity.
pub(super) fn take_or_make(file: Option<&Path>) -> anyhow::Result<Key> {
    let file = match file {
        Some(file) => file.to_owned(),
        None => default_key_file(&Process).ok_or_else(|| {
            Failure::new(
                "there is no place for a private key: neither HOME nor XDG_CONFIG_HOME is set",
            )
            .next("name a file with --key-file")
        })?,
    };
    match fs::read_to_string(&file).map(Zeroizing::new) {
        Ok(text) => taken(&file, &text),
        Err(error) if error.kind() == ErrorKind::NotFound => made(&file),
        Err(error) => Err(error).doing(format!("reading {}", file.display())),
    }
}

fn taken(file: &Path, text: &str) -> anyhow::Result<Key> {
    let recipients = recipients_of(text);
    let shown = file.display();
    if recipients.is_empty() {
        return Err(Failure::new(format!(
            "{shown} holds no age identity whose public key can be told"
        ))
        .next("name another file with --key-file, or recipients with --recipient")
        .into());
    }
    Ok(Key {
        said: format!("took the key in {shown}: {}", recipients.join(", ")),
        recipients,
    })
}

fn made(file: &PathBuf) -> anyhow::Result<Key> {
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let secret = identity.to_string();
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let text = Zeroizing::new(format!(
        "# created: {now}\n# public key: {recipient}\n{}\n",
        secret.expose_secret()
    ));
    let doing = || format!("writing {}", file.display());
    if let Some(folder) = file.parent() {
        private_folders(folder).doing(doing())?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file_there = options.open(file).doing(doing())?;
    file_there.write_all(text.as_bytes()).doing(doing())?;
    file_there.sync_all().doing(doing())?;
    Ok(Key {
        said: format!(
            "made a key pair in {}: its public key is {recipient}; keep a copy of the file in a safe place, as nothing opens your files without it",
            file.display()
        ),
        recipients: vec![recipient],
    })
}

fn private_folders(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
