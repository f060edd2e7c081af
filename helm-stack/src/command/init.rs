//! `init`: makes a stack folder.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::InitArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &InitArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`init` is being built").into())
}
