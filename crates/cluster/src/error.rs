//! What went wrong between us and a cluster or a file, with its cause and the next step.
//!
//! Callers branch on [`Cause`]: it decides exit codes and whether a part that
//! could not be read is a gap. How an error looks on a screen is decided elsewhere.

use std::fmt;

use argocd::rights::{Right, roles};
use argocd::snapshot::{Gap, GapReason, Scope};

/// Why something failed, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// No kubeconfig was found, or it cannot be read.
    Kubeconfig,
    /// The kubeconfig has no such context, cluster or user.
    UnknownContext,
    /// The server cannot be reached.
    Unreachable,
    /// The server was reached, but its certificate was not accepted, or ours was not.
    Tls,
    /// The credentials could not be made: an exec plugin or a key file failed.
    Credentials,
    /// The server does not know us (401).
    Unauthorized,
    /// The server knows us, and we may not (403).
    Forbidden,
    /// The server does not serve this kind.
    NotServed,
    /// What was listed has moved on; listing must start again (410).
    Expired,
    /// Somebody else changed the object meanwhile, or owns the field (409).
    Conflict,
    /// The server asks to be left alone for a while (429, 503).
    TooBusy,
    /// No answer came in time.
    TimedOut,
    /// The server, or an API behind it, answered with an error.
    Failed,
    /// What was answered, or what a file holds, cannot be read.
    Unreadable,
}

impl Cause {
    /// Returns whether the whole cluster is out of reach, not one kind of it.
    pub fn is_about_connection(self) -> bool {
        matches!(
            self,
            Self::Kubeconfig
                | Self::UnknownContext
                | Self::Unreachable
                | Self::Tls
                | Self::Credentials
                | Self::Unauthorized
        )
    }

    fn gap_reason(self) -> GapReason {
        match self {
            Self::Forbidden | Self::Unauthorized => GapReason::Forbidden,
            Self::TimedOut => GapReason::TimedOut,
            Self::Unreadable => GapReason::Unreadable,
            _ => GapReason::Unavailable,
        }
    }
}

/// One failure: a sentence without a full stop, its cause, and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    cause: Cause,
    sentence: String,
    next: Vec<String>,
    right: Option<Box<Right>>,
}

impl Error {
    /// Returns an error without advice.
    pub fn new(cause: Cause, sentence: impl Into<String>) -> Self {
        Self {
            cause,
            sentence: sentence.into(),
            next: Vec::new(),
            right: None,
        }
    }

    /// Returns the error with one more thing to try.
    #[must_use]
    pub fn next(mut self, advice: impl Into<String>) -> Self {
        self.next.push(advice.into());
        self
    }

    /// Returns the error of a right that is missing, with the role that would grant it.
    #[must_use]
    pub(crate) fn without(self, right: Right) -> Self {
        let asking = roles([&right])
            .into_iter()
            .map(|role| format!("ask for {role}"));
        let error = asking.fold(self, Self::next);
        Self {
            right: Some(Box::new(right)),
            ..error
        }
    }

    /// Returns the right that was missing, where that is why.
    pub fn right(&self) -> Option<&Right> {
        self.right.as_deref()
    }

    /// Returns the cause.
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// Returns what to try next, in order.
    pub fn advice(&self) -> &[String] {
        &self.next
    }

    /// Turns the error into a gap: what was not seen, and the scope that was asked for.
    pub fn into_gap(self, what: String, scope: Option<Scope>) -> Gap {
        Gap {
            reason: self.cause.gap_reason(),
            what,
            message: self.sentence,
            scope,
            right: self.right,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Error {}
