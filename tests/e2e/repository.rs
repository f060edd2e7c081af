//! A bare Git repository on the bench, which is pushed to and which Argo CD reads.
//!
//! It is looked at through plain Git only; what has to be in it is said in the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::bench;
use crate::person::Person;

/// A bare repository of one test; it goes away with the test.
#[derive(Debug)]
pub struct Repository {
    path: PathBuf,
    url: String,
}

impl Repository {
    /// Makes an empty one; the name is the test's own.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new(name: &str) -> Result<Self> {
        let path = bench::path("BENCH_GIT")?.join(format!("{}.git", bench::unique(name)));
        let url = format!("file://{}", path.display());
        let repository = Self { path, url };
        fs::create_dir_all(&repository.path).context("making a repository")?;
        repository.git(["init", "--quiet", "--bare", "--initial-branch=main", "."])?;
        Ok(repository)
    }

    /// Returns the folder it lies in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the URL by which people and Argo CD reach it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Commits files as somebody who does not know our command line would, in a clone of their own.
    ///
    /// # Errors
    /// Git refuses; the error has its words.
    pub fn commit(&self, person: &Person<'_>, files: &[(&str, &str)]) -> Result<()> {
        let folder = TempDir::new_in(person.home()).context("making a folder for a clone")?;
        let name = folder.path().file_name().unwrap_or_default();
        let person = person.at(&name.to_string_lossy())?;
        person.git(["clone", "--quiet", &self.url, "."])?;
        for (path, text) in files {
            person.write(path, text)?;
        }
        person.git(["add", "--all"])?;
        person.git(["commit", "--quiet", "--message", "By hand"])?;
        person.git(["push", "--quiet", "origin", "HEAD:main"])?;
        Ok(())
    }

    /// Returns the paths of all files at the tip of `main`.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn files(&self) -> Result<Vec<String>> {
        let printed = self.git(["ls-tree", "-r", "--name-only", "main"])?;
        Ok(printed.lines().map(str::to_owned).collect())
    }

    /// Returns the text of a file at the tip of `main`.
    ///
    /// # Errors
    /// There is none.
    pub fn file(&self, path: &str) -> Result<String> {
        self.git(["show", &format!("main:{path}")])
    }

    /// Returns how many commits lead to its branches; none while there is none.
    ///
    /// # Errors
    /// Git cannot count them.
    pub fn commits(&self) -> Result<usize> {
        let printed = self.git(["rev-list", "--count", "--branches"])?;
        printed.trim().parse().context("counting commits")
    }

    /// Returns the commit at the tip of `main`.
    ///
    /// # Errors
    /// There is no such branch.
    pub fn tip(&self) -> Result<String> {
        Ok(self.git(["rev-parse", "main"])?.trim().to_owned())
    }

    /// Returns whether any object holds `text`, whether a branch leads to it or not.
    ///
    /// # Errors
    /// Git cannot read them all.
    pub fn holds(&self, text: &str) -> Result<bool> {
        let all = ["cat-file", "--batch-all-objects", "--batch"];
        let objects = self.printed(&all)?;
        ensure!(!objects.is_empty(), "there are objects to look at");
        Ok(objects
            .windows(text.len())
            .any(|part| part == text.as_bytes()))
    }

    /// Runs Git in the repository and returns what it prints.
    ///
    /// # Errors
    /// It fails; the error has its words.
    pub fn git<const N: usize>(&self, arguments: [&str; N]) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.printed(&arguments)?).into_owned())
    }

    fn printed(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&self.path)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .context("running git")?;
        let reason = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "git {arguments:?}: {reason}");
        Ok(output.stdout)
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        // Left behind, it harms nobody.
        let _ = fs::remove_dir_all(&self.path);
    }
}
