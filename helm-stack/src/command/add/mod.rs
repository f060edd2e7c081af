//! `add`: adds a member to the stack: a chart, of which one exact version is found first, or a file of Kubernetes YAML.
//!
//! Everything is planned before anything is written; `stack.yaml` is written last.

mod chart;
mod manifest;
mod member;

use std::io::{ErrorKind, Read};
use std::path::Path;

use plugin_kit::failure::{Exit, Failure};
use stack::file;

use super::Session;
use crate::changes::Changes;
use crate::cli::AddArguments;
use crate::folder::Folder;

/// Size at most of a file that is taken into the stack.
const LIMIT: u64 = 16 * 1024 * 1024;

/// A member that can be added: what is to be written, and what to tell.
struct Addition {
    changes: Changes,
    said: Vec<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &AddArguments, session: &Session) -> anyhow::Result<Exit> {
    let (folder, _) = session.open()?;
    let mut addition = match &arguments.manifest {
        Some(file) => manifest::plan(arguments, file, &folder)?,
        None => chart::plan(arguments, session, &folder)?,
    };
    addition.changes.make(&folder.path)?;
    addition.said.push("next: helm stack show".to_owned());
    session.streams.tell(&addition.said);
    Ok(Exit::Done)
}

/// Returns the text of the stack file.
fn stack_file(folder: &Folder) -> anyhow::Result<&str> {
    let text = folder.files.text(file::NAME);
    text.ok_or_else(|| {
        Failure::new("stack.yaml is not text in UTF-8")
            .next("save it as UTF-8")
            .into()
    })
}

/// Plans a file of the stack folder; one that is there with the same bytes already is as good.
///
/// # Errors
/// Another file is there.
fn plan_file(
    changes: &mut Changes,
    folder: &Folder,
    path: &str,
    bytes: Vec<u8>,
) -> anyhow::Result<()> {
    match folder.files.get(path) {
        Some(there) if there == bytes => Ok(()),
        Some(_) => Err(Failure::new(format!(
            "{}{path} is there already, and is another",
            folder.shown
        ))
        .next("remove it, or give the member another name")
        .into()),
        None => {
            changes.create(path, bytes);
            Ok(())
        }
    }
}

/// Reads a file that was named on the command line; `-` is standard input.
fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (name, read) = match file == Path::new("-") {
        true => (
            "standard input".to_owned(),
            std::io::stdin().take(LIMIT + 1).read_to_end(&mut bytes),
        ),
        false => {
            let opened = std::fs::File::open(file);
            let read = opened.and_then(|opened| opened.take(LIMIT + 1).read_to_end(&mut bytes));
            (file.display().to_string(), read)
        }
    };
    read.map_err(|error| unread(&name, &error))?;
    match u64::try_from(bytes.len()).is_ok_and(|length| length <= LIMIT) {
        true => Ok(bytes),
        false => Err(
            Failure::new(format!("{name} has more than {} MiB", LIMIT >> 20))
                .next("check that it is the file you mean")
                .into(),
        ),
    }
}

/// Says why a file cannot be read.
fn unread(name: &str, error: &std::io::Error) -> Failure {
    let failure = Failure::new(format!("{name} cannot be read: {error}")).next("check the path");
    match error.kind() {
        ErrorKind::NotFound => failure.exit(Exit::NotFound),
        ErrorKind::PermissionDenied => failure.exit(Exit::Forbidden),
        _ => failure,
    }
}
