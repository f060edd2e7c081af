//! Flags of `tree`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, TreeFormat, output};

/// Flags of `tree`.
#[derive(Debug, Args)]
pub(crate) struct TreeArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    #[arg(required_unless_present = "stack")]
    pub name: Option<String>,
    /// Draw the members of this stack instead, each under its parents, wherever the stack is deployed
    #[arg(long, value_name = "STACK", conflicts_with_all = ["name", "orphans"])]
    pub stack: Option<String>,
    /// Expand child Applications, to any depth; of a stack, the resources of its members
    #[arg(short, long)]
    pub recursive: bool,
    /// Show only resources that are not healthy or have something wrong with them, and what owns them
    #[arg(long)]
    pub unhealthy: bool,
    /// Show only these kinds, and what owns them
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Show only these categories, and what owns them
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', ignore_case = true, value_parser = output::category())]
    pub category: Vec<argocd::tree::Category>,
    /// Show at most this many levels below the add-on
    #[arg(long, value_name = "LEVELS")]
    pub depth: Option<usize>,
    /// Add resources of the namespace that no Application manages
    #[arg(long)]
    pub orphans: bool,
    /// Keep showing changes until interrupted
    #[arg(short, long)]
    pub watch: bool,
    /// Exit with 4 if anything shown is not healthy
    #[arg(long)]
    pub exit_code: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "tree", value_parser = Format::among(TreeFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
