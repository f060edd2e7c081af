//! Flags of `sources`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ListFormat};

/// Flags of `sources`.
#[derive(Debug, Args)]
pub(crate) struct SourcesArguments {
    /// Show only what no add-on uses
    #[arg(long, conflicts_with = "used_by")]
    pub unused: bool,
    /// Show only what this add-on uses
    #[arg(long, value_name = "NAME")]
    pub used_by: Option<String>,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ListFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
