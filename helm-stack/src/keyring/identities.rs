//! Identities: where they are looked for, and how a text of them is read. No sentence here shows one.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use anyhow::Result;
use plugin_kit::failure::Failure;

use super::environment::Environment;
use super::words;

/// The variable that holds identities.
const KEY: &str = "SOPS_AGE_KEY";
/// The variable that names a file of identities.
const KEY_FILE: &str = "SOPS_AGE_KEY_FILE";
/// The variable that holds a command that answers with identities.
const KEY_COMMAND: &str = "SOPS_AGE_KEY_CMD";

/// Identities of one place.
#[derive(Default)]
pub(super) struct Identities {
    keys: Vec<age::x25519::Identity>,
    /// Lines that are no X25519 identity, each by its number and what it is.
    others: Vec<String>,
}

impl Identities {
    /// Reads a text as `age-keygen` writes it. Several on a line are several; `#` begins a comment line.
    pub(super) fn parse(text: &str) -> Self {
        let mut found = Self::default();
        if is_encrypted(text) {
            found.others.push("protected by a passphrase".to_owned());
            return found;
        }
        let lines = text.lines().enumerate();
        for (index, line) in lines.filter(|(_, line)| !line.trim_start().starts_with('#')) {
            for word in line.split_whitespace() {
                match word.parse() {
                    Ok(key) => found.keys.push(key),
                    Err(_) => found.other(index + 1, word),
                }
            }
        }
        found
    }

    fn other(&mut self, line: usize, word: &str) {
        let what = if word.starts_with("AGE-SECRET-KEY-PQ-1") {
            "a post-quantum identity"
        } else if word.starts_with("AGE-PLUGIN-") {
            "an identity of a plugin"
        } else {
            "no identity"
        };
        self.others.push(format!("line {line} is {what}"));
    }

    /// Returns the recipients they open for.
    pub(super) fn recipients(&self) -> Vec<String> {
        self.keys
            .iter()
            .map(|key| key.to_public().to_string())
            .collect()
    }

    /// Returns them as age takes them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.keys.iter().map(|key| key as &dyn age::Identity)
    }
}

impl fmt::Display for Identities {
    /// Writes how many there are, and what else there is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.keys.len();
        let plural = if count == 1 { "identity" } else { "identities" };
        write!(formatter, "{count} {plural}")?;
        for other in self.others.iter().take(3) {
            write!(formatter, "; {other}")?;
        }
        Ok(())
    }
}

fn is_encrypted(text: &str) -> bool {
    text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----")
        || text.starts_with("age-encryption.org/")
}

/// A place that was searched.
pub(super) struct Searched {
    place: String,
    /// The identities there, or why there are none.
    found: Result<Identities, String>,
    /// What stands for none.
    nothing: Identities,
}

impl Searched {
    fn new(place: impl Into<String>, found: Result<Identities, String>) -> Self {
        Self {
            place: place.into(),
            found,
            nothing: Identities::default(),
        }
    }

    /// Returns the identities found there.
    pub(super) fn identities(&self) -> &Identities {
        self.found.as_ref().unwrap_or(&self.nothing)
    }
}

impl fmt::Display for Searched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, found, .. } = self;
        match found {
            Ok(identities) => write!(formatter, "{place} ({identities})"),
            Err(why) => write!(formatter, "{place} ({why})"),
        }
    }
}

/// Looks into every place but the command.
pub(super) fn search(environment: &dyn Environment) -> Vec<Searched> {
    let unset = || "not set".to_owned();
    let key = environment.variable(KEY);
    let key = key.map(|text| Identities::parse(&zeroize::Zeroizing::new(text)));
    let mut searched = vec![Searched::new(KEY, key.ok_or_else(unset))];
    searched.push(match environment.variable(KEY_FILE) {
        None => Searched::new(KEY_FILE, Err(unset())),
        Some(file) => {
            let place = format!("{KEY_FILE}={file}");
            Searched::new(place, of_file(environment, &PathBuf::from(file)))
        }
    });
    if let Some(file) = default_file(environment) {
        let found = of_file(environment, &file);
        searched.push(Searched::new(file.display().to_string(), found));
    }
    searched
}

fn of_file(environment: &dyn Environment, path: &std::path::Path) -> Result<Identities, String> {
    match environment.file(path) {
        Ok(text) => Ok(Identities::parse(&text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err("no such file".to_owned())
        }
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}

/// Returns the default file, as Go's `os.UserConfigDir` and SOPS' `age/keysource.go` have it.
fn default_file(environment: &dyn Environment) -> Option<PathBuf> {
    let folder = |name: &str| environment.variable(name).map(PathBuf::from);
    let folder = match environment.system() {
        "windows" => folder("AppData"),
        "macos" => folder("XDG_CONFIG_HOME")
            .or_else(|| Some(folder("HOME")?.join("Library").join("Application Support"))),
        _ => folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config"))),
    };
    Some(folder?.join("sops").join("age").join("keys.txt"))
}

/// Returns the place to put an identity in.
pub(super) fn advised_place(environment: &dyn Environment) -> String {
    let file = default_file(environment);
    file.map_or_else(|| "a file".to_owned(), |file| file.display().to_string())
}

/// Runs `SOPS_AGE_KEY_CMD` for a recipient; no identities where it is not set.
pub(super) fn ask(environment: &dyn Environment, recipient: &str) -> Result<Identities> {
    let Some(command) = environment.variable(KEY_COMMAND) else {
        return Ok(Identities::default());
    };
    let failed = |why: String| {
        Failure::new(format!("{KEY_COMMAND} gives no identity: {why}"))
            .next("run the command by hand, or take the variable away")
    };
    let words =
        words::split(&command).ok_or_else(|| failed("a quote in it is not closed".to_owned()))?;
    let answer = environment.answer(&words, recipient).map_err(failed)?;
    Ok(Identities::parse(&answer))
}

/// Says what became of the command.
pub(super) fn command_place(
    environment: &dyn Environment,
    asked: &HashMap<String, Identities>,
) -> String {
    let mut answers: Vec<String> = asked.values().map(Identities::to_string).collect();
    answers.dedup();
    match environment.variable(KEY_COMMAND) {
        None => format!("{KEY_COMMAND} (not set)"),
        Some(_) => format!("{KEY_COMMAND} ({})", answers.join("; ")),
    }
}
