//! Publishes changes: one commit on the tip they were planned on, made whole or not at all.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use plugin_kit::failure::Failure;

use super::Repository;
use super::explain::Run;
use super::fetch::Tip;
use super::lock::Lock;
use stack::seal::Sealed;

/// Files to be written, or removed where there is no content, by path.
pub(crate) type Changes = BTreeMap<String, Option<Sealed>>;

/// A commit to be made.
#[derive(Clone)]
pub(crate) struct Commit {
    /// What it changes.
    pub changes: Changes,
    /// Its message.
    pub message: String,
    /// Name of a tag that goes up with it; it must not be there yet.
    pub tag: Option<String>,
}

/// A commit that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    /// Its id.
    pub commit: String,
    /// Branch it is on.
    pub branch: String,
    /// Whether it was made now; else everything already was as planned, and nothing was pushed.
    pub new: bool,
    /// What it changes, by path.
    pub paths: Vec<String>,
}

/// Why nothing was published.
#[derive(Debug)]
pub(crate) enum PublishError {
    /// The branch is no longer where the plan was made, or the tag is taken: fetch, plan and publish again.
    Moved,
    /// The remote does not want it.
    Refused {
        /// Its words.
        reason: String,
    },
    /// The remote stumbled over itself, and is as it was: another try may do.
    Stumbled(anyhow::Error),
    /// Anything else.
    Other(anyhow::Error),
}

impl From<anyhow::Error> for PublishError {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moved => {
                formatter.write_str("somebody else pushed in between; nothing was pushed")
            }
            Self::Refused { reason } => write!(formatter, "the remote refuses the push: {reason}"),
            Self::Stumbled(error) | Self::Other(error) => error.fmt(formatter),
        }
    }
}

impl Error for PublishError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Stumbled(error) | Self::Other(error) => error.source(),
            _ => None,
        }
    }
}

impl PublishError {
    /// Returns it as `main` reports it. `url` is the remote's.
    pub(crate) fn explained(self, url: &str) -> anyhow::Error {
        match self {
            Self::Stumbled(error) | Self::Other(error) => error,
            Self::Moved => Failure::new(format!("{url} moved again and again while this was pushed; nothing was pushed"))
                .next("push again")
                .into(),
            Self::Refused { reason } => Failure::new(format!("{url} refuses the push: {reason}"))
                .next("nothing was pushed: mend what it names, or push to a branch you may push to with --branch")
                .into(),
        }
    }
}

impl Repository {
    /// Makes the commit on `tip` and pushes it. Killed at any moment, the remote has all of it or nothing.
    ///
    /// # Errors
    /// The remote moved or refuses; a path cannot be written; nobody is named as author; a hook or the signing fails.
    pub(crate) fn publish(&self, tip: &Tip, commit: &Commit) -> Result<Published, PublishError> {
        check_paths(tip, &commit.changes)?;
        let _lock = Lock::take(&self.lock, self.say)?;
        self.clear_stale_locks(Some(&tip.branch));
        self.check_identity()?;
        let worktree = self.worktree(tip.commit.as_deref())?;
        let staged = worktree.stage(&commit.changes, &tip.tree)?;
        let published = |id: String, new: bool| Published {
            commit: id,
            branch: tip.branch.clone(),
            new,
            paths: commit.changes.keys().cloned().collect(),
        };
        if staged.is_empty() {
            let there = tip
                .commit
                .clone()
                .ok_or_else(|| anyhow::Error::from(Failure::new("there is nothing to commit")))?;
            return Ok(published(there, false));
        }
        let id = staged.commit(tip.commit.as_deref(), commit)?;
        self.push(&worktree, tip, &id, commit.tag.as_deref())?;
        Ok(published(id, true))
    }

    /// Git's own rule: who commits must say who they are.
    fn check_identity(&self) -> anyhow::Result<()> {
        for who in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"] {
            let asked = self.git.command("var").argument(who).end()?;
            if !asked.is_success() {
                return Err(nobody());
            }
        }
        Ok(())
    }
}

fn nobody() -> anyhow::Error {
    Failure::new("Git does not know who makes the commit: no name and e-mail address are set")
        .next("git config --global user.name \"Your Name\" && git config --global user.email you@example.com")
        .next("in a pipeline, set GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL")
        .into()
}

fn check_paths(tip: &Tip, changes: &Changes) -> anyhow::Result<()> {
    let removed = changes.iter().filter(|(_, content)| content.is_none());
    let removed: Vec<&str> = removed.map(|(path, _)| path.as_str()).collect();
    let paths = changes.keys().map(String::as_str);
    let objections = tip.tree.objections(paths, &removed);
    if objections.is_empty() {
        return Ok(());
    }
    Err(Failure::new(objections.join("; "))
        .next("nothing was written: move what is in the way in the GitOps repository, then push again")
        .into())
}
