//! Who deploys to a cluster from another one: Applications and their Events, which live where Argo CD runs.
//!
//! Kept apart from what lives in the cluster itself, since both may bear one name.

use std::collections::{BTreeMap, BTreeSet};

use super::Gap;
use crate::application::Application;
use crate::object::{ObjectRef, Resource};

/// Applications of another cluster, their Events, and what could not be read of those.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guests {
    applications: BTreeMap<ObjectRef, Application>,
    events: Vec<Resource>,
    gaps: BTreeSet<Gap>,
}

impl Guests {
    /// Returns Applications with the Events of the namespaces they live in.
    pub fn new(
        applications: impl IntoIterator<Item = Application>,
        events: impl IntoIterator<Item = Resource>,
        gaps: impl IntoIterator<Item = Gap>,
    ) -> Self {
        let by_reference = |application: Application| (application.reference(), application);
        Self {
            applications: applications.into_iter().map(by_reference).collect(),
            events: events.into_iter().collect(),
            gaps: gaps.into_iter().collect(),
        }
    }

    /// Returns one of the Applications.
    pub fn application(&self, reference: &ObjectRef) -> Option<&Application> {
        self.applications.get(reference)
    }

    /// Returns whether this very Application is among them, and not one of its name.
    pub fn has(&self, application: &Application) -> bool {
        let known = self.applications.get(&application.reference());
        known.is_some_and(|known| known.metadata.uid == application.metadata.uid)
    }

    /// Returns the Events of the namespaces the Applications live in.
    pub fn events(&self) -> impl Iterator<Item = &Resource> {
        self.events.iter()
    }

    /// Returns what could not be read of their Events.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter()
    }
}
