//! `decrypt`: the plain text of a sealed file, on standard output unless the file itself is to hold it.

use std::io::{Read, Write};

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;
use stack::seal::Opened;

use super::Session;
use super::secrets::opening::opened;
use crate::changes::Changes;
use crate::cli::DecryptArguments;
use crate::keyring::{Keyring, Process};
use crate::secret_files::{Place, find};

/// Runs the command.
pub(crate) fn run(arguments: &DecryptArguments, session: &Session) -> anyhow::Result<Exit> {
    let keyring = Keyring::read(&Process);
    if arguments.file == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .doing("reading standard input")?;
        return print(&opened(&keyring, "standard input", &text)?);
    }
    let place = Place::of_process(session.stack.as_deref())?;
    let file = find(&place, &arguments.file)?;
    let opened = opened(&keyring, &file.shown, &file.text)?;
    if !arguments.in_place {
        return print(&opened);
    }
    let mut changes = Changes::default();
    changes.replace(&file.shown, file.text.as_bytes(), opened.text());
    changes.make(&place.here)?;
    session.streams.tell(&[format!(
        "{} lies in plain text now; `helm stack encrypt` seals it again",
        file.shown
    )]);
    Ok(Exit::Done)
}

/// Prints the plain text byte for byte: it is what was asked for.
fn print(opened: &Opened) -> anyhow::Result<Exit> {
    let mut answer = stdout();
    answer
        .write_all(opened.text().as_bytes())
        .doing("writing the answer")?;
    answer.flush().doing("writing the answer")?;
    Ok(Exit::Done)
}
