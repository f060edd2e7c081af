//! A place of its own for the program: a folder, an environment without anything of this machine, and how it ended as one
//! text for snapshots.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{Ended, folder};

/// A stack that is just begun, with comments that have to survive.
pub(crate) const STACK: &str = "\
# What we look at
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: monitoring, version: 0.1.0}   # bumped by hand
manifests: []
addons:
  - name: database   # first of all
    chart: postgres
    version: 1.0.0
    repository: https://charts.example.com
    namespace: data
    encrypt: [password]
";

/// A folder with a stack in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// Makes one with this stack file.
    pub(crate) fn new(stack: &str) -> Self {
        Self {
            folder: folder(&[("stack.yaml", stack)]),
        }
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// All files, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => files.push(
                        path.strip_prefix(self.path())
                            .unwrap()
                            .to_str()
                            .unwrap()
                            .to_owned(),
                    ),
                }
            }
        }
        files.sort();
        files
    }

    /// Runs the program in the folder with the words of a line.
    pub(crate) fn run(&self, line: &str) -> String {
        self.run_with(line, "")
    }

    /// Runs the program in the folder, with something on its standard input.
    pub(crate) fn run_with(&self, line: &str, input: &str) -> String {
        self.run_in(line, input, &[])
    }

    /// Runs the program in the folder, with something on its standard input and more variables.
    pub(crate) fn run_in(&self, line: &str, input: &str, variables: &[(&str, &str)]) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_helm-stack"))
            .args(line.split_whitespace())
            .current_dir(self.path())
            .env_clear()
            .env("HOME", "/nowhere")
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env(
                "HELM_REPOSITORY_CONFIG",
                self.path().join(".helm/repositories.yaml"),
            )
            .env(
                "HELM_REGISTRY_CONFIG",
                self.path().join(".helm/registry.json"),
            )
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its line reads nothing.
        let _unread = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ended::from(child.wait_with_output().unwrap()).to_string()
    }

    /// Returns the lines of a file that were not in `before`, after checking that all of `before` is still there, in order.
    pub(crate) fn added_to(&self, path: &str, before: &str) -> String {
        let after = self.read(path);
        let mut kept = before.lines().peekable();
        let new = after.lines().filter(|line| kept.next_if_eq(line).is_none());
        let new: Vec<&str> = new.collect();
        assert_eq!(kept.next(), None, "a line of {path} went:\n{after}");
        new.join("\n")
    }
}
