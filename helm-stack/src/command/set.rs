//! `set`: changes values of an add-on in its values file, and no other byte of it.
//!
//! A secret is never taken from the command line, which shells remember and everybody on the machine can read: only from
//! standard input. It then lies plain in the values file, as if it had been typed there, until a push seals it.

use std::io::IsTerminal;

use argocd::nearest::nearest;
use plugin_kit::failure::{Exit, Explain, Failure};
use stack::file;
use stack::member::{Chart, Content, Member, MemberKind, Stack};
use stack::seal::{Rule, is_sealed, rule_of};
use stack::yaml::document::Document;
use stack::yaml::edit::{self, Edit};
use stack::yaml::path::{self, Assignment, Step, Typing};

use super::Session;
use crate::changes::Changes;
use crate::cli::SetArguments;
use crate::secret_input::piped;

/// Runs the command.
pub(crate) fn run(arguments: &SetArguments, session: &Session) -> anyhow::Result<Exit> {
    let (folder, stack) = session.open()?;
    let (addon, chart) = addon(&stack, &arguments.addon)?;
    let assignments = assignments(arguments)?;
    let secrets =
        Rule::for_keys(&addon.encrypt).map_or_else(Vec::new, |rule| selected(&rule, &assignments));
    if !arguments.stdin && !secrets.is_empty() {
        return Err(secret_in_line(&arguments.addon, &secrets));
    }
    let shown = format!("{}{}", folder.shown, chart.values);
    let before = folder.files.get(&chart.values);
    let text = std::str::from_utf8(before.unwrap_or_default());
    let text = text
        .doing(format!("reading {shown}"))
        .next("save it as UTF-8")?;
    check_open(text, &shown, &assignments)?;
    let after = assigned(text, &assignments, &shown)?;
    let said = match before {
        Some(before) if before == after.as_bytes() => vec![format!("{shown} says so already")],
        _ => said(&assignments, &shown, !secrets.is_empty()),
    };
    let mut changes = Changes::default();
    match before {
        Some(before) => changes.replace(&chart.values, before, after),
        None => changes.create(&chart.values, after),
    }
    changes.make(&folder.path)?;
    session.streams.tell(&said);
    Ok(Exit::Done)
}

/// Finds an add-on, enabled or not.
fn addon<'a>(stack: &'a Stack, name: &str) -> anyhow::Result<(&'a Member, &'a Chart)> {
    let mut members = stack.all();
    let member = members.find(|member| member.reference.name == name);
    match member.map(|member| (member, &member.content)) {
        Some((member, Content::Chart(chart))) => Ok((member, chart)),
        Some(_) => Err(
            Failure::new(format!("{name} is a manifest, which has no values"))
                .next("edit its file")
                .exit(Exit::Usage)
                .into(),
        ),
        None => Err(no_addon(stack, name).into()),
    }
}

fn no_addon(stack: &Stack, name: &str) -> Failure {
    let failure = Failure::new(format!("{} has no add-on {name}", file::NAME)).exit(Exit::NotFound);
    let members = stack.all();
    let addons = members.filter(|member| member.reference.kind == MemberKind::Addon);
    match nearest(name, addons.map(|member| member.reference.name.as_str()), 5)[..] {
        [] => failure.next("see its members with `helm stack show`"),
        ref near => failure.next(format!("did you mean {}?", near.join(", "))),
    }
}

fn assignments(arguments: &SetArguments) -> anyhow::Result<Vec<Assignment>> {
    let usage = |why: String| {
        Failure::new(why).next("write it as in replicas=3, image.tag=1.2 or list[0].name=x")
    };
    if arguments.stdin {
        return Ok(vec![from_input(arguments)?]);
    }
    let typing = match arguments.string {
        true => Typing::Text,
        false => Typing::Typed,
    };
    let read = arguments
        .assignments
        .iter()
        .map(|text| path::assignments(text, typing));
    let read: Result<Vec<_>, String> = read.collect();
    let read = read.map_err(|why| usage(why).exit(Exit::Usage))?;
    Ok(read.into_iter().flatten().collect())
}

