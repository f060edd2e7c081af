//! What the keyring asks of the machine: variables, files, and the command that answers with an identity.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::Duration;

use programs::run::{Program, find_on_path};
use zeroize::Zeroizing;

/// How long `SOPS_AGE_KEY_CMD` may take: it may wait for a person.
const PATIENCE: Duration = Duration::from_secs(120);

/// The machine as the keyring sees it.
pub(crate) trait Environment {
    /// Returns a variable; one that is empty is not set.
    fn variable(&self, name: &str) -> Option<String>;
    /// Reads a key file.
    fn file(&self, path: &Path) -> io::Result<Zeroizing<String>>;
    /// Runs a command without a shell, `SOPS_AGE_RECIPIENT` set, and returns what it answers; a sentence if it fails.
    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String>;
    /// Returns the operating system's name, as Rust has it: `linux`, `macos`, `windows`.
    fn system(&self) -> &str;
}

/// The machine this process runs on.
#[derive(Debug)]
pub(crate) struct Process;

impl Environment for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn file(&self, path: &Path) -> io::Result<Zeroizing<String>> {
        std::fs::read_to_string(path).map(Zeroizing::new)
    }

    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String> {
        let (name, arguments) = words.split_first().ok_or("it names no program")?;
        let path = std::env::var_os("PATH");
        let found = find_on_path(name, path.as_deref().unwrap_or(OsStr::new("")));
        let program = Program::new(name, found.unwrap_or_else(|| name.into()))
            .arguments(arguments)
            .variable("SOPS_AGE_RECIPIENT", recipient)
            .deadline(PATIENCE);
        let ended = program.run().map_err(|error| error.to_string())?;
        let answer = Zeroizing::new(ended.answer);
        let text = std::str::from_utf8(&answer).map_err(|_| "its answer is not text")?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn system(&self) -> &str {
        std::env::consts::OS
    }
}
