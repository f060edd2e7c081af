//! Flags of `get`.

use clap::Args;

use super::ListArguments;

/// Flags of `get`; without a NAME it lists, with the same flags as `list`.
#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: Option<String>,
    #[command(flatten)]
    pub list: ListArguments,
}
