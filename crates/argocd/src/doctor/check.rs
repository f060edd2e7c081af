//! One check: what was looked at, how it is, why, and what to do next.

use schemars::JsonSchema;
use serde::Serialize;

use crate::redact::first_line;
use crate::rights::Right;
use crate::snapshot::Gap;

/// How a check came out; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Something does not work.
    Failed,
    /// It works, with a reservation.
    Warning,
    /// It could not be looked at.
    Unknown,
    /// As it should be.
    Ok,
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The cluster that Argo CD runs in.
    Cluster,
    /// An Argo CD: where, which, whether it runs, how it is set up.
    ArgoCd,
    /// What add-ons need: decryptor, clusters, repositories.
    Delivery,
    /// What the reader may do.
    Rights,
}

/// The outcome of one check. Holds no value that may be secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// Its name for scripts, in kebab case.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// Namespace of the Argo CD that was looked at; absent where it is about none or all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub argocd: Option<String>,
    /// How it came out.
    pub status: Status,
    /// What was found: one sentence, no full stop.
    pub what: String,
    /// Why that is so, or what follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to do, in order; each a sentence.
    pub next: Vec<String>,
    /// Objects it is about, as `namespace/name`.
    pub affects: Vec<String>,
    /// Rights that are missing.
    pub rights: Vec<Right>,
}

impl Check {
    /// Returns a check that came out like this.
    pub fn new(id: &'static str, group: Group, status: Status, what: impl Into<String>) -> Self {
        Self {
            id,
            group,
            argocd: None,
            status,
            what: what.into(),
            why: None,
            next: Vec::new(),
            affects: Vec::new(),
            rights: Vec::new(),
        }
    }

    /// Returns a check of what could not be seen, with the right that is missing where that is why.
    pub fn unseen(id: &'static str, group: Group, what: impl Into<String>, gap: &Gap) -> Self {
        let check = Self::new(id, group, Status::Unknown, what).why(first_line(&gap.message));
        Self {
            rights: gap.right.iter().map(|right| (**right).clone()).collect(),
            ..check
        }
    }

    /// Returns the check as one of the Argo CD in a namespace.
    #[must_use]
    pub fn of(self, namespace: &str) -> Self {
        Self {
            argocd: Some(namespace.to_owned()),
            ..self
        }
    }

    /// Returns the check with its reason.
    #[must_use]
    pub fn why(self, why: impl Into<String>) -> Self {
        Self {
            why: Some(why.into()),
            ..self
        }
    }

    /// Returns the check with one more thing to do.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next.push(next.into());
        self
    }

    /// Returns the check with the objects it is about.
    #[must_use]
    pub fn affects(self, objects: impl IntoIterator<Item = String>) -> Self {
        Self {
            affects: objects.into_iter().collect(),
            ..self
        }
    }
}
