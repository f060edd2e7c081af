//! What a bench remembers on disk: itself and the processes it runs, in one JSON file.
//! It is rewritten after each start, so that `down` finds even what a killed `up` left.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::Bench;
use super::process::Process;

/// The content of `state.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) bench: Bench,
    /// In the order they were started.
    pub(crate) processes: Vec<Process>,
    /// Whether `up` came to its end.
    pub(crate) complete: bool,
}

impl State {
    /// Reads the state of the bench in `folder`; none when no bench is there.
    pub(crate) fn read(folder: &Path) -> Result<Option<State>> {
        let path = file(folder);
        let reading = || format!("reading {}", path.display());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).with_context(reading)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(reading),
        }
    }

    /// Writes the state, whole or not at all.
    pub(crate) fn write(&self) -> Result<()> {
        let path = file(&self.bench.folder);
        let unfinished = path.with_extension("unfinished");
        let writing = || format!("writing {}", path.display());
        let json = serde_json::to_vec_pretty(self).with_context(writing)?;
        fs::write(&unfinished, json).with_context(writing)?;
        fs::rename(&unfinished, &path).with_context(writing)
    }

    /// Returns whether `up` came to its end and everything it started still runs.
    pub(crate) fn is_up(&self) -> bool {
        self.complete && self.processes.iter().all(Process::is_running)
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("state.json")
}
