//! Flags of `doctor`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ReadFormat};

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ReadFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
