//! Flags of `diff`.

use clap::{Args, ValueEnum};
use plugin_kit::view::Format;

use super::{ConnectionFlags, ListFormat};

/// Flags of `diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Compare only these resources, as in `Deployment/web`
    #[arg(value_name = "KIND/NAME")]
    pub resources: Vec<String>,
    /// What live objects are compared with; unless given, what is rendered, and where that cannot be had, what was applied
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "history")]
    pub against: Option<Against>,
    /// Compare two deployments by their ids, as `history` shows them; one alone with the newest
    #[arg(long, value_name = "ID", num_args = 1..=2, conflicts_with = "resources")]
    pub history: Vec<i64>,
    /// Name what differs, without the lines
    #[arg(long)]
    pub summary: bool,
    /// Fetch nothing to render: use only what is in the cache
    #[arg(long)]
    pub offline: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ListFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line of --summary out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}

/// What live objects are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Against {
    /// What the sources render at the wanted revision: what a sync would change
    Rendered,
    /// What the sources rendered when they were deployed: what was changed in the cluster since
    Deployed,
    /// What was applied last, as the objects themselves record it: needs no source
    Applied,
}
