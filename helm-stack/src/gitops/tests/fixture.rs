//! A folder with a home, a remote and clones, and a Git that knows of no other settings than those given here.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use programs::git::Git;
use stack::seal::Sealed;
use tempfile::TempDir;

use crate::gitops::publish::{Changes, PublishError};
use crate::gitops::{Commit, Opening, Published, Repository, Tip};

/// What is read of a repository in these tests.
pub(super) const WANTED: &[&str] = &[".sops.yaml", "argocd/", "clusters/"];

/// Everything a test works in.
pub(super) struct Place {
    folder: TempDir,
    cache: PathBuf,
    pub(super) git: Git,
}

impl Place {
    /// Makes a place with an empty remote.
    pub(super) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let git = git(folder.path());
        let cache = folder.path().join("cache");
        let place = Self { folder, cache, git };
        place.run(place.folder.path(), "init -q --bare -b main remote.git");
        place
    }

    /// Makes a place whose remote has one commit, and the maker's clone in `seed`.
    pub(super) fn seeded() -> Self {
        let place = Self::empty();
        let seed = place.clone("seed");
        write(&seed, "README.md", "ours\n");
        write(&seed, "clusters/prod/cluster.yaml", "name: prod\n");
        place.commit_and_push(&seed, "seed");
        place
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn remote(&self) -> PathBuf {
        self.path("remote.git")
    }

    /// Clones the remote.
    pub(super) fn clone(&self, name: &str) -> PathBuf {
        self.run(self.folder.path(), &format!("clone -q remote.git {name}"));
        let clone = self.path(name);
        // An empty remote of an older Git does not say what its first branch is.
        if self.run(&self.remote(), "for-each-ref").is_empty() {
            self.run(&clone, "symbolic-ref HEAD refs/heads/main");
        }
        clone
    }

    /// Commits all that is in a clone and pushes it.
    pub(super) fn commit_and_push(&self, clone: &Path, message: &str) {
        self.run(clone, "add -A");
        self.run(clone, &format!("commit -q -m {message}"));
        self.run(clone, "push -q origin HEAD");
    }

    /// Runs Git in a folder with the words of a line, and returns its answer.
    pub(super) fn run(&self, folder: &Path, line: &str) -> String {
        let mut words = line.split_whitespace();
        let command = self.git.in_folder(folder).command(words.next().unwrap());
        command.arguments(words).run().unwrap().text()
    }

    /// Returns what a line of Git answers in the remote.
    pub(super) fn asked(&self, line: &str) -> String {
        self.run(&self.remote(), line)
    }

    /// Returns the content of a file at the tip of the remote's `main`.
    pub(super) fn pushed(&self, path: &str) -> String {
        self.asked(&format!("show main:{path}"))
    }

    /// Opens `argument` from a folder of this place.
    pub(super) fn try_open(&self, argument: &str, cwd: &str) -> anyhow::Result<Repository> {
        self.opening(argument, &self.path(cwd)).open()
    }

    pub(super) fn open(&self, argument: &str, cwd: &str) -> Repository {
        self.try_open(argument, cwd).unwrap()
    }

    fn opening<'a>(&'a self, argument: &'a str, cwd: &'a Path) -> Opening<'a> {
        Opening {
            argument,
            branch: None,
            cwd,
            cache: &self.cache,
            git: &self.git,
            say: |_| (),
        }
    }

    /// Opens with `--branch`.
    pub(super) fn open_branch(&self, argument: &str, branch: &str) -> Repository {
        let cwd = self.path("");
        let opening = Opening {
            branch: Some(branch),
            ..self.opening(argument, &cwd)
        };
        opening.open().unwrap()
    }

    /// Makes a script executable, as hooks are.
    pub(super) fn script(&self, path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// Returns a Git whose home is in a folder.
pub(super) fn git(folder: &Path) -> Git {
    let home = folder.join("home");
    fs::create_dir_all(&home).unwrap();
    let home = home.to_str().unwrap();
    let mut git = Git::find().unwrap();
    for (name, value) in [
        ("HOME", home),
        ("XDG_CONFIG_HOME", home),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Ada"),
        ("GIT_AUTHOR_EMAIL", "ada@example.com"),
        ("GIT_COMMITTER_NAME", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.com"),
    ] {
        git = git.with_variable(name, value);
    }
    git
}

pub(super) fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Returns a commit of files; those without a text are removed.
pub(super) fn commit(files: &[(&str, Option<&str>)]) -> Commit {
    let sealed = |text: &str| Sealed::nothing_to_hide(text);
    let changes = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.map(sealed)));
    let changes: Changes = changes.collect::<BTreeMap<_, _>>();
    Commit {
        changes,
        message: "Push monitoring 1.0.0\n\n# not a comment\n".to_owned(),
        tag: None,
    }
}

/// Returns a commit of one file.
pub(super) fn one(path: &str, text: &str) -> Commit {
    commit(&[(path, Some(text))])
}

/// Fetches, publishes one file and returns both.
pub(super) fn publish(
    repository: &Repository,
    path: &str,
    text: &str,
) -> (Tip, Result<Published, PublishError>) {
    let tip = repository.fetch(WANTED).unwrap();
    let published = repository.publish(&tip, &one(path, text));
    (tip, published)
}

/// Returns an error with all its causes in one line.
pub(super) fn told(error: PublishError) -> String {
    format!("{:#}", error.explained("the remote"))
}

/// Everything of a clone that is the user's: branches, index, working files, stash, what is checked out. That the remote
/// is ahead is left out.
pub(super) fn clone_state(place: &Place, clone: &Path) -> String {
    let asked = [
        "for-each-ref refs/heads refs/stash refs/tags",
        "rev-parse --symbolic-full-name HEAD",
        "ls-files --stage",
        "status --porcelain=v2 --ignored",
        "worktree list",
        "stash list",
    ];
    asked.map(|line| place.run(clone, line)).join("\n")
}

/// Gives a clone a stash, a staged, a changed and an untracked file.
pub(super) fn dirty(place: &Place, clone: &Path) {
    write(clone, "README.md", "stashed\n");
    place.run(clone, "stash");
    write(clone, "README.md", "changed\n");
    write(clone, "staged", "staged\n");
    place.run(clone, "add staged");
    write(clone, "untracked", "untracked\n");
}
