//! Runs the program in a folder and an environment of its own, so that no setting of this machine gets in. Says how it
//! ended as one text for snapshots.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::answer;

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

/// Runs a line in a folder.
pub(crate) fn run(folder: &Path, line: &str) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_helm-stack"));
    command
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_clear()
        .env("HOME", "/nowhere")
        .stdin(Stdio::null());
    let mut ended: Ended = command.output().unwrap().into();
    let place = folder.canonicalize().unwrap().display().to_string();
    ended.talk = ended.talk.replace(&place, "FOLDER");
    ended
}

/// Makes a folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}
