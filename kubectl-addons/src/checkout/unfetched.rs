//! Why a source, or what is rendered from it, is not to be had: a gap of an answer, and what is to be tried next.

use argocd::redact;
use argocd::snapshot::{Gap, GapReason};
use programs::error::{Cause, Error};

use super::Origin;

/// What could not be had, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfetched {
    reason: GapReason,
    what: String,
    message: String,
    next: Vec<String>,
}

impl Unfetched {
    /// Says in our own words why a source is not to be had.
    pub(crate) fn new(reason: GapReason, origin: &Origin, message: impl Into<String>) -> Self {
        Self {
            reason,
            what: origin.to_string(),
            message: message.into(),
            next: Vec::new(),
        }
    }

    /// Says that a source is not in the cache, and that nothing may be fetched.
    pub(crate) fn offline(origin: &Origin) -> Self {
        let message = "it is not in the cache, and nothing is fetched with --offline";
        Self::new(GapReason::NotRecorded, origin, message).next("leave --offline out")
    }

    /// Says what a program said that was to fetch a source.
    pub(crate) fn of(origin: &Origin, error: &Error) -> Self {
        Self::told(origin.to_string(), error)
    }

    /// Says what Helm said that was to render a release.
    pub(crate) fn rendering(release: &str, error: &Error) -> Self {
        Self::told(format!("the rendered chart of {release}"), error)
    }

    /// Returns it with one more thing to try.
    #[must_use]
    pub(crate) fn next(mut self, advice: impl Into<String>) -> Self {
        self.next.push(advice.into());
        self
    }

    /// Returns it as a gap of an answer.
    pub(crate) fn gap(&self) -> Gap {
        Gap {
            reason: self.reason,
            what: self.what.clone(),
            message: self.message.clone(),
            scope: None,
            right: None,
        }
    }

    /// Returns what is to be tried next.
    pub(crate) fn advice(&self) -> &[String] {
        &self.next
    }

    fn told(what: String, error: &Error) -> Self {
        let message = redact::without_credentials(&argocd::mask::text(&error.to_string()));
        Self {
            reason: reason(error, &message),
            what,
            message,
            next: error.advice().to_vec(),
        }
    }
}

fn reason(error: &Error, message: &str) -> GapReason {
    let refused = |word: &&str| message.contains(*word);
    match error.cause() {
        Cause::TimedOut => GapReason::TimedOut,
        Cause::Failed(_) if REFUSALS.iter().any(refused) => GapReason::Forbidden,
        _ => GapReason::Unavailable,
    }
}

/// What Git, SSH, Helm and registries say when they want other credentials, or any.
const REFUSALS: [&str; 8] = [
    "could not read Username",
    "could not read Password",
    "Authentication failed",
    "Permission denied",
    "401",
    "403",
    "unauthorized",
    "Host key verification failed",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin::Git {
            url: "https://me:word@git.example.com/apps.git".to_owned(),
            revision: "main".to_owned(),
        }
    }

    #[test]
    fn what_git_says_becomes_a_gap_without_credentials() {
        let said = "git fetch ended with exit code 128: fatal: could not read Username for \
                    'https://me:word@git.example.com': terminal prompts disabled";
        let gap = Unfetched::of(&origin(), &Error::new(Cause::Failed(Some(128)), said)).gap();
        assert_eq!(gap.reason, GapReason::Forbidden);
        assert_eq!(gap.what, "https://git.example.com/apps.git at main");
        assert!(!gap.message.contains("word@"), "{}", gap.message);
    }

    #[test]
    fn a_deadline_is_told_as_one() {
        let error = Error::new(Cause::TimedOut, "git fetch did not end within 300 s");
        assert_eq!(
            Unfetched::of(&origin(), &error).gap().reason,
            GapReason::TimedOut
        );
    }
}
