//! `secrets list`: sealed files and those that are to be, without a key.

use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;
use plugin_kit::view::{self, Output};
use stack::seal::{Survey, plain_paths};

use super::super::Session;
use crate::cli::SecretsListArguments;
use crate::secret_files::{Place, SecretFile, find_all};
use crate::view::secret_list::{SecretListView, SecretRow};

/// Runs the command.
pub(super) fn run(arguments: &SecretsListArguments, session: &Session) -> anyhow::Result<Exit> {
    let place = Place::of_process(session.stack.as_deref())?;
    let found = find_all(&place, &arguments.files.files)?;
    let rows = found.files.iter().map(row);
    let view = SecretListView::new(rows.collect(), jiff::Timestamp::now());
    let output = Output {
        format: arguments.output,
        headers: !arguments.no_headers,
    };
    view::show(&view, output, &session.streams.answer, &mut stdout())?;
    let empty = found.files.is_empty();
    if empty {
        let said = "no secrets here: no file is sealed, and `encrypt` of stack.yaml names no key";
        session.streams.tell(&[said.to_owned()]);
    }
    if !found.complaints.is_empty() {
        session.tell(&found.complaints, "");
    }
    Ok(Exit::Done)
}

fn row(file: &SecretFile) -> SecretRow {
    if !file.is_sealed() {
        let plain = file.rule().map(|rule| plain_paths(&file.text, &rule));
        return SecretRow::plain(&file.shown, plain.unwrap_or_default());
    }
    match Survey::of(&file.text) {
        Ok(survey) => SecretRow::sealed(&file.shown, survey),
        Err(fault) => SecretRow::unreadable(&file.shown, fault.to_string()),
    }
}
