//! Whether the controller of an Application has fallen silent, so that every status it
//! wrote may be old.
//!
//! One Application may rest for good reasons; all Applications of one controller do not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::case::Case;
use super::clock::Clock;
use crate::application::Application;
use crate::project::ProjectKnown;

/// A controller that has compared nothing for longer is silent; by itself Argo CD
/// compares every few minutes (`timeout.reconciliation`).
const LIMIT: SignedDuration = SignedDuration::from_mins(15);

/// The controllers that have fallen silent, by their namespaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SilentControllers {
    namespaces: BTreeSet<String>,
}

impl SilentControllers {
    /// Finds the silent ones: the newest comparison of all their Applications is over 15
    /// minutes old. `polls` says of a controller's namespace whether it compares by itself;
    /// where it does not (`timeout.reconciliation: 0s`), silence means nothing.
    pub fn among<'a>(
        applications: impl IntoIterator<Item = &'a Application>,
        polls: impl Fn(&str) -> bool,
        now: Timestamp,
    ) -> Self {
        let mut newest: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for application in applications {
            let Some(at) = evidence(application, now) else {
                continue;
            };
            let entry = newest
                .entry(application.controller_namespace())
                .or_insert(at);
            *entry = at.max(*entry);
        }
        let silent = |at: Timestamp| now.duration_since(at) > LIMIT;
        let namespaces = newest
            .into_iter()
            .filter(|(namespace, at)| silent(*at) && polls(namespace))
            .map(|(namespace, _)| namespace.to_owned())
            .collect();
        Self { namespaces }
    }

    /// Returns whether the controller of an Application is silent.
    pub fn is_stale(&self, application: &Application) -> bool {
        self.namespaces.contains(application.controller_namespace())
    }

    /// Returns the namespaces of the silent controllers.
    pub fn namespaces(&self) -> impl Iterator<Item = &str> {
        self.namespaces.iter().map(String::as_str)
    }
}

/// Returns when Argo CD last compared an Application that it compares at all: not one it
/// is told to skip, nor one whose spec or project it refuses (`refreshAppConditions` then
/// leaves `reconciledAt` alone).
fn evidence(application: &Application, now: Timestamp) -> Option<Timestamp> {
    let case = Case {
        application,
        project: ProjectKnown::Unreadable,
        clock: &Clock::at(now),
    };
    let refused = ["InvalidSpecError", "UnknownError"]
        .iter()
        .any(|kind| case.condition(kind).is_some());
    (!refused && !case.is_skipped())
        .then_some(application.status.reconciled_at)
        .flatten()
}
