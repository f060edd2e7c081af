//! Runs the program in a folder and an environment of its own, so that no kubeconfig and no terminal of this
//! machine gets in. Says how it ended as one text for snapshots.

use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::answer;

/// Folder of the recorded clusters, from which the program is started.
const CLUSTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/clusters");

/// A home without anything in it, which no machine has.
pub(crate) const HOME: &str = "/nowhere";

/// What the program wrote and how it ended.
pub(crate) struct Ended {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) answer: String,
    /// Standard error.
    pub(crate) talk: String,
}

impl fmt::Display for Ended {
    /// Writes the answer alone where all went well and nothing else was said.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.answer)?;
        if !self.talk.is_empty() {
            write!(formatter, "--- standard error\n{}", self.talk)?;
        }
        match self.code {
            0 => Ok(()),
            code => write!(formatter, "--- exit {code}"),
        }
    }
}

impl From<Output> for Ended {
    /// Fails where an answer in JSON is not as published.
    fn from(output: Output) -> Self {
        let answer = String::from_utf8(output.stdout).unwrap();
        assert_eq!(answer::complaints(&answer), [""; 0], "{answer}");
        Self {
            code: output.status.code().unwrap(),
            answer,
            talk: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Returns the program, not yet started, with the words of a line as arguments.
pub(crate) fn program(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kubectl-addons"));
    command
        .args(line.split_whitespace())
        .current_dir(CLUSTERS)
        .env_clear()
        .env("HOME", HOME)
        .stdin(Stdio::null());
    command
}

/// Runs a line.
pub(crate) fn run(line: &str) -> Ended {
    program(line).output().unwrap().into()
}

/// Runs a line in another folder.
pub(crate) fn run_in(folder: &Path, line: &str) -> Ended {
    program(line).current_dir(folder).output().unwrap().into()
}

/// Runs a line that reads something from standard input.
pub(crate) fn run_with_input(line: &str, input: &[u8]) -> Ended {
    let mut child = program(line)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}
