//! Makes one commit in a worktree: exactly the files that were planned, byte for byte, under the user's hooks and signing.
//!
//! Content reaches the commit without Git's filters; what a hook makes of it is looked at, and refused if it differs.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use plugin_kit::failure::{Explain, Failure};

use super::explain::Run;
use super::publish::{Changes, Commit};
use super::tree::Tree;
use super::worktree::Worktree;
use stack::seal::Sealed;

/// Mode and id of the files a commit changes, by path; none: removed.
type Blobs = BTreeMap<String, Option<(String, String)>>;

/// Changes that lie in the index of a worktree.
pub(super) struct Staged<'a> {
    worktree: &'a Worktree,
    blobs: Blobs,
}

impl Worktree {
    /// Writes changes into the worktree and its index. What is already so is left out.
    pub(super) fn stage(&self, changes: &Changes, tree: &Tree) -> anyhow::Result<Staged<'_>> {
        let removed = changes
            .iter()
            .filter(|(path, content)| content.is_none() && tree.get(path).is_some());
        for (path, _) in removed.clone() {
            remove(&self.folder.join(path)).doing(format!("removing {path}"))?;
        }
        let written: Vec<(&str, &Sealed)> = changes
            .iter()
            .filter_map(|(path, content)| Some((path.as_str(), content.as_ref()?)))
            .collect();
        for (path, content) in &written {
            write(&self.folder, path, content.as_bytes()).doing(format!("writing {path}"))?;
        }
        let ids = self.ids(&written)?;
        let mut blobs: Blobs = removed.map(|(path, _)| (path.clone(), None)).collect();
        for ((path, _), id) in written.iter().zip(ids) {
            let there = tree.get(path);
            if there.is_none_or(|there| there.id != id) {
                let mode = there.map_or("100644", |there| &there.mode).to_owned();
                blobs.insert((*path).to_owned(), Some((mode, id)));
            }
        }
        self.index(&blobs, tree)?;
        Ok(Staged {
            worktree: self,
            blobs,
        })
    }

    /// Stores content as blobs, without filters, and returns their ids.
    fn ids(&self, written: &[(&str, &Sealed)]) -> anyhow::Result<Vec<String>> {
        let asked = self.git.command("hash-object");
        let asked = asked.arguments(["-w", "--no-filters", "--stdin-paths"]);
        let paths: String = written
            .iter()
            .map(|(path, _)| format!("./{path}\n"))
            .collect();
        let answer = asked.input(paths).answer()?.text();
        let ids: Vec<String> = answer.lines().map(str::to_owned).collect();
        let same = |((_, content), id): (&(&str, &Sealed), &String)| {
            id.len() != 40 || stack::files::blob_id(content.as_bytes()) == *id
        };
        if ids.len() == written.len() && written.iter().zip(&ids).all(same) {
            return Ok(ids);
        }
        Err(Failure::new("Git did not store what was written").into())
    }

    fn index(&self, blobs: &Blobs, tree: &Tree) -> anyhow::Result<()> {
        let asked = self.git.command("update-index");
        let asked = asked.arguments(["-z", "--add", "--replace", "--index-info"]);
        let removed = blobs.keys().filter(|path| blobs[*path].is_none());
        let removed = removed.filter_map(|path| Some((path, tree.get(path)?)));
        let removed = removed.map(|(path, there)| format!("0 {}\t{path}\0", there.id));
        let written = blobs
            .iter()
            .filter_map(|(path, blob)| Some((path, blob.as_ref()?)));
        let written = written.map(|(path, (mode, id))| format!("{mode} {id}\t{path}\0"));
        let input: String = removed.chain(written).collect();
        asked.input(input).answer()?;
        Ok(())
    }
}

impl Staged<'_> {
    /// Says whether there is nothing to commit.
    pub(super) fn is_empty(&self) -> bool {
        self.blobs.is_empty()
    }

    /// Makes the commit and returns its id.
    pub(super) fn commit(&self, parent: Option<&str>, commit: &Commit) -> anyhow::Result<String> {
        let git = &self.worktree.git;
        let asked = git.command("commit");
        let asked = asked.arguments(["--quiet", "--cleanup=whitespace", "--file=-"]);
        let made = asked.input(commit.message.clone()).answer();
        made.doing("making the commit; nothing was pushed").next(
            "mend what its last words name: a hook of the clone, the signing program or Git's settings; then push again",
        )?;
        let id = git
            .command("rev-parse")
            .arguments(["--verify", "HEAD"])
            .answer()?
            .text();
        self.verify(parent, &id)?;
        Ok(id)
    }

    /// Compares the commit with what was planned.
    fn verify(&self, parent: Option<&str>, commit: &str) -> anyhow::Result<()> {
        let git = &self.worktree.git;
        let parent = match parent {
            Some(parent) => parent.to_owned(),
            None => git.command("mktree").answer()?.text(),
        };
        let asked = git.command("diff-tree");
        let asked = asked.arguments([
            "-r",
            "-z",
            "--raw",
            "--no-renames",
            "--no-abbrev",
            "--no-ext-diff",
        ]);
        let made = blobs(&asked.argument(parent).argument(commit).answer()?.answer);
        if made == self.blobs {
            return Ok(());
        }
        let differs = |path: &&String| made.get(*path) != self.blobs.get(*path);
        let mut paths: Vec<&String> = made
            .keys()
            .chain(self.blobs.keys())
            .filter(differs)
            .collect();
        paths.sort();
        paths.dedup();
        let paths: Vec<&str> = paths.into_iter().map(String::as_str).collect();
        let sentence = format!(
            "a hook changed the commit: {}; nothing was pushed",
            paths.join(", ")
        );
        let next = "let the clone's pre-commit hook leave these files alone: what is pushed is what was shown, byte for byte";
        Err(Failure::new(sentence).next(next).into())
    }
}

/// Reads what `git diff-tree -r -z --raw` answered: `:<mode> <mode> <id> <id> <status>`, NUL, path, NUL.
fn blobs(answer: &[u8]) -> Blobs {
    let text = String::from_utf8_lossy(answer);
    let mut fields = text.split('\0');
    let mut blobs = Blobs::new();
    while let (Some(about), Some(path)) = (fields.next(), fields.next()) {
        let words: Vec<&str> = about.split(' ').collect();
        let [_, mode, _, id, status] = words[..] else {
            continue;
        };
        let blob = (status != "D").then(|| (mode.to_owned(), id.to_owned()));
        blobs.insert(path.to_owned(), blob);
    }
    blobs
}

/// Writes a file anew, never through a link: neither one in its place nor one above it.
fn write(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let mut above = folder.to_owned();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    for name in folders.split('/').filter(|name| !name.is_empty()) {
        above.push(name);
        make_folder(&above)?;
    }
    let file = above.join(name);
    remove(&file)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file)?;
    file.write_all(bytes)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            format!("{} is no folder", folder.display()),
        )),
        Err(_) => fs::create_dir(folder),
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
