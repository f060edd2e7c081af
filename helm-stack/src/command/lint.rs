//! `lint`: complains about the stack.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::LintArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &LintArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`lint` is being built").into())
}
