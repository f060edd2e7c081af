//! `push`: pushes the stack to the GitOps repository.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::PushArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &PushArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`push` is being built").into())
}
