//! Managed resources that were not read: really missing, or merely not looked at.
//!
//! Missing is said only when the snapshot proves it; everything else is a gap.

use super::judge::{self, Judgement};
use super::{Node, Presence};
use crate::application::{Application, Destination, ManagedResource};
use crate::object::ObjectRef;
use crate::redact::without_credentials;
use crate::snapshot::{Gap, GapReason, Scope, Snapshot};

/// Why nothing of another cluster is known, where nobody said more.
const NOT_READ: &str = "the Application deploys to a cluster that was not read";

/// One managed resource that was not read.
pub(super) struct Absent<'a> {
    /// [`Node::id_of`], and `@` with the cluster where it lies in another one.
    pub(super) id: String,
    pub(super) reference: ObjectRef,
    pub(super) managed: &'a ManagedResource,
    pub(super) presence: Presence,
    elsewhere: Option<&'a Destination>,
    unserved: bool,
}

impl<'a> Absent<'a> {
    /// Decides what became of a managed resource; `here` when its cluster was read.
    pub(super) fn new(
        managed: &'a ManagedResource,
        application: &'a Application,
        here: bool,
        snapshot: &Snapshot,
    ) -> Self {
        let reference = managed.reference();
        let unserved = here && is_unserved(&reference, snapshot);
        let missing = unserved || (here && snapshot.has_settled(&reference));
        let elsewhere = (!here).then_some(&application.spec.destination);
        Self {
            id: id(&reference, elsewhere),
            presence: match missing {
                true => Presence::Missing,
                false => Presence::NotInspected,
            },
            reference,
            managed,
            elsewhere,
            unserved,
        }
    }

    /// Returns the verdict on it.
    pub(super) fn judge(&self) -> Judgement {
        match self.presence {
            Presence::Missing => Judgement {
                trouble: self.unserved.then(|| unserved_sentence(&self.reference)),
                ..judge::missing(self.managed)
            },
            Presence::Live | Presence::NotInspected => judge::not_inspected(self.managed),
        }
    }

    /// Returns why it was not inspected, unless the snapshot already says so.
    pub(super) fn gap(&self, snapshot: &Snapshot) -> Option<Gap> {
        if self.presence == Presence::Missing {
            return None;
        }
        if let Some(destination) = self.elsewhere {
            let gap = Gap::other_cluster(destination, NOT_READ);
            let told = snapshot.gaps().find(|told| told.is_like(&gap)).cloned();
            return Some(told.unwrap_or(gap));
        }
        let said = |gap: &Gap| {
            gap.scope
                .as_ref()
                .is_some_and(|s| s.covers(&self.reference))
        };
        (!snapshot.gaps().any(said)).then(|| self.not_read())
    }

    fn not_read(&self) -> Gap {
        let scope = Scope {
            name: None,
            ..Scope::object(&self.reference)
        };
        Gap {
            reason: GapReason::NotRecorded,
            what: what(&scope),
            message: "it was not read".to_owned(),
            scope: Some(scope),
            right: None,
        }
    }

    /// Returns the gap of an Application that was read without its list of resources.
    pub(super) fn all_of(application: &Application) -> Gap {
        Gap {
            reason: GapReason::NotRecorded,
            what: format!("the resources of Application {}", application.metadata.name),
            message: "only a summary of the Application was read".to_owned(),
            scope: Some(Scope::object(&application.reference())),
            right: None,
        }
    }
}

fn id(reference: &ObjectRef, elsewhere: Option<&Destination>) -> String {
    let id = Node::id_of(reference);
    match elsewhere {
        Some(destination) => format!("{id}@{}", without_credentials(destination.cluster())),
        None => id,
    }
}

/// An object of a kind that no server serves is not there. While a whole API group is
/// broken nobody knows which kinds it had, so then nothing is proven.
fn is_unserved(reference: &ObjectRef, snapshot: &Snapshot) -> bool {
    let catalog = &snapshot.catalog;
    let unanswered = [
        GapReason::Unavailable,
        GapReason::TimedOut,
        GapReason::Unreadable,
    ];
    let broken = |gap: &Gap| gap.scope.is_none() && unanswered.contains(&gap.reason);
    !catalog.is_empty()
        && catalog.find(&reference.group, &reference.kind).is_none()
        && !snapshot.gaps().any(broken)
}

fn unserved_sentence(reference: &ObjectRef) -> String {
    let ObjectRef { group, kind, .. } = reference;
    let group = if group.is_empty() { "core" } else { group };
    format!("the cluster does not serve kind {kind} of group {group}")
}

fn what(scope: &Scope) -> String {
    match &scope.namespace {
        Some(namespace) => format!("{} objects in namespace {namespace}", scope.kind),
        None => format!("{} objects", scope.kind),
    }
}
