//! Somebody with a kubeconfig, who runs programs in a folder and a clean environment.
//!
//! Nothing of the machine leaks in but `PATH`; a program that hangs is ended and said to hang.

use std::env;
use std::ffi::OsStr;
use std::fs;
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
    folder: PathBuf,
}

impl<'bench> Person<'bench> {
    pub(crate) fn new(bench: &'bench Bench, kubeconfig: PathBuf) -> Self {
        Self {
            bench,
            kubeconfig,
            folder: bench.home().to_owned(),
        }
    }

    /// Returns the path of the person's kubeconfig.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Returns the person's home, which goes away with the test.
    pub fn home(&self) -> &Path {
        self.bench.home()
    }

    /// Returns the same person at work in a folder of their home, which is made if need be.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn at(&self, folder: &str) -> Result<Self> {
        let folder = self.home().join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self {
            bench: self.bench,
            kubeconfig: self.kubeconfig.clone(),
            folder,
        })
    }

    /// Returns the folder the person is at work in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file of the folder, with the folders above it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.folder.join(path);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Returns the text of a file of the folder.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(&self, path: &str) -> Result<String> {
        let path = self.folder.join(path);
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    }

    /// Runs `helm-stack` to its end, whatever that is.
    ///
    /// # Errors
    /// It cannot be started, or does not end.
    pub fn stack<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Output> {
        self.run(self.program(bench::path("HELM_STACK")?, arguments))
    }

    /// Runs `helm-stack` with something to read on standard input.
    ///
    /// # Errors
    /// It cannot be started, or does not end.
    pub fn stack_reading<S: AsRef<OsStr>>(
        &self,
        input: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<Output> {
        let program = self.program(bench::path("HELM_STACK")?, arguments);
        Self::run_reading(program, Some(input))
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
        self.printed(bench::path("BENCH_KUBECTL")?, arguments)
    }

    /// Runs Git in the folder and returns what it prints.
    ///
    /// # Errors
    /// It fails; the error has its words.
    pub fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<String> {
        self.printed(PathBuf::from("git"), arguments)
    }

    /// Runs a program that has to succeed and returns what it prints.
    ///
    /// # Errors
    /// It fails; the error has its words.
    pub fn printed<S: AsRef<OsStr>>(
        &self,
        program: PathBuf,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<String> {
        let name = program.display().to_string();
        let output = self.run(self.program(program, arguments))?;
        let Output { stderr, stdout, .. } = &output;
        ensure!(output.code == Some(0), "{name} failed: {stderr}{stdout}");
        Ok(output.stdout)
    }

    /// Runs a command to its end, whatever that is.
    ///
    /// # Errors
    /// It cannot be started, or does not end.
    pub fn run(&self, command: Command) -> Result<Output> {
        Self::run_reading(command, None)
    }

    fn run_reading(command: Command, input: Option<&str>) -> Result<Output> {
        let words = format!("{command:?}");
        let mut command = assert_cmd::Command::from_std(command);
        if let Some(input) = input {
            command.write_stdin(input);
        }
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
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.bench.home())
            .env("KUBECONFIG", &self.kubeconfig)
            // The person's own settings of Git lie in their home.
            .env("GIT_CONFIG_NOSYSTEM", "1");
        if let Some(helm) = env::var_os("BENCH_HELM4") {
            command.env("HELM_BIN", helm);
        }
        command
    }
}
