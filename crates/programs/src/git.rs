//! Git, through its own program: its authentication, hooks and signing hold.
//!
//! Needs nothing beyond Git 2.31, so that it does with what stable distributions have. What an answer means is decided
//! by whoever asks.

use std::env;
use std::ffi::OsStr;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use crate::error::{Cause, Error};
use crate::run::{Program, find_on_path};

/// The oldest Git that reads `GIT_CONFIG_COUNT` and knows `rev-parse --path-format`.
const OLDEST: (u32, u32) = (2, 31);

/// Settings that hold whatever the user's are, as other tools that run Git set them: nothing in the background, no
/// submodules, no colours.
const ALWAYS: &[&str] = &[
    "core.fsmonitor=false",
    "submodule.recurse=false",
    "color.ui=false",
    "advice.detachedHead=false",
];

/// Git, and where it works.
#[derive(Clone)]
pub struct Git {
    program: PathBuf,
    place: Place,
    settings: Vec<(String, String)>,
    variables: Vec<(String, String)>,
    line_ends: LineEnds,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineEnds {
    AsTheyAre,
    AsTheUserHasThem,
}

#[derive(Clone)]
enum Place {
    Anywhere,
    Folder(PathBuf),
    Directory(PathBuf),
}

impl Git {
    /// Finds Git and looks at its version.
    ///
    /// # Errors
    /// It is not there, or older than 2.31.
    pub fn find() -> Result<Self, Error> {
        let path = env::var_os("PATH").unwrap_or_default();
        Self::find_on(&path)
    }

    /// Finds Git in the folders of a `PATH`, as [`Git::find`] does.
    ///
    /// # Errors
    /// It is not there, or older than 2.31.
    pub fn find_on(path: &OsStr) -> Result<Self, Error> {
        let git = Self {
            program: find_on_path("git", path).ok_or_else(missing)?,
            place: Place::Anywhere,
            settings: Vec::new(),
            variables: Vec::new(),
            line_ends: LineEnds::AsTheyAre,
        };
        let version = git.command("version").run()?.text();
        match version_of(&version) {
            Some(found) if found < OLDEST => Err(too_old(&version)),
            _ => Ok(git),
        }
    }

    /// Returns Git working in a folder of a clone.
    #[must_use]
    pub fn in_folder(&self, folder: &Path) -> Self {
        self.clone().at(Place::Folder(folder.to_owned()))
    }

    /// Returns Git working on a repository without working files: its own directory, not one above.
    #[must_use]
    pub fn in_directory(&self, directory: &Path) -> Self {
        self.clone().at(Place::Directory(directory.to_owned()))
    }

    /// Returns Git with a setting that stands in no file and no argument, so that it may hold a credential.
    #[must_use]
    pub fn with_setting(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    /// Returns Git with a variable in its environment.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Returns Git converting line ends as the user's settings say, for the user's own working files. Else bytes stay as
    /// they are (`core.autocrlf=false`).
    #[must_use]
    pub fn with_the_users_line_ends(self) -> Self {
        Self {
            line_ends: LineEnds::AsTheUserHasThem,
            ..self
        }
    }

    fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// Returns `git <verb>`, to be given arguments and run. It asks for passwords only on a terminal.
    pub fn command(&self, verb: &str) -> Program {
        let mut program = Program::new(format!("git {verb}"), &self.program);
        for setting in ALWAYS {
            program = program.argument("-c").argument(setting);
        }
        if self.line_ends == LineEnds::AsTheyAre {
            program = program.arguments(["-c", "core.autocrlf=false"]);
        }
        program = match &self.place {
            Place::Anywhere => program,
            Place::Folder(folder) => program.folder(folder),
            Place::Directory(directory) => program
                .folder(directory)
                .argument("--git-dir")
                .argument(directory),
        };
        if !stderr().is_terminal() {
            program = program.variable("GIT_TERMINAL_PROMPT", "0");
        }
        program = program.variable("GIT_OPTIONAL_LOCKS", "0");
        for (name, value) in &self.variables {
            program = program.variable(name, value);
        }
        self.with_settings(program).argument(verb)
    }

    /// Adds to the settings the environment already has (`GIT_CONFIG_COUNT`; git-config, "Environment").
    fn with_settings(&self, mut program: Program) -> Program {
        if self.settings.is_empty() {
            return program;
        }
        let count = env::var("GIT_CONFIG_COUNT").ok();
        let count: usize = count.and_then(|count| count.parse().ok()).unwrap_or(0);
        for (index, (key, value)) in (count..).zip(&self.settings) {
            program = program
                .variable(format!("GIT_CONFIG_KEY_{index}"), key)
                .variable(format!("GIT_CONFIG_VALUE_{index}"), value);
        }
        let count = count + self.settings.len();
        program.variable("GIT_CONFIG_COUNT", count.to_string())
    }
}

fn missing() -> Error {
    let sentence = "Git is needed, and there is no program git on PATH";
    Error::new(Cause::Missing, sentence).next("install Git 2.31 or newer")
}

fn too_old(version: &str) -> Error {
    let (major, minor) = OLDEST;
    Error::new(
        Cause::TooOld,
        format!("this is {version}; {major}.{minor} or newer is needed"),
    )
    .next("install a newer Git, or put one before it on PATH")
}

/// Returns major and minor version in what `git version` says: `git version 2.39.5 (Apple Git-154)`.
fn version_of(text: &str) -> Option<(u32, u32)> {
    let version = text.strip_prefix("git version ")?;
    let mut numbers = version.split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Some((major, minor)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_whatever_stands_behind_it() {
        for text in [
            "git version 2.39.5",
            "git version 2.39.5 (Apple Git-154)",
            "git version 2.39.rc1",
        ] {
            assert_eq!(version_of(text), Some((2, 39)), "{text}");
        }
        assert_eq!(version_of("git version 2.45.1.windows.1"), Some((2, 45)));
        assert_eq!(version_of("something else"), None);
    }

    #[test]
    fn a_machine_without_git_is_told_what_to_install() {
        let error = Git::find_on(OsStr::new("")).err().unwrap();
        assert_eq!(
            error.to_string(),
            "Git is needed, and there is no program git on PATH"
        );
        assert_eq!(error.advice(), ["install Git 2.31 or newer"]);
    }

    #[test]
    fn an_old_git_is_refused_with_the_version_it_has() {
        let error = too_old("git version 2.17.1");
        assert_eq!(
            error.to_string(),
            "this is git version 2.17.1; 2.31 or newer is needed"
        );
    }

    #[test]
    fn a_setting_reaches_git_and_is_no_argument() {
        let git = Git::find()
            .unwrap()
            .with_setting("remote.x.url", "https://me:secret@host/");
        let asked = git.command("config").arguments(["--get", "remote.x.url"]);
        assert!(!format!("{asked:?}").contains("secret"));
        assert_eq!(asked.run().unwrap().text(), "https://me:secret@host/");
    }

    #[test]
    fn what_git_says_is_told_in_english_and_masked() {
        let git = Git::find().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let asked = git.in_folder(folder.path()).command("ls-remote");
        let error = asked
            .argument("nosuch://me:secret@host/x")
            .run()
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("git ls-remote ended with exit code 128: "),
            "{error}"
        );
        assert!(!error.contains("secret"), "{error}");
    }
}
