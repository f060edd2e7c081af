//! `show`: shows the stack.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::ShowArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &ShowArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`show` is being built").into())
}
