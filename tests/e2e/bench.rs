//! The bench that the environment names, and whose turn it is on it.
//!
//! Starts and ends nothing: `cargo xtask test` does.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::person::Person;

/// File in the bench's folder that tests lock: all together, or one alone.
const TURN: &str = "end-to-end.lock";

/// Everybody's settings of Git.
const GIT_SETTINGS: &str = "[user]\n\tname = Platform Team\n\temail = platform@example.com\n[init]\n\tdefaultBranch = main\n";

/// A running bench, and this test's turn on it.
#[derive(Debug)]
pub struct Bench {
    home: TempDir,
    turn: File,
}

impl Bench {
    /// Takes the bench of the environment, beside other tests.
    ///
    /// # Errors
    /// The environment names none; the error says what to run.
    pub fn from_environment() -> Result<Self> {
        let turn = turn()?;
        turn.lock_shared().context("waiting for the bench")?;
        Self::taken(turn)
    }

    /// Takes the bench when no other test uses it, for a change that the whole cluster feels.
    ///
    /// # Errors
    /// The environment names none; the error says what to run.
    pub fn alone() -> Result<Self> {
        let turn = turn()?;
        turn.lock().context("waiting for the bench")?;
        Self::taken(turn)
    }

    /// Lets other tests at the bench again, once the change that they would have felt is made.
    ///
    /// # Errors
    /// The turn cannot be shared.
    pub fn let_others_in(&self) -> Result<()> {
        self.turn.lock_shared().context("sharing the bench")
    }

    fn taken(turn: File) -> Result<Self> {
        let home = TempDir::new().context("making a home for the plugins")?;
        fs::write(home.path().join(".gitconfig"), GIT_SETTINGS).context("settling in")?;
        Ok(Self { home, turn })
    }

    /// Returns a folder that goes away with the test; it is everybody's home.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Returns somebody with every right.
    pub fn administrator(&self) -> Result<Person<'_>> {
        Ok(self.with_kubeconfig(path("KUBECONFIG")?))
    }

    /// Returns a user who reads all but Secrets in `web` and Applications in `argocd`, and nothing else.
    pub fn restricted(&self) -> Result<Person<'_>> {
        Ok(self.with_kubeconfig(path("BENCH_RESTRICTED_KUBECONFIG")?))
    }

    /// Returns a user without rights.
    pub fn nameless(&self) -> Result<Person<'_>> {
        Ok(self.with_kubeconfig(path("BENCH_NAMELESS_KUBECONFIG")?))
    }

    /// Returns whoever that kubeconfig makes of one.
    pub fn with_kubeconfig(&self, kubeconfig: impl Into<PathBuf>) -> Person<'_> {
        Person::new(self, kubeconfig.into())
    }
}

/// Returns what a variable of the bench says.
///
/// # Errors
/// It is not set; the error says what to run.
pub fn variable(name: &str) -> Result<String> {
    env::var(name).with_context(|| {
        format!("{name} is not set: end-to-end tests need a bench, run them with `cargo xtask test` (or see tests/README.md)")
    })
}

/// Returns the path that a variable of the bench holds.
///
/// # Errors
/// It is not set; the error says what to run.
pub fn path(name: &str) -> Result<PathBuf> {
    variable(name).map(PathBuf::from)
}

/// Returns a name that no earlier run of the tests has left anything under.
pub fn unique(name: &str) -> String {
    format!("{name}-{}", process::id())
}

fn turn() -> Result<File> {
    let path = path("BENCH_FOLDER")?.join(TURN);
    let file = File::options().create(true).append(true).open(&path);
    file.with_context(|| format!("opening {}", path.display()))
}
