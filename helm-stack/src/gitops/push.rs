//! Pushes one commit to the branch it was planned on, and a tag with it, all or nothing; finds out what became of it.
//!
//! Where Git reports a failure, the remote is looked at: a push whose answer was lost has still arrived.

use std::convert::Infallible;

use plugin_kit::failure::Explain;
use programs::error::Cause;
use programs::mask::mask;
use programs::run::Ended;

use super::Repository;
use super::explain::{Run, explained};
use super::fetch::{Tip, patient};
use super::publish::PublishError;
use super::worktree::Worktree;

impl Repository {
    /// Pushes a commit made in a worktree on top of `tip`.
    pub(super) fn push(
        &self,
        worktree: &Worktree,
        tip: &Tip,
        commit: &str,
        tag: Option<&str>,
    ) -> Result<(), PublishError> {
        let branch = &tip.branch;
        let expected = tip.commit.as_deref().unwrap_or_default();
        let mut asked = worktree.git.command("push").arguments([
            "--porcelain",
            "--no-follow-tags",
            "--recurse-submodules=no",
        ]);
        asked = asked.argument(format!("--force-with-lease=refs/heads/{branch}:{expected}"));
        if tag.is_some() {
            asked = asked.argument("--atomic");
        }
        asked = asked.arguments(["--", &self.remote]);
        asked = asked.argument(format!("{commit}:refs/heads/{branch}"));
        if let Some(tag) = tag {
            // A tag that is there already is refused by Git itself: it is not forced.
            asked = asked.argument(format!("{commit}:refs/tags/{tag}"));
        }
        let ended = patient(asked).ended();
        match ended {
            Ok(ended) if ended.is_success() => Ok(()),
            Ok(ended) => self.find_out(tip, commit, &ended),
            Err(error) if error.cause() == Cause::TimedOut => {
                self.find_out_after(tip, commit, &error)
            }
            Err(error) => Err(explained(&error).into()),
        }
    }

    fn find_out_after(
        &self,
        tip: &Tip,
        commit: &str,
        error: &programs::error::Error,
    ) -> Result<(), PublishError> {
        match self.arrived(tip, commit)? {
            Arrived::Yes => Ok(()),
            Arrived::Moved => Err(PublishError::Moved),
            Arrived::No => Err(explained(error).into()),
        }
    }

    fn find_out(&self, tip: &Tip, commit: &str, ended: &Ended) -> Result<(), PublishError> {
        let said = Said::read(ended);
        let arrived = self.arrived(tip, commit);
        let arrived = arrived
            .doing(format!("{}, and then", ended.failure()))
            .next("push again: it sees whether this push arrived")?;
        match arrived {
            Arrived::Yes => Ok(()),
            Arrived::Moved => Err(PublishError::Moved),
            Arrived::No if said.is_about_time() => Err(PublishError::Moved),
            Arrived::No if said.is_refusal() && !said.is_stumble() => Err(PublishError::Refused {
                reason: said.reason(),
            }),
            Arrived::No => Err(self.failed(ended, said.is_stumble())),
        }
    }

    fn failed(&self, ended: &Ended, stumbled: bool) -> PublishError {
        let doing = format!("pushing to {}, which is as it was", self.url);
        let Err(error) = Err::<Infallible, _>(explained(&ended.failure())).doing(doing);
        match stumbled {
            true => PublishError::Stumbled(error),
            false => PublishError::Other(error),
        }
    }

    /// Looks where the branch is now.
    fn arrived(&self, tip: &Tip, commit: &str) -> anyhow::Result<Arrived> {
        let refs = self.refs()?;
        let now = refs.commit(&tip.branch);
        if now == Some(commit) {
            return Ok(Arrived::Yes);
        }
        if now == tip.commit.as_deref() {
            return Ok(Arrived::No);
        }
        let Some(now) = now else {
            return Ok(Arrived::Moved);
        };
        let is_there = self.bring(&tip.branch, now)? && self.is_ancestor(commit, now)?;
        Ok(if is_there {
            Arrived::Yes
        } else {
            Arrived::Moved
        })
    }

    /// Says whether a commit is part of another's history.
    pub(super) fn is_ancestor(&self, commit: &str, of: &str) -> anyhow::Result<bool> {
        let asked = self.git.command("merge-base");
        let asked = asked.arguments(["--is-ancestor", commit, of]).end()?;
        Ok(asked.is_success())
    }
}

/// What became of a push.
enum Arrived {
    Yes,
    No,
    Moved,
}

/// What Git and the remote said about a push that failed.
struct Said {
    /// Reasons of refs that were rejected: `[remote rejected] (pre-receive hook declined)`.
    rejected: Vec<String>,
    /// Lines of the remote.
    remote: Vec<String>,
}

impl Said {
    /// Reads `git push --porcelain`: `!`, tab, `<from>:<to>`, tab, `<summary> (<reason>)`; and the remote's lines on standard error.
    fn read(ended: &Ended) -> Self {
        let answer = ended.text();
        let rejected = answer.lines().filter_map(|line| line.strip_prefix("!\t"));
        let rejected = rejected.filter_map(|line| line.rsplit('\t').next());
        let talk = ended.talk();
        let remote = talk.lines().filter_map(|line| line.strip_prefix("remote:"));
        let remote = remote.map(|line| line.trim().to_owned());
        Self {
            rejected: rejected.map(|reason| mask(reason).into_owned()).collect(),
            remote: remote.filter(|line| !line.is_empty()).collect(),
        }
    }

    fn is_refusal(&self) -> bool {
        !self.rejected.is_empty()
    }

    /// Says whether the remote could not store what it got: out of space, out of memory, or in its own way
    /// (Git's `builtin/receive-pack.c`).
    fn is_stumble(&self) -> bool {
        let words = ["unpacker error", "unable to migrate objects"];
        let mut rejected = self.rejected.iter();
        rejected.any(|reason| words.iter().any(|word| reason.contains(word)))
    }

    /// Says whether somebody else was pushing at the same time: another push on top of a new look may do.
    fn is_about_time(&self) -> bool {
        let words = [
            "stale info",
            "fetch first",
            "non-fast-forward",
            "already exists",
            "lock",
            "failed to update ref",
            "incorrect old value",
        ];
        let rejected = self.rejected.iter();
        let mut own =
            rejected.filter(|reason| !reason.contains("atomic") && !reason.contains("hook"));
        own.any(|reason| words.iter().any(|word| reason.contains(word)))
    }

    /// Returns the reason as one sentence: what was declined, and the remote's own words.
    fn reason(&self) -> String {
        let inner = |reason: &String| {
            let inner = reason
                .split_once('(')
                .map(|(_, inner)| inner.trim_end_matches(')'));
            inner.unwrap_or(reason).to_owned()
        };
        let own = self
            .rejected
            .iter()
            .filter(|reason| !reason.contains("atomic"));
        let mut words: Vec<String> = own.take(1).map(inner).collect();
        if words.is_empty() {
            words.extend(self.rejected.first().map(inner));
        }
        let from = self.remote.len().saturating_sub(6);
        words.extend(Some(self.remote[from..].join("; ")).filter(|lines| !lines.is_empty()));
        words.join(": ")
    }
}
