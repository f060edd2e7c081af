//! The commands: read, think, show, and write what was planned. One file a verb; this one only dispatches.

mod add;
pub(crate) mod complete;
mod decrypt;
mod diff;
mod encrypt;
mod init;
mod lint;
mod package;
mod push;
mod secrets;
mod set;
mod setup;
mod show;

use std::future::Future;
use std::path::PathBuf;

use plugin_kit::failure::{Exit, Explain, Failure};
use plugin_kit::render::text;
use plugin_kit::streams::Streams;

use plugin_kit::view::{Format, Output};
use stack::complaint::Complaint;
use stack::file;
use stack::member::Stack;

use crate::cli::{Cli, Command, HelmFlags};
use crate::folder::Folder;
use crate::view::complaints;

/// What every command is handed: the streams, Helm's flags and the stack folder that was named.
#[derive(Debug)]
pub(crate) struct Session {
    /// The two streams.
    pub streams: Streams,
    /// Flags that Helm knows.
    pub helm: HelmFlags,
    /// `--stack`.
    pub stack: Option<PathBuf>,
}

impl Session {
    /// Reads the stack folder and its stack file.
    ///
    /// # Errors
    /// There is no stack, a file cannot be read, or the stack file has errors, which are told on standard error.
    pub(crate) fn open(&self) -> anyhow::Result<(Folder, Stack)> {
        let folder = Folder::open(self.stack.as_deref())?;
        match file::of(&folder.files) {
            Ok(decoded) => Ok((folder, decoded.stack)),
            Err(complaints) => Err(self.refuse(&complaints, &folder.shown, file::NAME)),
        }
    }

    /// Tells complaints on standard error.
    pub(crate) fn tell(&self, complaints: &[Complaint], folder: &str) {
        let block = complaints::block(complaints, folder);
        let layout = Output::from(Format::Table).layout(&self.streams.talk);
        let mut errors = std::io::stderr().lock();
        // Where standard error cannot be written, the exit code is all that is left to say.
        let _unread = text::write(&[block], &layout, self.streams.talk.colour, &mut errors);
    }

    /// Tells complaints on standard error and returns the failure they are. `folder` leads to the files complained of.
    pub(crate) fn refuse(
        &self,
        complaints: &[Complaint],
        folder: &str,
        what: &str,
    ) -> anyhow::Error {
        self.tell(complaints, folder);
        Failure::new(format!("{what} has {}", complaints::count(complaints)))
            .next("mend what each line says, and run the same command again")
            .into()
    }
}

/// Runs a command to its end and returns the exit code.
///
/// # Errors
/// Whatever kept the command from answering.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Exit> {
    let helm = cli.helm.said();
    let session = Session {
        streams: Streams::new(helm.color),
        helm,
        stack: cli.stack,
    };
    match cli.command {
        Command::Init(arguments) => init::run(&arguments, &session),
        Command::Add(arguments) => add::run(&arguments, &session),
        Command::Set(arguments) => set::run(&arguments, &session),
        Command::Show(arguments) => show::run(&arguments, &session),
        Command::Lint(arguments) => lint::run(&arguments, &session),
        Command::Encrypt(arguments) => encrypt::run(&arguments, &session),
        Command::Decrypt(arguments) => decrypt::run(&arguments, &session),
        Command::Secrets(arguments) => secrets::run(&arguments, &session),
        Command::Package(arguments) => package::run(&arguments, &session),
        Command::Diff(arguments) => diff::run(&arguments, &session),
        Command::Push(arguments) => push::run(&arguments, &session),
        Command::Setup(arguments) => setup::run(&arguments, &session),
    }
}

/// Waits for a command on a runtime of this thread alone; Ctrl-C ends it.
#[allow(
    dead_code,
    reason = "the commands that ask the network are being built"
)]
pub(crate) fn wait<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .doing("starting the program's event loop")?;
    runtime.block_on(command)
}
