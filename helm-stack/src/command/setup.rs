//! `setup`: prepares Argo CD once.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::SetupArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &SetupArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`setup` is being built").into())
}
