//! Somebody with a kubeconfig, who runs programs in a clean environment.
//!
//! Nothing of the machine leaks in but `PATH`; a program that hangs is ended and said to hang.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::bench::{self, Bench};
use crate::output::Output;
use crate::watch::Watch;

/// Longest that any command may take, on a busy machine and unoptimised.
const LONGEST: Duration = Duration::from_secs(90);

/// Somebody with a kubeconfig.
#[derive(Debug)]
pub struct Person<'bench> {
    bench: &'bench Bench,
    kubeconfig: PathBuf,
}

impl<'bench> Person<'bench> {
    pub(crate) fn new(bench: &'bench Bench, kubeconfig: PathBuf) -> Self {
        Self { bench, kubeconfig }
    }

    /// Returns the path of the person's kubeconfig.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Returns the person's home, which goes away with the test.
    pub fn home(&self) -> &Path {
        self.bench.home()
    }

    /// Runs `kubectl-addons` to its end, whatever that is.
    ///
    /// # Errors
    /// It cannot be started, or does not end.
    pub fn addons<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Output> {
        self.run(self.program(bench::path("KUBECTL_ADDONS")?, arguments))
    }

    /// Starts `kubectl-addons` to read its lines as they come.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn watch<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Watch> {
        Watch::start(self.program(bench::path("KUBECTL_ADDONS")?, arguments))
    }

    /// Runs the bench's kubectl and returns what it prints.
    ///
    /// # Errors
    /// It fails; the error has its words.
    pub fn kubectl<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<String> {
        let output = self.run(self.program(bench::path("BENCH_KUBECTL")?, arguments))?;
        ensure!(output.code == Some(0), "kubectl failed: {}", output.stderr);
        Ok(output.stdout)
    }

    /// Runs a command to its end, whatever that is.
    ///
    /// # Errors
    /// It cannot be started, or does not end.
    pub fn run(&self, command: Command) -> Result<Output> {
        let words = format!("{command:?}");
        let mut command = assert_cmd::Command::from_std(command);
        let output = command.timeout(LONGEST).output();
        let output = output.with_context(|| format!("running {words}"))?;
        ensure!(
            output.status.code().is_some(),
            "it had not ended after {LONGEST:?}: {words}"
        );
        Ok(Output::from(output))
    }

    /// Returns a program with the person's environment and nothing else.
    pub fn program<S: AsRef<OsStr>>(
        &self,
        program: PathBuf,
        arguments: impl IntoIterator<Item = S>,
    ) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.bench.home())
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.bench.home())
            .env("KUBECONFIG", &self.kubeconfig);
        command
    }
}
