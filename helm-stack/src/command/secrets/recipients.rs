//! `secrets recipients`: who may open sealed files, in `.sops.yaml` and in the files, changed together or not at all.

use std::collections::BTreeMap;
use std::rc::Rc;

use plugin_kit::failure::{Exit, Failure};
use stack::seal::{Keys, Opened, add_recipient, remove_recipient, same_recipient};
use stack::yaml::edit::Refusal;

use super::super::Session;
use super::resealing::{Resealed, resealed, write};
use super::rotate::{nothing_sealed, readable, readers, readers_of};
use crate::changes::Changes;
use crate::cli::{
    RecipientArguments, RecipientsArguments, RecipientsCommand, SecretsFilesArguments,
};
use crate::keyring::{Keyring, check_recipient};
use crate::secret_files::{Found, Place, Rules, find_all};

/// Runs the command.
pub(super) fn run(arguments: &RecipientsArguments, session: &Session) -> anyhow::Result<Exit> {
    match &arguments.command {
        RecipientsCommand::Add(arguments) => add(arguments, session),
        RecipientsCommand::Remove(arguments) => remove(arguments, session),
        RecipientsCommand::Update(arguments) => update(arguments, session),
    }
}

fn add(arguments: &RecipientArguments, session: &Session) -> anyhow::Result<Exit> {
    let recipient = &arguments.recipient;
    check_recipient(recipient)?;
    let place = Place::of_process(session.stack.as_deref())?;
    let found = readable(find_all(&place, &arguments.files.files)?, session)?;
    let rules = edited(&found, |text, rule| add_recipient(text, rule, recipient))?;
    let resealed = resealed(&found.files, session, &|_, before: &Opened| {
        let mut readers = readers_of(before);
        if !readers.iter().any(|known| same_recipient(known, recipient)) {
            readers.push(recipient.clone());
        }
        Keyring::keys_for(Some(before), &readers)
    })?;
    let changed = resealed.iter().any(Resealed::is_changed);
    if !changed && rules.is_empty() {
        let nothing = format!("nothing to do: {recipient} is named everywhere already");
        session.streams.tell(&[nothing]);
    }
    let said = said_of_rules(&rules, "added to");
    write(
        &resealed,
        changes(&rules),
        &place,
        session,
        "sealed for one more:",
    )?;
    session.streams.tell(&said);
    Ok(Exit::Done)
}

fn remove(arguments: &RecipientArguments, session: &Session) -> anyhow::Result<Exit> {
    let recipient = &arguments.recipient;
    let place = Place::of_process(session.stack.as_deref())?;
    let found = readable(find_all(&place, &arguments.files.files)?, session)?;
    let rules = edited(&found, |text, rule| remove_recipient(text, rule, recipient))?;
    let resealed = resealed(&found.files, session, &|_, before: &Opened| {
        without(before, recipient)
    })?;
    let changed = resealed.iter().any(Resealed::is_changed);
    if !changed && rules.is_empty() {
        return Err(Failure::new(format!("{recipient} can open no file here"))
            .next("`helm stack secrets list -o wide` shows who can")
            .exit(Exit::NotFound)
            .into());
    }
    let said = said_of_rules(&rules, "taken out of");
    write(
        &resealed,
        changes(&rules),
        &place,
        session,
        "sealed anew without it:",
    )?;
    session.streams.tell(&said);
    session.streams.tell(&[
        "note: what Git has of before stays open to whoever has it; change the secrets themselves where that matters"
            .to_owned(),
    ]);
    Ok(Exit::Done)
}

fn without(before: &Opened, recipient: &str) -> anyhow::Result<Keys> {
    let mut left = readers_of(before);
    left.retain(|reader| !same_recipient(reader, recipient));
    match left.is_empty() {
        false => Keyring::keys_for(Some(before), &left),
        true => Err(Failure::new("nobody else could open it").into()),
    }
}

fn update(arguments: &SecretsFilesArguments, session: &Session) -> anyhow::Result<Exit> {
    let place = Place::of_process(session.stack.as_deref())?;
    let found = readable(find_all(&place, &arguments.files)?, session)?;
    let resealed = resealed(&found.files, session, &|file, before: &Opened| {
        Keyring::keys_for(Some(before), &readers(file, before))
    })?;
    if resealed.is_empty() {
        return Err(nothing_sealed().into());
    }
    if !resealed.iter().any(Resealed::is_changed) {
        session.streams.tell(&[
            "nothing to do: the readers of every file are those that .sops.yaml names".to_owned(),
        ]);
    }
    write(
        &resealed,
        Changes::default(),
        &place,
        session,
        "sealed for whom .sops.yaml names:",
    )?;
    Ok(Exit::Done)
}

/// Returns the rules that files are sealed by, each with its new text, where that differs.
fn edited(
    found: &Found,
    edit: impl Fn(&str, usize) -> Result<String, Refusal>,
) -> anyhow::Result<Vec<(Rc<Rules>, String)>> {
    let mut texts: BTreeMap<&str, (&Rc<Rules>, String)> = BTreeMap::new();
    for file in &found.files {
        let Some((rules, path)) = &file.rules else {
            continue;
        };
        let Some(position) = rules.config.position(path) else {
            continue;
        };
        let fresh = || (rules, rules.text.clone());
        let (_, text) = texts.entry(&rules.shown).or_insert_with(fresh);
        *text = edit(text, position).map_err(|refusal| refused(&rules.shown, &refusal))?;
    }
    if texts.is_empty() {
        for rules in &found.rules {
            let text = edit(&rules.text, only_rule(rules)?);
            let text = text.map_err(|refusal| refused(&rules.shown, &refusal))?;
            texts.insert(&rules.shown, (rules, text));
        }
    }
    let changed = texts
        .into_values()
        .filter(|(rules, text)| *text != rules.text);
    Ok(changed
        .map(|(rules, text)| (Rc::clone(rules), text))
        .collect())
}

/// Where no file says which rule is meant, there must be one alone.
fn only_rule(rules: &Rules) -> anyhow::Result<usize> {
    match rules.config.rules() {
        1 => Ok(0),
        count => Err(Failure::new(format!(
            "{} has {count} creation rules, and no file here says which is meant",
            rules.shown
        ))
        .next("edit it by hand")
        .exit(Exit::Usage)
        .into()),
    }
}

fn refused(file: &str, refusal: &Refusal) -> Failure {
    let line = refusal
        .line
        .map_or_else(String::new, |line| format!(":{line}"));
    Failure::new(format!("{file}{line} cannot be edited: {}", refusal.reason))
        .next("edit it by hand, then run `helm stack secrets recipients update`")
}

fn changes(rules: &[(Rc<Rules>, String)]) -> Changes {
    let mut changes = Changes::default();
    for (rules, text) in rules {
        changes.replace(&rules.shown, rules.text.as_bytes(), text.as_bytes());
    }
    changes
}

fn said_of_rules(rules: &[(Rc<Rules>, String)], what: &str) -> Vec<String> {
    let rules = rules.iter();
    rules
        .map(|(rules, _)| format!("{what} {}", rules.shown))
        .collect()
}
