//! `add`: adds a member to the stack.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::AddArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &AddArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`add` is being built").into())
}
