//! `decrypt`: the plain text of a sealed file, on standard output unless the file itself is to hold it.

use std::io::{Read, Write};

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;

use super::Session;
use super::secrets::opening::opened;
use crate::changes::Changes;
use crate::cli::DecryptArguments;
use crate::keyring::{Keyring, Process, Unsealed};
use crate::secret_files::{Place, find};

/// Runs the command.
pub(crate) fn run(arguments: &DecryptArguments, session: &Session) -> anyhow::Result<Exit> {
    let keyring = Keyring::read(&Process);
    if arguments.file == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .doing("reading standard input")?;
        return print(&keyring, "standard input", &text, session);
    }
    let place = Place::of_process(session.stack.as_deref())?;
    let file = find(&place, &arguments.file)?;
    if !arguments.in_place {
        return print(&keyring, &file.shown, &file.text, session);
    }
    let opened = opened(&keyring, &file.shown, &file.text)?;
    let mut changes = Changes::default();
    changes.replace(&file.shown, file.text.as_bytes(), opened.text());
    changes.make(&place.here)?;
    session.streams.tell(&[format!(
        "{} lies in plain text now; `helm stack encrypt` seals it again",
        file.shown
    )]);
    Ok(Exit::Done)
}

/// Prints the plain text byte for byte: it is what was asked for. What only `sops` opens is printed as `sops` writes it.
fn print(
    keyring: &Keyring<'_>,
    shown: &str,
    sealed: &str,
    session: &Session,
) -> anyhow::Result<Exit> {
    let opened = keyring.open(sealed).doing(format!("opening {shown}"))?;
    if let Unsealed::BySops(_) = opened {
        let told = format!("{shown} was opened by `sops`, which writes it in its own way");
        session.streams.tell(&[told]);
    }
    let mut answer = stdout();
    answer
        .write_all(opened.text().as_bytes())
        .doing("writing the answer")?;
    answer.flush().doing("writing the answer")?;
    Ok(Exit::Done)
}
