//! A remote, clones and stacks in a folder of their own, and the program pushing between them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::program::Ended;

/// Where the one manifest of a stack lies in the GitOps repository.
pub(crate) fn manifest(stack: &str) -> String {
    format!("clusters/prod/stacks/{stack}/manifests/settings.yaml")
}

/// A folder with an empty remote in `remote.git`.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(place.path("home")).unwrap();
        place.git("", "init -q --bare -b main remote.git");
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// Writes a stack of one manifest that holds a text.
    pub(crate) fn stack(&self, name: &str, text: &str) {
        let stack = format!(
            "apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {{name: {name}, version: 1.0.0}}\nmanifests:\n  - name: settings\n    file: manifests/settings.yaml\n"
        );
        let manifest = format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\ndata:\n  text: \"{text}\"\n"
        );
        self.write(&format!("{name}/stack.yaml"), &stack);
        self.write(&format!("{name}/manifests/settings.yaml"), &manifest);
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Writes a script that can be run, as hooks are.
    pub(crate) fn script(&self, path: &str, text: &str) {
        self.write(path, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Clones the remote.
    pub(crate) fn clone(&self, name: &str) {
        self.git("", &format!("clone -q remote.git {name}"));
    }

    /// Runs Git in a folder with the words of a line, and returns its answer.
    pub(crate) fn git(&self, folder: &str, line: &str) -> String {
        let mut command = Command::new("git");
        command.args(line.split_whitespace());
        let output = self.at_home(command, folder).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {line}: {errors}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Returns what a line of Git answers in the remote.
    pub(crate) fn asked(&self, line: &str) -> String {
        self.git("remote.git", line)
    }

    /// Returns the program about to push in a folder, not yet started.
    pub(crate) fn pushing(&self, folder: &str, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_helm-stack"));
        command.args(["push", "--cluster", "prod"]);
        command.args(line.split_whitespace());
        command.stdin(Stdio::null());
        self.at_home(command, folder)
    }

    /// Pushes from a folder.
    pub(crate) fn push(&self, folder: &str, line: &str) -> Ended {
        let mut ended: Ended = self.pushing(folder, line).output().unwrap().into();
        let place = self.path("").display().to_string();
        for text in [&mut ended.talk, &mut ended.answer] {
            *text = text.replace(place.trim_end_matches('/'), "FOLDER");
        }
        ended
    }

    /// Pushes, which must succeed.
    pub(crate) fn push_well(&self, folder: &str, line: &str) {
        let ended = self.push(folder, line);
        assert_eq!(ended.code, 0, "{ended}");
    }

    fn at_home(&self, mut command: Command, folder: &str) -> Command {
        command
            .current_dir(self.path(folder))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.path("home"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "Ada")
                .env(format!("GIT_{who}_EMAIL"), "ada@example.com");
        }
        command
    }
}

/// Everything of a clone that is the user's: branches, index, working files, stash, what is checked out.
pub(crate) fn clone_state(place: &Place, clone: &str) -> String {
    let asked = [
        "for-each-ref refs/heads refs/stash refs/tags",
        "rev-parse --symbolic-full-name HEAD",
        "ls-files --stage",
        "status --porcelain=v2 --ignored",
        "worktree list",
        "stash list",
    ];
    asked.map(|line| place.git(clone, line)).join("\n")
}

/// Gives a clone a stash, a staged, a changed and an untracked file.
pub(crate) fn dirty(place: &Place, clone: &str) {
    let readme = Path::new(clone).join("README.md");
    let readme = readme.to_str().unwrap();
    place.write(readme, "stashed\n");
    place.git(clone, "stash");
    place.write(readme, "changed\n");
    place.write(&format!("{clone}/staged"), "staged\n");
    place.git(clone, "add staged");
    place.write(&format!("{clone}/untracked"), "untracked\n");
}

/// Makes a place whose remote has a first commit of somebody's.
pub(crate) fn seeded() -> Place {
    let place = Place::new();
    place.clone("seed");
    place.write("seed/README.md", "ours\n");
    for line in ["add -A", "commit -q -m seed", "push -q origin HEAD:main"] {
        place.git("seed", line);
    }
    place
}
