//! A private, detached worktree of the clone, in which a commit is made: the user's own is never touched.
//!
//! It lies in Git's own directory and is ours alone, as whoever makes one holds the clone's lock: what an earlier run
//! left behind is simply removed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use plugin_kit::failure::{Explain, Failure};
use programs::git::Git;

use super::Repository;
use super::explain::Run;

/// Name of the folder with all that is ours in Git's directory.
const OURS: &str = "helm-stack";
/// How the name of a worktree begins; Git calls what it keeps about it the same. The end is drawn by lot, so that a `git`
/// that outlives a killed run never works in the worktree of the next.
const NAME: &str = "helm-stack-push-";
/// What HEAD names where there is no commit yet: a ref only this worktree has, so that no branch comes to be.
const FIRST: &str = "refs/worktree/helm-stack";

/// How often it is tried to remove a folder, and how long is waited in between.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// Hooks that look at working files when a commit is made or pushed; without any of them none are written.
const HOOKS: &[&str] = &[
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-push",
];

/// A worktree; dropped, it is removed.
pub(super) struct Worktree {
    /// Git, working in it.
    pub(super) git: Git,
    /// Its folder.
    pub(super) folder: PathBuf,
    directory: PathBuf,
}

impl Repository {
    /// Makes a worktree at a commit, or without any. Whoever calls holds the lock.
    pub(super) fn worktree(&self, commit: Option<&str>) -> anyhow::Result<Worktree> {
        self.clear_leftovers()?;
        let folder = self.directory.join(OURS).join(name()?);
        let worktree = Worktree {
            git: self.git.in_folder(&folder),
            folder,
            directory: self.directory.clone(),
        };
        let at = match commit {
            Some(commit) => commit.to_owned(),
            None => self.empty_commit()?,
        };
        let asked = self.git.command("worktree");
        let asked = asked.arguments(["add", "--quiet", "--detach", "--no-checkout", "--"]);
        asked.argument(&worktree.folder).argument(at).answer()?;
        worktree.fill(commit.is_some())?;
        Ok(worktree)
    }

    /// Removes the worktree that a killed run left behind: half of one, whose HEAD names nothing, would also keep Git from
    /// fetching. Whoever calls holds the lock.
    pub(super) fn clear_leftovers(&self) -> anyhow::Result<()> {
        let directory = self.directory.display();
        remove(&self.directory).doing(format!("removing what an earlier run left in {directory}"))
    }

    /// Makes a commit of nothing, which nothing refers to: `git worktree add` needs one (`--orphan` came with Git 2.42).
    fn empty_commit(&self) -> anyhow::Result<String> {
        let tree = self.git.command("mktree").answer()?.text();
        let asked = self.git.command("commit-tree").argument(tree);
        Ok(asked.input("nothing\n").answer()?.text())
    }
}

impl Worktree {
    fn fill(&self, from_commit: bool) -> anyhow::Result<()> {
        if !from_commit {
            self.git
                .command("symbolic-ref")
                .arguments(["HEAD", FIRST])
                .answer()?;
            self.git.command("read-tree").argument("--empty").answer()?;
            return Ok(());
        }
        let asked = match self.has_hooks()? {
            // Files that Git LFS keeps elsewhere are not what a hook looks for.
            true => self
                .git
                .clone()
                .with_variable("GIT_LFS_SKIP_SMUDGE", "1")
                .command("reset")
                .arguments(["--quiet", "--hard"]),
            false => self.git.command("read-tree").argument("HEAD"),
        };
        asked.answer()?;
        Ok(())
    }

    fn has_hooks(&self) -> anyhow::Result<bool> {
        let asked = self.git.command("rev-parse");
        let asked = asked.arguments(["--path-format=absolute", "--git-path", "hooks"]);
        let folder = asked.answer()?.text();
        let folder = Path::new(&folder);
        Ok(HOOKS.iter().any(|hook| folder.join(hook).exists()))
    }
}

impl Drop for Worktree {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _later = remove(&self.directory);
    }
}

/// Removes the worktree and what Git keeps about it, however much of either there is. `git worktree prune` would also
/// forget worktrees of the user's that are merely out of reach.
fn remove(directory: &Path) -> io::Result<()> {
    remove_folder(&directory.join(OURS))?;
    let kept = directory.join("worktrees");
    let entries = match fs::read_dir(&kept) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if is_ours(&entry.path()) {
            remove_folder(&entry.path())?;
        }
    }
    // Git removes the folder with its last worktree; where there are others, this fails as it should.
    let _others = fs::remove_dir(&kept);
    Ok(())
}

/// Draws the name of a worktree.
fn name() -> anyhow::Result<String> {
    let mut lot = [0; 8];
    getrandom::fill(&mut lot)
        .map_err(|error| Failure::new(format!("the system gives no random numbers: {error}")))?;
    Ok(format!("{NAME}{:016x}", u64::from_be_bytes(lot)))
}

/// Says whether Git keeps this about a worktree of ours: by its name, and by where it says the worktree lies, if it
/// came to say so.
fn is_ours(kept: &Path) -> bool {
    let Some(name) = kept.file_name().and_then(|name| name.to_str()) else {
        return false;
    };
    let lot = name.strip_prefix(NAME);
    let named = lot.is_some_and(|lot| lot.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let ours = Path::new(OURS).join(name).join(".git");
    named
        && match fs::read_to_string(kept.join("gitdir")) {
            Ok(path) => path.trim().is_empty() || Path::new(path.trim()).ends_with(ours),
            Err(_) => true,
        }
}

/// Removes a folder with all that is in it, also while something still writes into it.
fn remove_folder(folder: &Path) -> io::Result<()> {
    let mut tries = 0;
    loop {
        tries += 1;
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(_) if tries < TRIES => sleep(PAUSE),
            ended => return ended,
        }
    }
}
