//! The command line: every flag, its help and nothing else.
//!
//! A command's doc comment is its help. What the flags mean together is decided in `command`.

mod connection;
mod output;

use std::ffi::OsString;
use std::path::Path;

use clap::{Args, CommandFactory, Parser, Subcommand};
use plugin_kit::screen::Colour;
use plugin_kit::view::Format;

pub(crate) use connection::ConnectionFlags;
pub(crate) use output::{ListFormat, ReadFormat, TreeFormat};

/// Name of the completion program that kubectl looks for on PATH.
pub(crate) const COMPLETION_PROGRAM: &str = "kubectl_complete-addons";

/// Shows the add-ons of a cluster: Argo CD Applications with their state, resource tree and events, read
/// straight from the Kubernetes API.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 120, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// When to colour
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        help_heading = "Output"
    )]
    pub color: Colour,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists every add-on with its chart, version and state
    #[command(visible_alias = "ls")]
    List(ListArguments),
    /// Shows one add-on: chart, sources, state and reason, sync strategy, destination, operation, images
    #[command(visible_alias = "describe")]
    Get(GetArguments),
    /// Draws an add-on's resources: what it manages and all their children, with health and sync
    Tree(TreeArguments),
    /// Shows all events of all resources of an add-on in one timeline
    Events(EventsArguments),
    /// Writes what can be read of Argo CD and its add-ons to one file, secrets masked; every command reads it with --from
    Snapshot(SnapshotArguments),
    /// Prints the script that lets kubectl complete names, or installs it beside this program
    Completion(CompletionArguments),
}

/// Flags of `list`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ListArguments {
    /// Show only add-ons in these states (Pending, Deploying, Synced, Degraded, OutOfSync, Unknown)
    #[arg(long, value_name = "STATE", value_delimiter = ',', ignore_case = true, value_parser = output::state())]
    pub state: Vec<argocd::lifecycle::State>,
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

/// Flags of `get`; without a NAME it lists, with the same flags as `list`.
#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: Option<String>,
    #[command(flatten)]
    pub list: ListArguments,
}

/// Flags of `tree`.
#[derive(Debug, Args)]
pub(crate) struct TreeArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Expand child Applications, to any depth
    #[arg(short, long)]
    pub recursive: bool,
    /// Show only resources that are not healthy, and what owns them
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

/// Flags of `snapshot`.
#[derive(Debug, Args)]
pub(crate) struct SnapshotArguments {
    /// Write only these add-ons and their resources instead of all; the AppProjects and the events of their namespaces come with them
    pub names: Vec<String>,
    /// File to write; `.gz` compresses; `-` is standard output
    #[arg(short = 'f', long, value_name = "FILE", default_value = "-")]
    pub file: std::path::PathBuf,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}

/// Flags of `completion`.
#[derive(Debug, Args)]
pub(crate) struct CompletionArguments {
    /// Write the script into this folder, which should be on PATH, instead of printing it
    #[arg(long, value_name = "FOLDER")]
    pub install: Option<std::path::PathBuf>,
}

/// Returns the command line under the name the user typed.
pub(crate) fn command(program: &'static str) -> clap::Command {
    Cli::command()
        .name("kubectl-addons")
        .bin_name(program)
        .display_name("kubectl addons")
}

/// Returns what the user typed: `kubectl addons` when started by kubectl, else the program's own name.
pub(crate) fn program(arguments: &[OsString]) -> &'static str {
    match file_name(arguments) {
        name if name.starts_with("kubectl-") => "kubectl addons",
        _ => "addons",
    }
}

/// Returns the words to complete, when the program was started as kubectl's completion program
/// or with the hidden word `__complete`.
pub(crate) fn completion_request(arguments: &[OsString]) -> Option<Vec<OsString>> {
    let second = arguments.get(1).is_some_and(|word| word == "__complete");
    match file_name(arguments) {
        name if name.starts_with(COMPLETION_PROGRAM) => Some(arguments[1..].to_vec()),
        _ if second => Some(arguments[2..].to_vec()),
        _ => None,
    }
}

fn file_name(arguments: &[OsString]) -> String {
    let path = arguments.first().map(Path::new);
    let name = path
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        command("kubectl addons").debug_assert();
    }

    #[test]
    fn kubectl_completion_and_the_hidden_word_ask_for_the_same() {
        let words = |line: &[&str]| {
            let line: Vec<OsString> = line.iter().map(OsString::from).collect();
            completion_request(&line)
        };
        assert_eq!(
            words(&["/bin/kubectl_complete-addons", "tree", ""]),
            words(&["kubectl-addons", "__complete", "tree", ""])
        );
        assert_eq!(words(&["kubectl-addons", "tree"]), None);
    }
}
