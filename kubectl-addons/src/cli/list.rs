//! Flags of `list`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ListFormat, StateWord, output};

/// Flags of `list`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ListArguments {
    /// Show only add-ons in these states (Pending, Deploying, Synced, Degraded, OutOfSync, Unknown); `!Synced` is all others
    #[arg(long, value_name = "STATE", value_delimiter = ',', ignore_case = true, value_parser = output::state())]
    pub state: Vec<StateWord>,
    /// Show only members of these stacks
    #[arg(long, value_name = "STACK", value_delimiter = ',')]
    pub stack: Vec<String>,
    /// Show only add-ons of these types
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = ["addon", "manifest", "stack", "other"])]
    pub(crate) types: Vec<String>,
    /// Show only add-ons deployed in these namespaces
    #[arg(long, value_name = "NAMESPACE", value_delimiter = ',')]
    pub deployed_in: Vec<String>,
    /// Show only add-ons of these AppProjects
    #[arg(long, value_name = "PROJECT", value_delimiter = ',')]
    pub project: Vec<String>,
    /// Show only add-ons deployed to these clusters (name or URL)
    #[arg(long, value_name = "CLUSTER", value_delimiter = ',')]
    pub cluster: Vec<String>,
    /// Show only add-ons owned by this parent Application or ApplicationSet
    #[arg(long, value_name = "OWNER", value_delimiter = ',')]
    pub owner: Vec<String>,
    /// Show only Applications with these labels, as in `team=payments,tier!=dev`
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// Sort by this column instead of namespace and name
    #[arg(long, value_name = "COLUMN", value_enum)]
    pub sort_by: Option<SortColumn>,
    /// Keep showing changes until interrupted
    #[arg(short, long)]
    pub watch: bool,
    /// Exit with 4 if any add-on shown is not Synced
    #[arg(long)]
    pub exit_code: bool,
    /// Ask the Argo CDs of several contexts of the kubeconfig at once, as in `prod,staging`
    #[arg(long, value_name = "CONTEXT", value_delimiter = ',', help_heading = "Connection",
          conflicts_with_all = ["context", "from", "kube-cluster", "user", "server", "token", "watch"])]
    pub contexts: Vec<String>,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ListFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}

impl ListArguments {
    /// Returns a flag that chooses among many add-ons, if one was given.
    pub(crate) fn chooses(&self) -> Option<&'static str> {
        let given = [
            ("--state", !self.state.is_empty()),
            ("--stack", !self.stack.is_empty()),
            ("--type", !self.types.is_empty()),
            ("--deployed-in", !self.deployed_in.is_empty()),
            ("--project", !self.project.is_empty()),
            ("--cluster", !self.cluster.is_empty()),
            ("--owner", !self.owner.is_empty()),
            ("-l", self.selector.is_some()),
            ("--sort-by", self.sort_by.is_some()),
            ("--contexts", !self.contexts.is_empty()),
        ];
        given
            .into_iter()
            .find_map(|(flag, given)| given.then_some(flag))
    }
}

/// The columns that `list --sort-by` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum SortColumn {
    /// By name
    Name,
    /// By chart
    Chart,
    /// By state, the worst first
    State,
    /// By the namespace it is deployed in
    Namespace,
    /// By last change, the newest first
    Updated,
}
