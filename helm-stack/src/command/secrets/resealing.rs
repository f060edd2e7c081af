//! Files that are opened and sealed again, all of them or none: who may open them changes, or their data keys.

use jiff::Timestamp;
use stack::complaint::{Complaint, Place as At};
use stack::seal::{Keys, Opened, Rule, Source, seal};

use super::super::Session;
use super::opening::opened;
use crate::changes::Changes;
use crate::keyring::{Keyring, Process, with_randomness};
use crate::secret_files::{Place, SecretFile};

/// A file that is to be sealed again.
pub(super) struct Resealed<'a> {
    /// The file.
    pub file: &'a SecretFile,
    /// Its new text.
    pub text: Vec<u8>,
}

impl Resealed<'_> {
    /// Says whether it differs from what the file holds.
    pub(super) fn is_changed(&self) -> bool {
        self.text != self.file.text.as_bytes()
    }
}

/// Opens every sealed file and seals it again with the keys that `keys` has for it. Nothing is written.
///
/// # Errors
/// Every file that cannot be opened or sealed, told on standard error.
pub(super) fn resealed<'a>(
    files: &'a [SecretFile],
    session: &Session,
    keys: &dyn Fn(&SecretFile, &Opened) -> anyhow::Result<Keys>,
) -> anyhow::Result<Vec<Resealed<'a>>> {
    let keyring = Keyring::read(&Process);
    let (mut done, mut complaints) = (Vec::new(), Vec::new());
    for file in files.iter().filter(|file| file.is_sealed()) {
        match again(file, &keyring, keys) {
            Ok(text) => done.push(Resealed { file, text }),
            Err(found) => complaints.extend(found),
        }
    }
    match complaints.is_empty() {
        true => Ok(done),
        false => Err(session.refuse(&complaints, "", "what is to be sealed again")),
    }
}

fn again(
    file: &SecretFile,
    keyring: &Keyring<'_>,
    keys: &dyn Fn(&SecretFile, &Opened) -> anyhow::Result<Keys>,
) -> Result<Vec<u8>, Vec<Complaint>> {
    let before = opened(keyring, &file.shown, &file.text);
    let before = before.map_err(|error| vec![unopened(file, &error)])?;
    let keys = keys(file, &before).map_err(|error| vec![nobody(file, &error)])?;
    let source = Source {
        file: &file.shown,
        text: before.text(),
    };
    sealed(source, before.rule(), &keys, Some(&before))
}

/// Seals a text with randomness of this machine, now.
pub(super) fn sealed(
    source: Source<'_>,
    rule: &Rule,
    keys: &Keys,
    before: Option<&Opened>,
) -> Result<Vec<u8>, Vec<Complaint>> {
    let now = Timestamp::now();
    let made = with_randomness(|random| seal(source, rule, keys, before, now, random));
    let failed = |error: anyhow::Error| {
        let next = "try again";
        vec![Complaint::error(
            "seal",
            At::file(source.file),
            format!("{error:#}"),
            next,
        )]
    };
    Ok(made.map_err(failed)??.into_bytes())
}

fn unopened(file: &SecretFile, error: &anyhow::Error) -> Complaint {
    let next = "bring an identity that opens it: SOPS_AGE_KEY_FILE names its file";
    Complaint::error(
        "cannot-open",
        At::file(&file.shown),
        format!("{error:#}"),
        next,
    )
}

fn nobody(file: &SecretFile, error: &anyhow::Error) -> Complaint {
    let next = "add another recipient first: `helm stack secrets recipients add`";
    Complaint::error(
        "no-recipients",
        At::file(&file.shown),
        format!("{error:#}"),
        next,
    )
}

/// Writes files, all or none, and says which changed.
///
/// # Errors
/// One cannot be written, or was changed meanwhile.
pub(super) fn write(
    resealed: &[Resealed<'_>],
    mut changes: Changes,
    place: &Place<'_>,
    session: &Session,
    said: &str,
) -> anyhow::Result<()> {
    let changed: Vec<&Resealed<'_>> = resealed.iter().filter(|one| one.is_changed()).collect();
    for Resealed { file, text } in &changed {
        changes.replace(&file.shown, file.text.as_bytes(), text.as_slice());
    }
    changes.make(&place.here)?;
    let lines: Vec<String> = changed
        .iter()
        .map(|one| format!("{said} {}", one.file.shown))
        .collect();
    session.streams.tell(&lines);
    Ok(())
}
