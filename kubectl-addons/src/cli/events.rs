//! Flags of `events`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ReadFormat};

/// Flags of `events`.
#[derive(Debug, Args)]
pub(crate) struct EventsArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Show only warnings
    #[arg(long)]
    pub warnings: bool,
    /// Show only what is newer than this, as in `30m` or `2h`
    #[arg(long, value_name = "DURATION")]
    pub since: Option<String>,
    /// Show only events of this resource and its children, as in `Pod/web-0`
    #[arg(long = "for", value_name = "KIND/NAME")]
    pub for_object: Option<String>,
    /// Keep showing new events until interrupted
    #[arg(short, long)]
    pub watch: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ReadFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
