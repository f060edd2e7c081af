//! `secrets textconv`: a file as `git diff` is to show it (gitattributes, "Performing text diffs of binary files").

use std::fs;
use std::io::Write;

use plugin_kit::failure::{Exit, Explain};
use plugin_kit::stdout::stdout;
use stack::seal::readable;

use crate::cli::TextconvArguments;

/// Runs the command. What is no text goes through as it is.
pub(super) fn run(arguments: &TextconvArguments) -> anyhow::Result<Exit> {
    let doing = || format!("reading {}", arguments.file.display());
    let bytes = fs::read(&arguments.file).doing(doing())?;
    let shown = match String::from_utf8(bytes) {
        Ok(text) => readable(&text).into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let mut answer = stdout();
    answer.write_all(&shown).doing("writing the answer")?;
    answer.flush().doing("writing the answer")?;
    Ok(Exit::Done)
}
