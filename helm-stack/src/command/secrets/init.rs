//! `secrets init`: what a person needs once: a key pair, `.sops.yaml`, a `git diff` that shows keys, a hook if wanted.
//!
//! Everything that is there stays as it is; a second run changes nothing.

mod git;
mod key;

use std::fs;
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Explain};
use stack::seal::Config;

use super::super::Session;
use crate::changes::Changes;
use crate::cli::SecretsInitArguments;
use crate::folder::Folder;
use crate::keyring::check_recipient;

/// Name of SOPS' file of rules.
const RULES: &str = ".sops.yaml";
/// Name of Git's file that says how files are compared.
const ATTRIBUTES: &str = ".gitattributes";
/// The line that gives YAML files the driver.
const DRIVER: &str = "*.yaml diff=helm-stack";

/// Runs the command.
pub(super) fn run(arguments: &SecretsInitArguments, session: &Session) -> anyhow::Result<Exit> {
    for recipient in &arguments.recipients {
        check_recipient(recipient)?;
    }
    let here = std::env::current_dir().doing("asking for the working directory")?;
    let top = here.ancestors().find(|folder| folder.join(".git").exists());
    let folder = match top {
        Some(top) => top.to_owned(),
        None => Folder::open(session.stack.as_deref()).map_or(here.clone(), |folder| folder.path),
    };
    let key = key::take_or_make(arguments.key_file.as_deref())?;
    session.streams.tell([&key.said]);
    let mut recipients = key.recipients;
    recipients.extend(arguments.recipients.iter().cloned());
    session.streams.tell(&rules(&folder, &recipients)?);
    if let Some(top) = top {
        session.streams.tell(&attributes(top)?);
        session.streams.tell(&git::driver(top)?);
        if arguments.hook {
            session.streams.tell(&[git::hook(top)?]);
        }
    }
    let next = "next: helm stack secrets set MEMBER KEY; let others open the files with `helm stack secrets recipients add`";
    session.streams.tell(&[next.to_owned()]);
    Ok(Exit::Done)
}

/// Begins `.sops.yaml`; where there is one, says whom it does not name.
fn rules(folder: &Path, recipients: &[String]) -> anyhow::Result<Vec<String>> {
    let path = folder.join(RULES);
    let shown = path.display();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            create(folder, RULES, &begun(recipients))?;
            return Ok(vec![format!(
                "wrote {shown}: every file is sealed for {}",
                recipients.join(", ")
            )]);
        }
        Err(error) => return Err(error).doing(format!("reading {shown}")),
    };
    let named = |recipient: &&String| text.contains(recipient.as_str());
    let missing: Vec<&String> = recipients
        .iter()
        .filter(|recipient| !named(recipient))
        .collect();
    let mut said = vec![match Config::read(&text, RULES) {
        Ok(_) => format!("{shown} is there, and stays as it is"),
        Err(_) => format!("{shown} is there and has errors: `helm stack secrets check` shows them"),
    }];
    let add = |recipient: &&String| {
        format!("it does not name {recipient}: helm stack secrets recipients add {recipient}")
    };
    said.extend(missing.iter().map(add));
    Ok(said)
}

fn begun(recipients: &[String]) -> String {
    let lines = recipients
        .iter()
        .map(|recipient| format!("      - {recipient}\n"));
    format!(
        "# Whom secrets are sealed for (SOPS, creation rules): the people who may read them, and Argo CD.\n\
         creation_rules:\n  - age:\n{}",
        lines.collect::<String>()
    )
}

/// Adds the driver to `.gitattributes`.
fn attributes(top: &Path) -> anyhow::Result<Vec<String>> {
    let path: PathBuf = top.join(ATTRIBUTES);
    let shown = path.display();
    let before = match fs::read_to_string(&path) {
        Ok(before) => before,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            create(top, ATTRIBUTES, &format!("{DRIVER}\n"))?;
            return Ok(vec![format!("wrote {shown}: {DRIVER}")]);
        }
        Err(error) => return Err(error).doing(format!("reading {shown}")),
    };
    if before.lines().any(|line| line.contains("diff=helm-stack")) {
        return Ok(Vec::new());
    }
    let line_break = if before.is_empty() || before.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let mut changes = Changes::default();
    changes.replace(
        ATTRIBUTES,
        before.as_bytes(),
        format!("{before}{line_break}{DRIVER}\n"),
    );
    changes.make(top)?;
    Ok(vec![format!("added to {shown}: {DRIVER}")])
}

fn create(folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let mut changes = Changes::default();
    changes.create(name, text);
    changes.make(folder)
}
