//! The answer to a shell that asks how a line goes on, in the protocol that kubectl speaks.

use std::ffi::OsString;

use plugin_kit::complete::complete;
use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;

use crate::cli;

/// Prints what may come next; whatever goes wrong, the shell gets silence and not an error in its line.
pub(crate) fn run(words: &[OsString]) -> Exit {
    match complete(
        cli::command("kubectl addons"),
        words.to_vec(),
        None,
        &mut stdout(),
    ) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Error,
    }
}
