//! The GitOps repository: read at the tip of its branch, and given one commit whole or not at all.
//!
//! An edge: what is wanted of the repository and what is committed is decided elsewhere. Nothing here touches the
//! branch, index, working files or stash of the user's clone but [`Repository::follow_up`], and Git's hooks, signing and
//! credentials hold, because everything goes through `git`.

mod address;
mod cache;
mod clone;
mod commit;
pub(crate) mod explain;
mod fetch;
mod follow_up;
mod lock;
mod open;
mod publish;
mod push;
mod refs;
mod retry;
mod stale;
mod tree;
mod worktree;

use std::path::{Path, PathBuf};

use programs::git::Git;

pub(crate) use address::public as public_address;
pub(crate) use cache::cache_folder;
pub(crate) use fetch::Tip;
pub(crate) use follow_up::FollowUp;
pub(crate) use open::Opening;
pub(crate) use publish::{Commit, Published};
pub(crate) use retry::with_retries;

/// A GitOps repository on a remote, worked on through the user's clone of it or through one in the cache.
pub(crate) struct Repository {
    /// Git, working in the clone.
    git: Git,
    /// Git's own directory of the clone (`git rev-parse --git-common-dir`).
    directory: PathBuf,
    /// Name of the remote in the clone.
    remote: String,
    /// Address of the remote without user info.
    url: String,
    /// `--branch`.
    branch: Option<String>,
    /// Folder of the user's working files; none: a clone in the cache.
    working_files: Option<PathBuf>,
    /// File that is locked while the clone is written to.
    lock: PathBuf,
    /// Says to a person what is waited for.
    say: fn(&str),
}

impl Repository {
    /// Returns the address of the remote: without a password, and without a user name unless it is reached over SSH.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the folder of the user's clone, where it is worked through: its top.
    pub(crate) fn working_files(&self) -> Option<&Path> {
        self.working_files.as_deref()
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
