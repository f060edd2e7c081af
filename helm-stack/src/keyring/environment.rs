//! What the keyring asks of the machine: variables, files, commands that answer with an identity, and a person.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use programs::run::{Program, find_on_path};
use zeroize::Zeroizing;

use super::terminal;

/// How long a command that answers with an identity may take: it may wait for a person.
const PATIENCE: Duration = Duration::from_secs(120);

/// The machine as the keyring sees it.
pub(crate) trait Environment {
    /// Returns a variable; one that is empty is not set.
    fn variable(&self, name: &str) -> Option<String>;
    /// Reads a key file.
    fn file(&self, path: &Path) -> io::Result<Zeroizing<Vec<u8>>>;
    /// Runs a command without a shell, `SOPS_AGE_RECIPIENT` set, and returns what it answers; a sentence if it fails.
    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String>;
    /// Asks the person at the terminal for what is not to be seen; a sentence where nobody is there.
    fn ask(&self, prompt: &str) -> Result<Zeroizing<String>, String>;
    /// Returns the operating system's name, as Rust has it: `linux`, `macos`, `windows`.
    fn system(&self) -> &str;
    /// Says whether this is a person's machine, whose SSH keys and passphrases may be used.
    fn is_a_persons(&self) -> bool;
}

/// The machine this process runs on, used by a person or a pipeline.
#[derive(Debug)]
pub(crate) struct Process;

impl Environment for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn file(&self, path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
        std::fs::read(path).map(Zeroizing::new)
    }

    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String> {
        let (name, arguments) = words.split_first().ok_or("it names no program")?;
        let found = on_path(name);
        let program = Program::new(name, found.unwrap_or_else(|| name.into()))
            .arguments(arguments)
            .variable("SOPS_AGE_RECIPIENT", recipient)
            .deadline(PATIENCE);
        let ended = program.run().map_err(|error| error.to_string())?;
        let answer = Zeroizing::new(ended.answer);
        let text = std::str::from_utf8(&answer).map_err(|_| "its answer is not text")?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn ask(&self, prompt: &str) -> Result<Zeroizing<String>, String> {
        terminal::ask(prompt)
    }

    fn system(&self) -> &str {
        std::env::consts::OS
    }

    fn is_a_persons(&self) -> bool {
        true
    }
}

/// The machine of Argo CD's repo-server: nobody is there to be asked, and what its variables do not name is not used.
#[derive(Debug)]
pub(crate) struct RepoServer;

impl Environment for RepoServer {
    fn variable(&self, name: &str) -> Option<String> {
        Process.variable(name)
    }

    fn file(&self, path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
        Process.file(path)
    }

    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String> {
        Process.answer(words, recipient)
    }

    fn ask(&self, _prompt: &str) -> Result<Zeroizing<String>, String> {
        Err("in Argo CD there is nobody to ask for its passphrase".to_owned())
    }

    fn system(&self) -> &str {
        Process.system()
    }

    fn is_a_persons(&self) -> bool {
        false
    }
}

/// Finds a program in the folders of `PATH`.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH");
    find_on_path(name, path.as_deref().unwrap_or(OsStr::new("")))
}
