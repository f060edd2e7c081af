//! The command line: every flag, its help and nothing else.
//!
//! A command's doc comment is its help. What the flags mean together is decided in `command`.

mod carried;
mod completion;
mod connection;
mod diff;
mod doctor;
mod events;
mod get;
mod history;
mod list;
mod logs;
mod output;
mod resource;
mod snapshot;
mod sources;
mod tree;
mod values;
mod why;

use std::ffi::OsString;
use std::path::Path;

use clap::{CommandFactory, Parser, Subcommand};
use plugin_kit::screen::Colour;

pub(crate) use completion::CompletionArguments;
pub(crate) use connection::{ClusterContext, ConnectionFlags};
pub(crate) use diff::{Against, DiffArguments};
pub(crate) use doctor::DoctorArguments;
pub(crate) use events::EventsArguments;
pub(crate) use get::GetArguments;
pub(crate) use history::HistoryArguments;
pub(crate) use list::{ListArguments, SortColumn};
pub(crate) use logs::{LogFormat, LogsArguments};
pub(crate) use output::{ListFormat, ReadFormat, StateWord, TreeFormat};
pub(crate) use resource::ResourceArguments;
pub(crate) use snapshot::SnapshotArguments;
pub(crate) use sources::SourcesArguments;
pub(crate) use tree::TreeArguments;
pub(crate) use values::ValuesArguments;
pub(crate) use why::WhyArguments;

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
    /// Shows one resource of an add-on: its owners, children, conditions and events
    Resource(ResourceArguments),
    /// Says why an add-on is in its state, down to the cause, and what to do next
    Why(WhyArguments),
    /// Shows all events of all resources of an add-on in one timeline
    Events(EventsArguments),
    /// Shows the logs of an add-on's pods, all containers
    Logs(LogsArguments),
    /// Shows the Helm values an add-on is deployed with, and where each comes from
    Values(ValuesArguments),
    /// Shows what was deployed when, by whom, at which version
    History(HistoryArguments),
    /// Shows how live objects differ from what was applied, from the rendered chart, or two deployments from each other
    Diff(DiffArguments),
    /// Lists the repositories and registries Argo CD is connected to, and who uses them
    Sources(SourcesArguments),
    /// Says whether this can work here: rights and the roles to ask for, Argo CD and its set-up, decryptor, clusters,
    /// repositories; exit code 3 without any Argo CD
    Doctor(DoctorArguments),
    /// Writes what can be read of Argo CD and its add-ons to one file, secrets masked; every command reads it with --from
    Snapshot(SnapshotArguments),
    /// Prints the script that lets kubectl complete names, or installs it beside this program
    Completion(CompletionArguments),
}

impl Command {
    /// Returns where the command reads from; nothing where it reads nothing.
    pub(crate) fn connection(&self) -> Option<&ConnectionFlags> {
        Some(match self {
            Self::List(arguments) => &arguments.connection,
            Self::Get(arguments) => &arguments.list.connection,
            Self::Tree(arguments) => &arguments.connection,
            Self::Resource(arguments) => &arguments.connection,
            Self::Why(arguments) => &arguments.connection,
            Self::Events(arguments) => &arguments.connection,
            Self::Logs(arguments) => &arguments.connection,
            Self::Values(arguments) => &arguments.connection,
            Self::History(arguments) => &arguments.connection,
            Self::Diff(arguments) => &arguments.connection,
            Self::Sources(arguments) => &arguments.connection,
            Self::Snapshot(arguments) => &arguments.connection,
            Self::Doctor(arguments) => &arguments.connection,
            Self::Completion(_) => return None,
        })
    }
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
