//! After a push from inside the clone: the user's branch follows, where that takes nothing from anybody.
//!
//! The only place where the user's branch, index and working files are written, by `git merge --ff-only`, which leaves
//! every foreign change alone or refuses.

use std::path::Path;

use programs::git::Git;

use super::Repository;
use super::clone::Clone;
use super::explain::Run;
use super::publish::Published;

/// What became of the user's branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FollowUp {
    /// There is nothing to do: no clone, or another branch is checked out.
    Nothing,
    /// The branch checked out is at the commit now.
    Forwarded {
        /// Its name.
        branch: String,
    },
    /// It could not follow by itself: what the user may run.
    Command(String),
}

impl Repository {
    /// Lets the branch checked out in the user's clone follow a push from a folder inside it, where it has nothing
    /// the push has not. A clone that the folder lies outside of stays as it is.
    ///
    /// Working files that are already as pushed count as clean. Others that differ, and everything staged, stay.
    ///
    /// # Errors
    /// Git cannot be run.
    pub(crate) fn follow_up(&self, published: &Published, from: &Path) -> anyhow::Result<FollowUp> {
        let Some(top) = self.working_files.as_ref().filter(|top| lies_in(from, top)) else {
            return Ok(FollowUp::Nothing);
        };
        let git = self.git.in_folder(top).with_the_users_line_ends();
        let git = git.with_variable("GIT_LITERAL_PATHSPECS", "1");
        let Some(branch) = self.following_branch(&git, &published.branch)? else {
            return Ok(FollowUp::Nothing);
        };
        let head = git
            .command("rev-parse")
            .arguments(["--verify", "--quiet", "HEAD"])
            .end()?;
        if head.is_success() && !self.is_ancestor(&head.text(), &published.commit)? {
            let (remote, name) = (&self.remote, &published.branch);
            return Ok(FollowUp::Command(format!(
                "git pull --rebase {remote} {name}"
            )));
        }
        let staged = Staged::as_pushed(&git, top, published)?;
        let merge = git
            .command("merge")
            .arguments(["--quiet", "--ff-only", "--no-autostash"]);
        if merge.argument(&published.commit).end()?.is_success() {
            return Ok(FollowUp::Forwarded { branch });
        }
        staged.undo(&git)?;
        let (remote, name) = (&self.remote, &published.branch);
        Ok(FollowUp::Command(format!(
            "git pull --ff-only {remote} {name}"
        )))
    }

    /// Returns the branch checked out, if it follows the one that was pushed to.
    fn following_branch(&self, git: &Git, pushed: &str) -> anyhow::Result<Option<String>> {
        let asked = git
            .command("symbolic-ref")
            .arguments(["--quiet", "--short", "HEAD"])
            .end()?;
        if !asked.is_success() {
            return Ok(None);
        }
        let branch = asked.text();
        let remote = Clone::setting(git, &format!("branch.{branch}.remote"))?;
        let merge = Clone::setting(git, &format!("branch.{branch}.merge"))?;
        let follows = match (remote, merge) {
            (Some(remote), Some(merge)) => {
                remote == self.remote && merge == format!("refs/heads/{pushed}")
            }
            _ => branch == pushed,
        };
        Ok(follows.then_some(branch))
    }
}

fn lies_in(folder: &Path, top: &Path) -> bool {
    match (folder.canonicalize(), top.canonicalize()) {
        (Ok(folder), Ok(top)) => folder.starts_with(top),
        _ => false,
    }
}

/// Entries of the index that were replaced by what was pushed, as they were: `git merge` forwards over a changed working
/// file only if the index already has what it becomes (git-read-tree, "Two Tree Merge").
struct Staged {
    before: Vec<String>,
}

impl Staged {
    fn as_pushed(git: &Git, top: &Path, published: &Published) -> anyhow::Result<Self> {
        let nobody_staged = nothing_staged(git, &published.paths)?;
        let mut staged = Self { before: Vec::new() };
        let mut after = Vec::new();
        for path in published
            .paths
            .iter()
            .filter(|path| nobody_staged.contains(path))
        {
            let pushed = entry(
                git,
                &[
                    "ls-tree",
                    "--full-tree",
                    "-z",
                    &published.commit,
                    "--",
                    path,
                ],
            )?;
            if is_as_pushed(git, top, path, pushed.as_deref())? {
                let before = entry(
                    git,
                    &["ls-files", "--stage", "-z", "--full-name", "--", path],
                )?;
                staged.before.push(line(path, before, &published.commit));
                after.push(line(path, pushed, &published.commit));
            }
        }
        index(git, &after)?;
        Ok(staged)
    }

    fn undo(self, git: &Git) -> anyhow::Result<()> {
        index(git, &self.before)
    }
}

/// Returns the paths of which the index has what HEAD has.
fn nothing_staged(git: &Git, paths: &[String]) -> anyhow::Result<Vec<String>> {
    let head = git
        .command("rev-parse")
        .arguments(["--verify", "--quiet", "HEAD"])
        .end()?;
    let asked = match head.is_success() {
        true => {
            git.command("diff-index")
                .arguments(["--cached", "--name-only", "-z", "HEAD", "--"])
        }
        false => git
            .command("ls-files")
            .arguments(["--full-name", "-z", "--"]),
    };
    let answer = asked.arguments(paths).answer()?.answer;
    let staged: Vec<&[u8]> = answer.split(|byte| *byte == 0).collect();
    let free = paths
        .iter()
        .filter(|path| !staged.contains(&path.as_bytes()));
    Ok(free.cloned().collect())
}

/// Returns mode and id of the only line of an answer: `<mode> blob <id>\t…` or `<mode> <id> 0\t…`.
fn entry(git: &Git, words: &[&str]) -> anyhow::Result<Option<String>> {
    let (verb, arguments) = words.split_first().unwrap_or((&"version", &[]));
    let answer = git.command(verb).arguments(arguments).answer()?.text();
    let about = answer.split('\t').next().unwrap_or_default();
    let words: Vec<&str> = about.split(' ').collect();
    Ok(match words[..] {
        [mode, "blob", id] | [mode, id, "0"] => Some(format!("{mode} {id}")),
        _ => None,
    })
}

fn is_as_pushed(git: &Git, top: &Path, path: &str, pushed: Option<&str>) -> anyhow::Result<bool> {
    let there = top.join(path).symlink_metadata();
    let Some(pushed) = pushed else {
        return Ok(there.is_err());
    };
    if !there.is_ok_and(|there| there.is_file()) {
        return Ok(false);
    }
    let asked = git.command("hash-object").arguments(["--", path]).end()?;
    Ok(asked.is_success() && pushed.ends_with(&asked.text()))
}

/// Returns the line with which `git update-index` sets an entry, or removes it: with mode 0 and any id.
fn line(path: &str, entry: Option<String>, id: &str) -> String {
    let entry = entry.unwrap_or_else(|| format!("0 {id}"));
    format!("{entry}\t{path}\0")
}

fn index(git: &Git, lines: &[String]) -> anyhow::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let asked = git
        .command("update-index")
        .arguments(["-z", "--add", "--index-info"]);
    asked.input(lines.concat()).answer()?;
    Ok(())
}
