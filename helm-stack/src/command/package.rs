//! `package`: makes one chart archive of the stack.

use plugin_kit::failure::{Exit, Failure};

use super::Session;
use crate::cli::PackageArguments;

/// Runs the command.
pub(crate) fn run(_arguments: &PackageArguments, _session: &Session) -> anyhow::Result<Exit> {
    Err(Failure::new("`package` is being built").into())
}
