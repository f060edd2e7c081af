//! `diff`: shows what a push would change.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::DiffArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &DiffArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`diff` is being built").into())
}
