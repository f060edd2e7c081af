//! Runs one program: input, output, deadline, interruption.
//!
//! What is secret goes in through [`Program::input`], never through an argument.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use crate::environment;
use crate::error::{Cause, Error};
use crate::mask::mask;
use crate::running::{Running, Stopped, Written};

/// How many bytes a program may answer unless told otherwise: 256 MiB.
const LIMIT: usize = 256 << 20;
/// How many of a program's last lines are told when it fails.
const LAST_LINES: usize = 6;

/// A program about to be run. Without input its standard input is empty.
#[derive(Clone)]
pub struct Program {
    pub(crate) name: String,
    path: PathBuf,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
    variables: Vec<(OsString, Option<OsString>)>,
    input: Option<Vec<u8>>,
    limit: usize,
    pub(crate) deadline: Option<Duration>,
}

impl fmt::Debug for Program {
    /// Writes neither input nor variables: they may be secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Program");
        writer.field("path", &self.path);
        writer.field("arguments", &self.arguments);
        writer.field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Program {
    /// Returns the program at a path, or of a name on `PATH`; sentences call it `name`.
    pub fn new(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            path: path.into(),
            arguments: Vec::new(),
            folder: None,
            variables: Vec::new(),
            input: None,
            limit: LIMIT,
            deadline: None,
        }
    }

    /// Returns it with one more argument.
    #[must_use]
    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Returns it with more arguments.
    #[must_use]
    pub fn arguments<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter();
        self.arguments
            .extend(arguments.map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Returns it to be run in a folder.
    #[must_use]
    pub fn folder(self, folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: Some(folder.into()),
            ..self
        }
    }

    /// Returns it with a variable set.
    #[must_use]
    pub fn variable(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        let value = Some(value.as_ref().to_owned());
        self.variables.push((name.as_ref().to_owned(), value));
        self
    }

    /// Returns it without a variable that this process has.
    #[must_use]
    pub fn without_variable(mut self, name: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.as_ref().to_owned(), None));
        self
    }

    /// Returns it with bytes for its standard input.
    #[must_use]
    pub fn input(self, input: impl Into<Vec<u8>>) -> Self {
        Self {
            input: Some(input.into()),
            ..self
        }
    }

    /// Returns it with the number of bytes it may answer.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// Returns it with the time after which it is ended.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self {
            deadline: Some(deadline),
            ..self
        }
    }

    /// Runs it to a good end and returns what it wrote.
    ///
    /// # Errors
    /// As [`Program::ended`], and where it ends with an error of its own.
    pub fn run(self) -> Result<Ended, Error> {
        let ended = self.ended()?;
        if ended.is_success() {
            return Ok(ended);
        }
        Err(ended.failure())
    }

    /// Runs it to its end, good or bad.
    ///
    /// # Errors
    /// It is not there or cannot be started, takes too long, writes too much, or was interrupted.
    pub fn ended(mut self) -> Result<Ended, Error> {
        let input = self.input.take();
        let deadline = self
            .deadline
            .and_then(|after| Instant::now().checked_add(after));
        let running = Running::start(self.command(), input, self.limit);
        let running = running.map_err(|error| self.not_started(&error))?;
        match running.finish(deadline) {
            Ok(written) => Ok(Ended::new(self.name, written)),
            Err(stopped) => Err(self.stopped(&stopped)),
        }
    }

    /// Returns it as the system runs it.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments);
        environment::clean(&mut command);
        for (name, value) in &self.variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    /// Says why it could not be started.
    pub(crate) fn not_started(&self, error: &io::Error) -> Error {
        let name = &self.name;
        match &self.folder {
            Some(folder) if !folder.is_dir() => Error::new(
                Cause::Unusable,
                format!(
                    "{name} cannot be run in {}: there is no such folder",
                    folder.display()
                ),
            ),
            _ if error.kind() == io::ErrorKind::NotFound => {
                let path = self.path.display();
                Error::new(
                    Cause::Missing,
                    format!("there is no program {path} on this machine"),
                )
            }
            _ => Error::new(
                Cause::Unusable,
                format!("{name} cannot be started: {error}"),
            ),
        }
    }

    fn stopped(&self, stopped: &Stopped) -> Error {
        let name = &self.name;
        match stopped {
            Stopped::TimedOut => {
                let seconds = self.deadline.unwrap_or_default().as_secs();
                Error::new(
                    Cause::TimedOut,
                    format!("{name} did not end within {seconds} s"),
                )
            }
            Stopped::Interrupted => {
                Error::new(Cause::Interrupted, format!("{name} was interrupted"))
            }
            Stopped::TooMuch => {
                let limit = self.limit >> 20;
                Error::new(
                    Cause::TooMuch,
                    format!("{name} wrote more than {limit} MiB"),
                )
            }
            Stopped::Unheard(error) => Error::new(
                Cause::Unusable,
                format!("{name} cannot be waited for: {error}"),
            ),
        }
    }
}

/// How a program ended and what it wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct Ended {
    name: String,
    status: ExitStatus,
    /// What it wrote to standard output.
    pub answer: Vec<u8>,
    talk: Vec<u8>,
}

impl fmt::Debug for Ended {
    /// Writes no output: it may be secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Ended");
        writer.field("name", &self.name);
        writer.field("status", &self.status).finish_non_exhaustive()
    }
}

impl Ended {
    fn new(name: String, written: Written) -> Self {
        let Written {
            status,
            answer,
            talk,
        } = written;
        Self {
            name,
            status,
            answer,
            talk,
        }
    }

    /// Says whether it ended well.
    pub fn is_success(&self) -> bool {
        self.status.success()
    }

    /// Returns its exit code; none: a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Returns what it answered as text, without white space around; letters that are no UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.answer).trim().to_owned()
    }

    /// Returns what it said on standard error, user info of addresses hidden: at most the last 64 KiB.
    pub fn talk(&self) -> String {
        mask(&String::from_utf8_lossy(&self.talk)).into_owned()
    }

    /// Returns the last lines of what it said on standard error, in one line.
    pub fn last_words(&self) -> String {
        let talk = self.talk();
        let lines = talk.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<&str> = lines.collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].join("; ")
    }

    /// Returns the error of a program that did not end well.
    pub fn failure(&self) -> Error {
        let how = match self.code() {
            Some(code) => format!("ended with exit code {code}"),
            None => "was killed".to_owned(),
        };
        let words = self.last_words();
        let name = &self.name;
        let sentence = match words.is_empty() {
            true => format!("{name} {how}"),
            false => format!("{name} {how}: {words}"),
        };
        Error::new(Cause::Failed(self.code()), sentence)
    }
}

/// Finds a program of a name in the folders of `PATH`; on Windows with `.exe`.
pub fn find_on_path(name: &str, path: &OsStr) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    let mut found = folders.map(|folder| folder.join(&file));
    found.find(|path| is_executable(path))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
#[cfg(unix)]
#[path = "run_tests.rs"]
mod tests;
