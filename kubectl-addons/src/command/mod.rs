//! The commands: fetch, think, show. One file a verb; this one only dispatches.

mod branches;
mod completion;
mod contexts;
mod diff;
mod doctor;
mod events;
mod get;
mod history;
mod list;
mod logs;
mod resource;
mod snapshot;
mod sources;
mod stack_tree;
pub(crate) mod tree;
mod values;
mod why;

use std::future::Future;

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;
use plugin_kit::streams::Streams;
use plugin_kit::view::{Format, Output};

use crate::cli::{Cli, Command};
use crate::view;
use argocd::snapshot::Gap;

/// How many gaps are told on standard error.
pub(crate) const GAPS_TOLD: usize = 5;

/// Tells what could not be seen, and the rights to ask for where that is why.
pub(crate) fn tell_gaps<'a>(streams: &Streams, gaps: impl IntoIterator<Item = &'a Gap>) {
    let gaps: Vec<&Gap> = gaps.into_iter().collect();
    streams.tell(&view::gaps::lines(gaps.iter().copied(), GAPS_TOLD));
    streams.tell(&view::rights::lines(gaps));
}

/// Runs a command to its end and returns the exit code.
///
/// # Errors
/// Whatever kept the command from answering.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Exit> {
    let streams = Streams::new(cli.color);
    match cli.command {
        Command::List(arguments) => wait(list::run(arguments, streams)),
        Command::Get(arguments) => wait(get::run(arguments, streams)),
        Command::Tree(arguments) => wait(tree::run(arguments, streams)),
        Command::Resource(arguments) => wait(resource::run(arguments, streams)),
        Command::Why(arguments) => wait(why::run(arguments, streams)),
        Command::Events(arguments) => wait(events::run(arguments, streams)),
        Command::Logs(arguments) => wait(logs::run(arguments, streams)),
        Command::Values(arguments) => wait(values::run(arguments, streams)),
        Command::History(arguments) => wait(history::run(arguments, streams)),
        Command::Diff(arguments) => wait(diff::run(arguments, streams)),
        Command::Sources(arguments) => wait(sources::run(arguments, streams)),
        Command::Doctor(arguments) => wait(doctor::run(arguments, streams)),
        Command::Snapshot(arguments) => wait(snapshot::run(arguments, streams)),
        Command::Completion(arguments) => completion::run(&arguments),
    }
}

/// Waits for a command on a runtime of this thread alone; Ctrl-C ends it.
pub(crate) fn wait<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    rustls_provider();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .doing("starting the program's event loop")?;
    runtime.block_on(command)
}

/// Chooses the TLS implementation; that one was chosen before is as good.
fn rustls_provider() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

/// Joins a format with whether headers are wanted.
fn output(format: Format, no_headers: bool) -> Output {
    Output {
        format,
        headers: !no_headers,
    }
}

/// Shows an answer once.
fn show(
    view: &impl plugin_kit::view::View,
    output: Output,
    streams: &Streams,
) -> anyhow::Result<()> {
    plugin_kit::view::show(view, output, &streams.answer, &mut stdout())
}
