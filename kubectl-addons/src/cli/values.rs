//! Flags of `values`.

use argocd::values::KeyPath;
use clap::Args;
use plugin_kit::view::Format;

use super::ConnectionFlags;

/// Formats of `values`.
const FORMATS: &[Format] = &[Format::Table, Format::Wide, Format::Json, Format::Yaml];

/// Flags of `values`.
#[derive(Debug, Args)]
pub(crate) struct ValuesArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Show the values Git wants, as Argo CD last saw it, instead of those deployed
    #[arg(long, conflicts_with = "diff")]
    pub desired: bool,
    /// Show the values of an earlier deployment, by its id in `history`
    #[arg(long, value_name = "ID", conflicts_with_all = ["desired", "diff"])]
    pub history: Option<i64>,
    /// Show the chart's own values, too
    #[arg(short, long)]
    pub all: bool,
    /// Name the layer that each value comes from
    #[arg(long, conflicts_with = "diff")]
    pub origin: bool,
    /// Show only what this key leads to, as in `image.tag` or `hosts[0]`
    #[arg(short, long, value_name = "KEY")]
    pub key: Option<KeyPath>,
    /// Show what differs between two: `deployed`, `desired`, `defaults`, an id of `history`, or another add-on
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pub diff: Option<Vec<String>>,
    /// Exit with 4 where --diff finds a difference
    #[arg(long, requires = "diff")]
    pub exit_code: bool,
    /// Which of several sources: its position, from 1, or its name; the first that renders a chart unless given
    #[arg(long, value_name = "SOURCE")]
    pub source: Option<String>,
    /// Fetch nothing: use only what is in the cache and in the Application itself
    #[arg(long)]
    pub offline: bool,
    /// Output format; without it values are written as YAML, as they are written in a values file
    #[arg(short, long, value_name = "FORMAT", value_parser = Format::among(FORMATS), help_heading = "Output")]
    pub output: Option<Format>,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
