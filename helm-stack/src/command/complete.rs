//! The answer to a shell that asks how a line goes on, in the protocol that Helm speaks.

use std::ffi::OsString;

use plugin_kit::complete::complete;
use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;

use crate::cli;

/// Prints what may come next.
pub(crate) fn run(words: &[OsString]) -> Exit {
    let folder = std::env::current_dir().ok();
    match complete(
        cli::command("helm stack"),
        words.to_vec(),
        folder.as_deref(),
        &mut stdout(),
    ) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Error,
    }
}
