//! `completion`: the little program that kubectl looks for when it completes `kubectl addons …`.

use std::fs;
use std::io::Write;
use std::path::Path;

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;

use crate::cli::{COMPLETION_PROGRAM, CompletionArguments};

/// The program: kubectl calls it with the words after `addons`.
const SCRIPT: &str = "#!/bin/sh\nexec kubectl addons __complete \"$@\"\n";

/// Prints the program, or writes it into a folder.
///
/// # Errors
/// The folder cannot be written to.
pub(crate) fn run(arguments: &CompletionArguments) -> anyhow::Result<Exit> {
    match &arguments.install {
        Some(folder) => install(folder)?,
        None => stdout()
            .write_all(SCRIPT.as_bytes())
            .doing("writing the completion script")?,
    }
    Ok(Exit::Done)
}

fn install(folder: &Path) -> anyhow::Result<()> {
    let path = folder.join(COMPLETION_PROGRAM);
    let written = fs::write(&path, SCRIPT).and_then(|()| make_executable(&path));
    written
        .doing(format!("writing {}", path.display()))
        .next("choose a folder you may write to that is on PATH")
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
