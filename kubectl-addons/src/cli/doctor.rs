//! Flags of `doctor`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ReadFormat};

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArguments {
    /// End with code 4 when a check has failed
    #[arg(long)]
    pub exit_code: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ReadFormat::ALL), help_heading = "Output")]
    pub output: Format,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
