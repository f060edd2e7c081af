//! `secrets`: the commands around sealed files. One file a verb; this one only dispatches.

mod check;
mod edit;
mod editor;
mod init;
mod list;
pub(super) mod opening;
mod recipients;
mod resealing;
mod rotate;
mod set;
mod textconv;

use plugin_kit::failure::Exit;

use super::Session;
use crate::cli::{SecretsArguments, SecretsCommand};
use crate::private_folder::sweep;

/// Runs the command.
pub(crate) fn run(arguments: &SecretsArguments, session: &Session) -> anyhow::Result<Exit> {
    if !matches!(arguments.command, SecretsCommand::Textconv(_)) && sweep() > 0 {
        session.streams.tell(&[
            "note: removed the plain text that an edit which was killed had left".to_owned(),
        ]);
    }
    match &arguments.command {
        SecretsCommand::Init(arguments) => init::run(arguments, session),
        SecretsCommand::Set(arguments) => set::run(arguments, session),
        SecretsCommand::Edit(arguments) => edit::run(arguments, session),
        SecretsCommand::List(arguments) => list::run(arguments, session),
        SecretsCommand::Check(arguments) => check::run(arguments, session),
        SecretsCommand::Rotate(arguments) => rotate::run(arguments, session),
        SecretsCommand::Recipients(arguments) => recipients::run(arguments, session),
        SecretsCommand::Textconv(arguments) => textconv::run(arguments),
    }
}
