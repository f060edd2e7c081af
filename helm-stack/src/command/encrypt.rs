//! `encrypt`: seals the keys that `encrypt` names in the stack folder itself, in place.

use std::collections::BTreeSet;

use plugin_kit::failure::{Exit, Failure};
use stack::complaint::Complaint;
use stack::files::Files;
use stack::member::{Member, Stack};
use stack::plan::SealRequest;
use stack::seal::Sealed;

use super::Session;
use crate::changes::Changes;
use crate::cli::EncryptArguments;
use crate::folder::Folder;
use crate::keyring::{Keyring, Process};
use crate::planning::{Recipients, Sealer};

/// Runs the command.
pub(crate) fn run(arguments: &EncryptArguments, session: &Session) -> anyhow::Result<Exit> {
    let (folder, stack) = session.open()?;
    known(&arguments.members, &stack)?;
    let refuse = |complaints: Vec<Complaint>| {
        session.refuse(&complaints, &folder.shown, "what is to be sealed")
    };
    let (rules, prefix) = rules(&folder)?;
    let recipients = Recipients::find(&rules, &folder.files).map_err(refuse)?;
    let keyring = Keyring::read(&Process);
    let mut sealer = Sealer::new(&keyring, recipients, false);
    let sealed = sealed(&arguments.members, &stack, (&folder, &prefix), &mut sealer);
    let sealed = sealed.map_err(refuse)?;
    let mut changes = Changes::default();
    for (file, before, after) in &sealed {
        changes.replace(*file, *before, after.as_bytes());
    }
    changes.make(&folder.path)?;
    let lines: Vec<String> = sealed
        .iter()
        .map(|(file, ..)| format!("sealed {}{file}", folder.shown))
        .collect();
    session.streams.tell(&lines);
    if lines.is_empty() {
        session
            .streams
            .tell(&["nothing to seal: every key that `encrypt` names is sealed".to_owned()]);
    }
    Ok(Exit::Done)
}

/// Returns the rules of a GitOps repository around the folder, and the folder's path in it; those of the folder itself
/// are nearer.
pub(super) fn rules(folder: &Folder) -> anyhow::Result<(Files, String)> {
    const RULES: &str = ".sops.yaml";
    let above = match folder.files.contains(RULES) {
        true => None,
        false => folder.rules_above()?,
    };
    Ok(match above {
        Some((text, prefix)) => ([(RULES, text)].into_iter().collect(), prefix),
        None => (Files::default(), String::new()),
    })
}

/// A file of the stack folder, what is in it and what is to be in it.
type Change<'a> = (&'a str, &'a [u8], Sealed);

fn sealed<'a>(
    names: &[String],
    stack: &'a Stack,
    (folder, prefix): (&'a Folder, &str),
    sealer: &mut Sealer<'_>,
) -> Result<Vec<Change<'a>>, Vec<Complaint>> {
    let chosen = |member: &&Member| names.is_empty() || names.contains(&member.reference.name);
    let mut complaints = Vec::new();
    let mut changes = Vec::new();
    for member in stack.members.iter().filter(chosen) {
        for file in member.files().into_iter().collect::<BTreeSet<_>>() {
            let Some(text) = folder.files.text(file) else {
                continue;
            };
            let path = format!("{prefix}{file}");
            let request = SealRequest {
                file,
                path: &path,
                text,
                encrypt: &member.encrypt,
                previous: None,
            };
            match sealer.seal(request) {
                Ok(sealed) if sealed.as_bytes() != text.as_bytes() => {
                    changes.push((file, text.as_bytes(), sealed))
                }
                Ok(_) => {}
                Err(found) => complaints.extend(found),
            }
        }
    }
    if complaints.is_empty() {
        Ok(changes)
    } else {
        Err(complaints)
    }
}

fn known(names: &[String], stack: &Stack) -> anyhow::Result<()> {
    let is_known = |name: &&String| {
        stack
            .members
            .iter()
            .any(|member| member.reference.name == **name)
    };
    match names.iter().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(Failure::new(format!("the stack has no member {name}"))
            .next("`helm stack show` lists them")
            .exit(Exit::NotFound)
            .into()),
    }
}
