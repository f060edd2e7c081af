//! Flags of `completion`.

use clap::Args;

/// Flags of `completion`.
#[derive(Debug, Args)]
pub(crate) struct CompletionArguments {
    /// Write the script into this folder, which should be on PATH, instead of printing it
    #[arg(long, value_name = "FOLDER")]
    pub install: Option<std::path::PathBuf>,
}
