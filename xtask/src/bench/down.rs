//! `bench down`: ends exactly what `up` started and removes what it wrote, but for the logs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Place;
use super::process::end_all;
use super::state::State;
use super::up::lock;

/// Ends the bench at `place` and returns a sentence saying so.
pub(crate) fn down(place: &Place) -> Result<String> {
    let _held = lock(place)?;
    let Some(state) = State::read(&place.folder)? else {
        return Ok(format!("no bench {} is up\n", place.name));
    };
    let running = state
        .processes
        .iter()
        .filter(|process| process.is_running())
        .count();
    end_all(&state.processes);
    remove_all_but_logs(&place.folder)?;
    let logs = state.bench.logs();
    Ok(format!(
        "ended {running} processes of the bench {}; logs stay in {}\n",
        place.name,
        logs.display()
    ))
}

fn remove_all_but_logs(folder: &Path) -> Result<()> {
    let emptying = || format!("emptying {}", folder.display());
    for entry in fs::read_dir(folder).with_context(emptying)? {
        let entry = entry.with_context(emptying)?;
        let path = entry.path();
        let removing = || format!("removing {}", path.display());
        if entry.file_name() == "logs" {
            continue;
        } else if entry.file_type().with_context(removing)?.is_dir() {
            fs::remove_dir_all(&path).with_context(removing)?;
        } else {
            fs::remove_file(&path).with_context(removing)?;
        }
    }
    Ok(())
}
