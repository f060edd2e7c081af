//! Files as they are about to be committed: Git's index, for a hook. The working files may say otherwise.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use programs::git::Git;

use super::Found;
use super::around::Search;
use super::tree::{Tree, is_yaml};
use crate::gitops::explain::{Run, explained};

/// Git's mode of a symbolic link.
const LINK: &str = "120000";

/// The index of the clone around a folder.
pub(crate) struct Staged {
    git: Git,
    /// Every file of the index.
    names: BTreeSet<PathBuf>,
    /// Those that are symbolic links.
    links: BTreeSet<PathBuf>,
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
        let listed = git.command("ls-files").arguments(["-z", "--stage"]);
        let listed = listed.answer()?.answer;
        let listed: Vec<(&str, PathBuf)> = split(&listed).filter_map(mode_and_path).collect();
        let links = listed.iter().filter(|(mode, _)| *mode == LINK);
        let links = links.map(|(_, path)| path.clone()).collect();
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
            links,
            names: listed.into_iter().map(|(_, path)| path).collect(),
            changed,
        })
    }

    /// Returns the YAML files that are about to be committed, with what is around them in the index.
    pub(crate) fn files(&self) -> Found {
        let mut search = Search::new(self);
        for path in &self.changed {
            if self.links.contains(path) {
                search.link(path);
            } else if search.wants(path) {
                match self.text(path) {
                    Some(text) => search.file(path, text, false),
                    None => search.unread(path, "it is not UTF-8 text"),
                }
            }
        }
        search.finish()
    }

    /// Returns every changed YAML file with its text in the last commit and now, where it is in both.
    pub(crate) fn before_and_after(&self) -> Vec<(String, String, String)> {
        let both = |path: &PathBuf| {
            let before = self.show(&format!("HEAD:{}", path.display()))?;
            Some((self.shown(path), before, self.text(path)?))
        };
        let changed = self.changed.iter().filter(|path| is_yaml(path));
        changed.filter_map(both).collect()
    }

    fn show(&self, object: &str) -> Option<String> {
        let asked = self.git.command("cat-file").arguments(["blob", object]);
        let ended = asked.run().ok()?;
        String::from_utf8(ended.answer).ok()
    }
}

fn paths(answer: &[u8]) -> Vec<PathBuf> {
    split(answer).map(PathBuf::from).collect()
}

/// Returns the texts of an answer of `-z`. Names that are not UTF-8 are left out: a stack cannot name them.
fn split(answer: &[u8]) -> impl Iterator<Item = &str> {
    let texts = answer.split(|byte| *byte == 0);
    let texts = texts.filter_map(|text| std::str::from_utf8(text).ok());
    texts.filter(|text| !text.is_empty())
}

/// Reads a line of `ls-files --stage`: mode, object and stage, a tab, the path.
fn mode_and_path(line: &str) -> Option<(&str, PathBuf)> {
    let (facts, path) = line.split_once('\t')?;
    Some((facts.split(' ').next()?, PathBuf::from(path)))
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
