//! `set`: sets values of an add-on.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::SetArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &SetArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`set` is being built").into())
}
