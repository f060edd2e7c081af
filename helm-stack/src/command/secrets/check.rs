//! `secrets check`: everything about secrets that is wrong, in the working files or in what is about to be committed.
//!
//! Keys are not needed; with one, files are opened in memory, and damage is seen.

use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;
use plugin_kit::view;
use stack::check;
use stack::complaint::{Complaint, Place as At};
use stack::seal::{Rule, Sealed, Survey, open, same_recipient, unsealed, wrapped_keys};

use super::super::Session;
use crate::cli::SecretsCheckArguments;
use crate::folder::Folder;
use crate::keyring::{Keyring, Process};
use crate::secret_files::{Found, FoundStack, Place, SecretFile, Staged, find_all};
use crate::view::secret_check::SecretCheckView;

/// Runs the command.
pub(super) fn run(arguments: &SecretsCheckArguments, session: &Session) -> anyhow::Result<Exit> {
    let place = Place::of_process(session.stack.as_deref())?;
    let (found, more) = match arguments.staged {
        true => staged(&place)?,
        false => (find_all(&place, &arguments.files.files)?, Vec::new()),
    };
    let keyring = Keyring::read(&Process);
    let mut unopened = Vec::new();
    let mut complaints = found.complaints.clone();
    complaints.extend(more);
    for file in &found.files {
        complaints.extend(of_file(file, &keyring, &mut unopened));
    }
    if !arguments.staged {
        let stacks = found.stacks.iter();
        complaints.extend(stacks.flat_map(of_stack));
    }
    let view = SecretCheckView::new(found.files.len(), unopened, check::sorted(complaints));
    view::show(
        &view,
        arguments.output,
        &session.streams.answer,
        &mut stdout(),
    )?;
    Ok(match view.is_well(arguments.strict) {
        true => Exit::Done,
        false => Exit::Error,
    })
}

fn staged(place: &Place<'_>) -> anyhow::Result<(Found, Vec<Complaint>)> {
    let staged = Staged::read(&place.here)?;
    let changed = staged.before_and_after();
    let lost = changed
        .iter()
        .flat_map(|(file, before, after)| unsealed(before, after, file));
    let lost = lost.map(|complaint| Complaint {
        what: complaint.what.replace(
            "sealed in the GitOps repository",
            "sealed in the last commit",
        ),
        ..complaint
    });
    Ok((staged.files(), lost.collect()))
}

/// Returns what is wrong with a file. One that no identity opens is named in `unopened`.
fn of_file(file: &SecretFile, keyring: &Keyring<'_>, unopened: &mut Vec<String>) -> Vec<Complaint> {
    let asked = file.rule();
    if !file.is_sealed() {
        let plain = |rule: Rule| Sealed::verified(file.text.as_bytes(), &rule, &file.shown);
        return asked.and_then(|rule| plain(rule).err()).unwrap_or_default();
    }
    let survey = match Survey::of(&file.text) {
        Ok(survey) => survey,
        Err(fault) => return vec![fault.complaint(&file.shown)],
    };
    let rules = [Some(survey.rule.clone()), asked];
    let plain = rules.into_iter().flatten();
    let plain =
        plain.filter_map(|rule| Sealed::verified(file.text.as_bytes(), &rule, &file.shown).err());
    let mut complaints: Vec<Complaint> = plain.flatten().collect();
    complaints.dedup();
    if complaints.is_empty() {
        complaints.extend(damage(file, keyring, unopened));
    }
    complaints.extend(readers(file, &survey));
    complaints
}

fn damage(
    file: &SecretFile,
    keyring: &Keyring<'_>,
    unopened: &mut Vec<String>,
) -> Option<Complaint> {
    let keys = wrapped_keys(&file.text).ok()?;
    let Ok(key) = keyring.data_key(&keys) else {
        unopened.push(file.shown.clone());
        return None;
    };
    let fault = open(&file.text, &key).err()?;
    Some(fault.complaint(&file.shown))
}

/// Complains where others than `.sops.yaml` names may open a file.
fn readers(file: &SecretFile, survey: &Survey) -> Option<Complaint> {
    let named = file.recipients().filter(|named| !named.is_empty())?;
    let age = survey.keys.age.iter();
    let readers: Vec<&String> = age.map(|wrapped| &wrapped.recipient).collect();
    let more = readers
        .iter()
        .filter(|reader| !named.iter().any(|named| same_recipient(named, reader)));
    let more: Vec<&str> = more.map(|reader| reader.as_str()).collect();
    let fewer = named
        .iter()
        .filter(|named| !readers.iter().any(|reader| same_recipient(reader, named)));
    let fewer: Vec<&str> = fewer.map(String::as_str).collect();
    let what = match (more.is_empty(), fewer.is_empty()) {
        (true, true) => return None,
        (false, true) => format!(
            "{} can open it, and .sops.yaml does not name them",
            more.join(", ")
        ),
        (true, false) => format!(
            "{} cannot open it, though .sops.yaml names them",
            fewer.join(", ")
        ),
        (false, false) => format!(
            "{} can open it and {} cannot, while .sops.yaml says the opposite",
            more.join(", "),
            fewer.join(", ")
        ),
    };
    let next = format!(
        "`helm stack secrets recipients update {}` makes them agree",
        file.shown
    );
    Some(Complaint::error(
        "secret-recipients",
        At::file(&file.shown),
        what,
        next,
    ))
}

/// Rules of `lint` about what may be a secret and lies where nothing seals it.
const LIKELY: [&str; 3] = ["unused-encrypt", "unlisted-secret", "plain-parameter"];

fn of_stack(found: &FoundStack) -> Vec<Complaint> {
    let Ok(folder) = Folder::open(Some(&found.folder)) else {
        return Vec::new();
    };
    let complaints = check::check(&found.stack, &folder.files).into_iter();
    let likely = complaints.filter(|complaint| LIKELY.contains(&complaint.rule));
    let placed = likely.map(|complaint| Complaint {
        place: At {
            file: format!("{}{}", found.shown, complaint.place.file),
            ..complaint.place
        },
        ..complaint
    });
    placed.collect()
}
