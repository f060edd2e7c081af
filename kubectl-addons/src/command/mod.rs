//! The commands: fetch, think, show. One file a verb; this one only dispatches.

pub(crate) mod complete;
mod completion;
mod events;
mod get;
mod list;
mod snapshot;

mod tree;

use std::future::Future;
use std::io::Write;

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::screen::{Colour, Screen};
use plugin_kit::stdout::stdout;
use plugin_kit::view::{Format, Output};

use crate::cli::{Cli, Command};
use argocd::snapshot::Gap;

/// How many gaps are told on standard error.
const GAPS_TOLD: usize = 5;

/// The two streams, as their readers see them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streams {
    /// Standard output: the answer.
    pub answer: Screen,
    /// Standard error: everything else.
    pub talk: Screen,
}

impl Streams {
    fn new(colour: Colour) -> Self {
        Self {
            answer: Screen::stdout(colour),
            talk: Screen::stderr(colour),
        }
    }

    /// Writes lines for a person to standard error; a closed one has nobody left to tell.
    pub(crate) fn tell<'a>(&self, lines: impl IntoIterator<Item = &'a String>) {
        let mut errors = std::io::stderr().lock();
        for line in lines {
            let _unread = writeln!(errors, "{}", plugin_kit::escape::escape(line));
        }
    }

    /// Tells what could not be seen.
    pub(crate) fn tell_gaps<'a>(&self, gaps: impl IntoIterator<Item = &'a Gap>) {
        self.tell(&crate::view::gaps::lines(gaps, GAPS_TOLD));
    }
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
        Command::Events(arguments) => wait(events::run(arguments, streams)),

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
