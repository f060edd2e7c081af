//! `setup`: prepares Argo CD and the GitOps repository, once.

mod apply;
mod copy;
mod intent;
mod live;
mod notes;
mod piece;
mod print;
mod rights;

use plugin_kit::failure::Exit;

use super::{Session, wait};
use crate::cli::SetupArguments;

use intent::Intent;

/// Runs the command.
pub(crate) fn run(arguments: &SetupArguments, session: &Session) -> anyhow::Result<Exit> {
    if let Some(file) = &arguments.copy_to {
        return copy::to(file);
    }
    let intent = Intent::of(arguments)?;
    match arguments.apply {
        true => wait(apply::run(&intent, session)),
        false => print::run(&intent, session),
    }
}
