//! Files as they are about to be committed: Git's index, for a hook. The working files may say otherwise.

use std::env;
use std::path::{Path, PathBuf};

use programs::git::Git;

use super::Found;
use super::around::Search;
use super::disk::is_yaml;
use super::tree::Tree;
use crate::gitops::explain::{Run, explained};

/// The index of the clone around a folder.
pub(crate) struct Staged {
    git: Git,
    /// Every file of the index.
    names: std::collections::BTreeSet<PathBuf>,
    /// The files whose content differs from the last commit.
    changed: Vec<PathBuf>,
}

impl Staged {
    /// Reads which files are about to be committed. `GIT_INDEX_FILE` holds, as Git sets it for its hooks.
    ///
    /// # Errors
    /// No Git, or no clone around the folder.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let git = Git::find().map_err(|error| explained(&error))?;
        let top = git.in_folder(folder).command("rev-parse");
        let top = top.argument("--show-toplevel").answer()?.text();
        let mut git = git.in_folder(Path::new(&top));
        if let Ok(index) = env::var("GIT_INDEX_FILE") {
            let index = folder.join(index);
            git = git.with_variable("GIT_INDEX_FILE", index.to_string_lossy());
        }
        let names = git.command("ls-files").arguments(["-z", "--cached"]);
        let names = paths(&names.answer()?.answer);
        let changed = git.command("diff").arguments([
            "--cached",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--diff-filter=ACMT",
        ]);
        let changed = paths(&changed.answer()?.answer);
        Ok(Self {
            git,
            names: names.into_iter().collect(),
            changed,
        })
    }

    /// Returns the YAML files that are about to be committed, with what is around them in the index.
    pub(crate) fn files(&self) -> Found {
        let mut search = Search::new(self);
        for path in self.changed.iter().filter(|path| is_yaml(path)) {
            if let Some(text) = self.text(path) {
                search.file(path, text, false);
            }
        }
        search.finish()
    }

    /// Returns every changed YAML file with its text in the last commit and now, where it is in both.
    pub(crate) fn before_and_after(&self) -> Vec<(String, String, String)> {
        let changed = self.changed.iter().filter(|path| is_yaml(path));
        let both = |path: &PathBuf| {
            let before = self.show(&format!("HEAD:{}", path.display()))?;
            Some((self.shown(path), before, self.text(path)?))
        };
        changed.filter_map(both).collect()
    }

    fn show(&self, object: &str) -> Option<String> {
        let asked = self.git.command("cat-file").arguments(["blob", object]);
        let ended = asked.run().ok()?;
        String::from_utf8(ended.answer).ok()
    }
}

fn paths(answer: &[u8]) -> Vec<PathBuf> {
    let names = answer
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty());
    let names = names.filter_map(|name| std::str::from_utf8(name).ok());
    names.map(PathBuf::from).collect()
}

impl Tree for Staged {
    fn text(&self, path: &Path) -> Option<String> {
        self.show(&format!(":{}", path.display()))
    }

    fn has(&self, path: &Path) -> bool {
        self.names.contains(path)
    }

    fn top<'a>(&self, _path: &'a Path) -> Option<&'a Path> {
        None
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}
