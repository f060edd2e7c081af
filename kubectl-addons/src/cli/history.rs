//! Flags of `history`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ListFormat};

/// Flags of `history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Keep showing changes until interrupted
    #[arg(short, long)]
    pub watch: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ListFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
