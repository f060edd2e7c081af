//! What the keyring asks of the machine: variables, files, commands that answer with an identity, and a person.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use programs::conversation::Conversation;
use programs::run::{Program, find_on_path};
use zeroize::Zeroizing;

use super::plugin::Talk;
use super::terminal;

/// How long a command that answers with an identity, or a plugin's next word, may take: it may wait for a person.
const PATIENCE: Duration = Duration::from_secs(120);

/// How `sops` opens what comes on its standard input; versions before 3.9 have no `decrypt`.
const SOPS: [&str; 6] = [
    "--decrypt",
    "--input-type",
    "yaml",
    "--output-type",
    "yaml",
    "/dev/stdin",
];

/// The machine as the keyring sees it.
pub(crate) trait Environment {
    /// Returns a variable; one that is empty is not set.
    fn variable(&self, name: &str) -> Option<String>;
    /// Reads a key file.
    fn file(&self, path: &Path) -> io::Result<Zeroizing<Vec<u8>>>;
    /// Runs a command without a shell, `SOPS_AGE_RECIPIENT` set, and returns what it answers; a sentence if it fails.
    fn answer(&self, words: &[String], recipient: &str) -> Result<Zeroizing<String>, String>;
    /// Starts a plugin of age for a part of its protocol; a sentence where it cannot be.
    fn plugin(&self, program: &str, part: &str) -> Result<Box<dyn Talk + '_>, String>;
    /// Lets `sops` open a sealed file; a sentence where it cannot.
    fn sops(&self, sealed: &str) -> Result<Zeroizing<String>, String>;
    /// Asks the person at the terminal; a sentence where nobody is there.
    fn ask(&self, prompt: &str, typed: Typed) -> Result<Zeroizing<String>, String>;
    /// Tells the person at the terminal something, if somebody is there.
    fn tell(&self, message: &str);
    /// Returns the operating system's name, as Rust has it: `linux`, `macos`, `windows`.
    fn system(&self) -> &str;
    /// Says whether this is a person's machine, whose SSH keys and passphrases may be used.
    fn is_a_persons(&self) -> bool;
}

/// How a person's answer looks on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    /// Nothing of it is shown.
    Hidden,
    /// It is shown as it is typed.
    Shown,
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
        plain(program)
    }

    fn plugin(&self, program: &str, part: &str) -> Result<Box<dyn Talk + '_>, String> {
        let path = on_path(program).ok_or_else(|| missing(program))?;
        let plugin = Program::new(program, path)
            .argument(format!("--age-plugin={part}"))
            .folder(std::env::temp_dir())
            .deadline(PATIENCE);
        let talk = plugin.talk().map_err(|error| error.to_string())?;
        Ok(Box::new(talk))
    }

    fn sops(&self, sealed: &str) -> Result<Zeroizing<String>, String> {
        if cfg!(windows) {
            return Err("on Windows it cannot be handed over without a file".to_owned());
        }
        let path = on_path("sops").ok_or("the program sops is not on PATH")?;
        let mut sops = Program::new("sops", path)
            .arguments(SOPS)
            .deadline(PATIENCE);
        // A group of keys may ask for one of age's.
        if let Some(key) = self.variable("SOPS_AGE_KEY") {
            sops = sops.variable("SOPS_AGE_KEY", key);
        }
        plain(sops.input(sealed.as_bytes().to_vec()))
    }

    fn ask(&self, prompt: &str, typed: Typed) -> Result<Zeroizing<String>, String> {
        terminal::ask(prompt, typed)
    }

    fn tell(&self, message: &str) {
        terminal::tell(message);
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

    fn plugin(&self, program: &str, _part: &str) -> Result<Box<dyn Talk + '_>, String> {
        Err(format!("{program} is not started in Argo CD"))
    }

    fn sops(&self, _sealed: &str) -> Result<Zeroizing<String>, String> {
        Err("sops is not started in Argo CD".to_owned())
    }

    fn ask(&self, _prompt: &str, _typed: Typed) -> Result<Zeroizing<String>, String> {
        Err("in Argo CD there is nobody to ask".to_owned())
    }

    fn tell(&self, _message: &str) {}

    fn system(&self) -> &str {
        Process.system()
    }

    fn is_a_persons(&self) -> bool {
        false
    }
}

/// Runs a program and returns what it answers.
fn plain(program: Program) -> Result<Zeroizing<String>, String> {
    let ended = program.run().map_err(|error| error.to_string())?;
    let answer = Zeroizing::new(ended.answer);
    let text = std::str::from_utf8(&answer).map_err(|_| "its answer is not text")?;
    Ok(Zeroizing::new(text.to_owned()))
}

impl Talk for Conversation {
    fn say(&mut self, bytes: &[u8]) -> Result<(), String> {
        Conversation::say(self, bytes).map_err(|error| error.to_string())
    }

    fn hear(&mut self) -> Result<Zeroizing<Vec<u8>>, String> {
        Conversation::hear(self).map_err(|error| error.to_string())
    }
}

fn missing(program: &str) -> String {
    match program {
        "age-plugin-pq" => {
            "post-quantum keys need the program age-plugin-pq, which is not on PATH (go install filippo.io/age/extra/age-plugin-pq@latest)"
                .to_owned()
        }
        _ => format!("{program} is not on PATH"),
    }
}

/// Finds a program in the folders of `PATH`.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH");
    find_on_path(name, path.as_deref().unwrap_or(OsStr::new("")))
}
