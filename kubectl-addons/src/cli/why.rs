//! Flags of `why`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ReadFormat};

/// Flags of `why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArguments {
    /// Add-on: Application, member of a stack, or Helm release; without one, the root causes of everything that is not Synced
    pub name: Option<String>,
    /// Without a name: only members of these stacks
    #[arg(long, value_name = "STACK", value_delimiter = ',')]
    pub stack: Vec<String>,
    /// Without a name: only Applications with these labels, as in `team=payments,tier!=dev`
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// Keep showing changes until interrupted; without a name, what the Applications alone tell
    #[arg(short, long)]
    pub watch: bool,
    /// Exit with 4 if anything is wrong
    #[arg(long)]
    pub exit_code: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ReadFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
