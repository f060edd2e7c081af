//! `secrets rotate`: a new data key for every file, so that whoever kept an old one reads nothing that is written from now on.

use plugin_kit::failure::{Exit, Failure};
use stack::complaint::Complaint;
use stack::seal::{Keys, Opened};

use super::super::Session;
use super::resealing::{resealed, write};
use crate::changes::Changes;
use crate::cli::SecretsFilesArguments;
use crate::keyring::Keyring;
use crate::secret_files::{Found, Place, SecretFile, find_all};

/// Runs the command.
pub(super) fn run(arguments: &SecretsFilesArguments, session: &Session) -> anyhow::Result<Exit> {
    let place = Place::of_process(session.stack.as_deref())?;
    let found = readable(find_all(&place, &arguments.files)?, session)?;
    let resealed = resealed(&found.files, session, &new_keys)?;
    if resealed.is_empty() {
        return Err(nothing_sealed().into());
    }
    write(&resealed, Changes::default(), &place, session, "rotated")?;
    session.streams.tell(&[
        "note: the old data key opens what Git has of before; where it is in wrong hands, change the secrets themselves"
            .to_owned(),
    ]);
    Ok(Exit::Done)
}

/// Refuses to go on where rules cannot be read: nobody knows whom they name.
///
/// # Errors
/// What is wrong with a `.sops.yaml`, told on standard error.
pub(super) fn readable(found: Found, session: &Session) -> anyhow::Result<Found> {
    let of_rules = |complaint: &&Complaint| {
        complaint.is_error() && complaint.place.file.ends_with(".sops.yaml")
    };
    let wrong: Vec<Complaint> = found.complaints.iter().filter(of_rules).cloned().collect();
    match wrong.is_empty() {
        true => Ok(found),
        false => Err(session.refuse(&wrong, "", "what says whom files are sealed for")),
    }
}

fn new_keys(file: &SecretFile, before: &Opened) -> anyhow::Result<Keys> {
    Keyring::keys_for(None, &readers(file, before))
}

/// Returns who is to open a file: whom `.sops.yaml` names, else who could so far.
pub(super) fn readers(file: &SecretFile, before: &Opened) -> Vec<String> {
    let named = file.recipients().filter(|named| !named.is_empty());
    named.map_or_else(|| readers_of(before), <[String]>::to_vec)
}

/// Returns who could open a file so far.
pub(super) fn readers_of(before: &Opened) -> Vec<String> {
    let age = before.keys().age.iter();
    age.map(|wrapped| wrapped.recipient.clone()).collect()
}

/// No file is sealed.
pub(super) fn nothing_sealed() -> Failure {
    Failure::new("no file here is sealed")
        .next("`helm stack encrypt` seals what `encrypt` of stack.yaml names")
        .exit(Exit::NotFound)
}
