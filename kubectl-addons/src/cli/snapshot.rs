//! Flags of `snapshot`.

use clap::Args;

use super::ConnectionFlags;

/// Flags of `snapshot`.
#[derive(Debug, Args)]
pub(crate) struct SnapshotArguments {
    /// Write only these add-ons and their resources instead of all; the AppProjects, the owners, and the events about them and their resources come with them
    pub names: Vec<String>,
    /// File to write; `.gz` compresses; `-` is standard output
    #[arg(short = 'f', long, value_name = "FILE", default_value = "-")]
    pub file: std::path::PathBuf,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