/// Reads the one key's value, a string, from standard input, without the line feed a pipe usually ends with.
fn from_input(arguments: &SetArguments) -> anyhow::Result<Assignment> {
    let addon = &arguments.addon;
    let example = |key: &str| {
        format!("pipe it in, as in: pass show {key} | helm stack set {addon} {key} --stdin")
    };
    let usage = |why: &str, next: String| Failure::new(why).next(next).exit(Exit::Usage);
    let [key] = &arguments.assignments[..] else {
        return Err(usage(
            "with --stdin the line names one key alone",
            example("adminPassword"),
        )
        .into());
    };
    let path = key
        .parse()
        .map_err(|why: String| usage(&why, example("adminPassword")))?;
    if std::io::stdin().is_terminal() {
        return Err(usage(
            "--stdin reads a pipe, and standard input is a terminal, which would show the value",
            example(key),
        )
        .into());
    }
    let value = piped()?.as_str().into();
    Ok(Assignment { path, value })
}

/// Returns the keys that a rule wants sealed.
fn selected(rule: &Rule, assignments: &[Assignment]) -> Vec<String> {
    let keys = |assignment: &Assignment| {
        let keys = assignment
            .path
            .steps()
            .iter()
            .filter_map(|step| match step {
                Step::Key(key) => Some(key.as_str()),
                Step::Index(_) => None,
            });
        rule.selects(keys)
    };
    let secret = assignments.iter().filter(|assignment| keys(assignment));
    secret
        .map(|assignment| assignment.path.to_string())
        .collect()
}

fn secret_in_line(addon: &str, secrets: &[String]) -> anyhow::Error {
    let key = secrets.first().map_or("KEY", String::as_str);
    Failure::new(format!(
        "{} is a secret (`encrypt` of {addon}): on the command line it would stay in the history of your shell, where others can read it",
        secrets.join(", ")
    ))
    .next(format!("pipe it in, as in: pass show {key} | helm stack set {addon} {key} --stdin"))
    .next("and where what you typed is in use, change it")
    .exit(Exit::Usage)
    .into()
}

/// Refuses a file that is not YAML, and values of a sealed file that its authentication code covers: with another value
/// there nothing could open it any more.
fn check_open(text: &str, shown: &str, assignments: &[Assignment]) -> anyhow::Result<()> {
    Document::parse(text).map_err(|fault| {
        Failure::new(format!(
            "{shown}:{}:{} is not YAML: {}",
            fault.line, fault.column, fault.message
        ))
        .next("mend the file at this place; it may begin on a line above")
    })?;
    if !is_sealed(text) {
        return Ok(());
    }
    let is_section = |key: &String| key.split(['.', '[']).next() == Some("sops");
    let covered = match rule_of(text) {
        Ok(rule) if rule.mac_only_encrypted() && !keys(assignments).iter().any(is_section) => {
            selected(&rule, assignments)
        }
        _ => keys(assignments),
    };
    match &covered[..] {
        [] => Ok(()),
        covered => Err(Failure::new(format!(
            "{shown} is sealed, and only who can open it can change {}",
            covered.join(", ")
        ))
        .next(format!("change it with its key at hand: sops {shown}"))
        .exit(Exit::Forbidden)
        .into()),
    }
}

fn assigned(before: &str, assignments: &[Assignment], shown: &str) -> anyhow::Result<String> {
    assignments
        .iter()
        .try_fold(before.to_owned(), |text, assignment| {
            let Assignment { path, value } = assignment.clone();
            edit::apply(&text, &Edit::Set { path, value }).map_err(|refusal| {
                let place = refusal
                    .line
                    .map_or_else(String::new, |line| format!(":{line}"));
                Failure::new(format!(
                    "{} cannot be set in {shown}{place}: {}",
                    assignment.path, refusal.reason
                ))
                .next("edit the file by hand")
                .into()
            })
        })
}

fn said(assignments: &[Assignment], shown: &str, secret: bool) -> Vec<String> {
    let mut said = vec![format!("set {} in {shown}", keys(assignments).join(", "))];
    if secret {
        said.push("note: it lies there in plain text; `helm stack push` seals it on its way, `helm stack encrypt` right here".to_owned());
    }
    said
}

fn keys(assignments: &[Assignment]) -> Vec<String> {
    let paths = assignments.iter().map(|assignment| &assignment.path);
    paths.map(ToString::to_string).collect()
}
