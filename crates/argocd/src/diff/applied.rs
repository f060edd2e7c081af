//! Live objects against what was applied to them last: what somebody or something has changed since.
//!
//! Of an object applied on the client the whole configuration is known. Of one applied on the server only who owns
//! which field is: what others have set since can be named, what stood there before cannot.

use jiff::Timestamp;

use super::answer::{Comparison, Question};
use super::ignore::IgnoreRules;
use super::live::LiveObject;
use super::managers::{self, Setter, Since};
use super::merge::{Lists, merge};
use super::object::{Change, ChangedField, Method, ObjectDiff, Terms};
use super::{mask, path};
use crate::application::{Application, ManagedResource};
use crate::settings::Settings;
use crate::snapshot::{Gap, GapReason};
use crate::sync::SyncStatus;

/// What is known of the live form of one managed resource.
#[derive(Debug, Clone)]
pub enum Live {
    /// It was read.
    Found(Box<LiveObject>),
    /// It is not there.
    Missing,
    /// It could not be read.
    Unread(Gap),
}

/// Compares the live objects of an Application with what was applied to them last. Hooks are no part of it.
pub fn against_applied(
    application: &Application,
    resources: Vec<(ManagedResource, Live)>,
    settings: &Settings,
    rules: &IgnoreRules,
) -> Comparison {
    let terms = Terms { settings, rules };
    let mut answer = Comparison::of(Question::Applied);
    answer.gaps.extend(complaints(rules));
    for (resource, live) in resources.into_iter().filter(|(resource, _)| !resource.hook) {
        let live = match live {
            Live::Found(live) => live,
            Live::Missing => {
                let missing = missing(&resource);
                answer.compared += usize::from(missing.is_some());
                answer.objects.extend(missing);
                continue;
            }
            Live::Unread(gap) => {
                answer.gaps.push(gap);
                continue;
            }
        };
        answer.compared += 1;
        let found = terms.of_live(application, &resource, &live);
        let out_of_sync = resource.status == Some(SyncStatus::OutOfSync);
        answer.out_of_sync_as_applied += usize::from(found.is_none() && out_of_sync);
        answer.objects.extend(found.map(|found| ObjectDiff {
            sync: resource.status.clone(),
            ..found
        }));
    }
    answer.sorted()
}

/// Returns a gap for each expression of `ignoreDifferences` that cannot be read.
pub(super) fn complaints(rules: &IgnoreRules) -> Vec<Gap> {
    let complaints = rules.complaints().into_iter();
    complaints
        .map(|(expression, why)| Gap {
            reason: GapReason::Unreadable,
            what: format!("ignoreDifferences `{expression}`"),
            message: why,
            scope: None,
            right: None,
        })
        .collect()
}

/// Argo CD has no status for what it does not compare, such as copied objects.
fn missing(resource: &ManagedResource) -> Option<ObjectDiff> {
    resource.status.as_ref()?;
    let bare = ObjectDiff::bare(resource.reference(), &resource.version, Change::Missing);
    Some(ObjectDiff {
        sync: resource.status.clone(),
        ..bare
    })
}

impl Terms<'_> {
    fn of_live(
        &self,
        application: &Application,
        resource: &ManagedResource,
        live: &LiveObject,
    ) -> Option<ObjectDiff> {
        if resource.requires_pruning {
            let change = Change::RequiresPruning;
            let bare = ObjectDiff::bare(live.reference.clone(), &live.version, change);
            return Some(ObjectDiff {
                hunks: self.whole(&live.object, true),
                ..bare
            });
        }
        match (record(live), &live.last_applied) {
            (Record::Applied, Some(applied)) => {
                let lists = Lists::of_group(&live.reference.group);
                let wanted = merge(Some(applied), applied, &live.object, lists);
                self.compare(live, wanted, Method::LastApplied)
            }
            (Record::Owned(since), _) => {
                self.set_by_others(live, &since, settled_at(application, resource))
            }
            _ => Some(
                ObjectDiff::bare(live.reference.clone(), &live.version, Change::NotCompared).noted(
                    "nothing records what was applied: it was replaced or created, not applied",
                ),
            ),
        }
    }

    fn set_by_others(
        &self,
        live: &LiveObject,
        since: &Since,
        settled_at: Option<Timestamp>,
    ) -> Option<ObjectDiff> {
        let counted = self.counted(live, since);
        let newest = counted.iter().filter_map(|(_, setter)| setter.time).max();
        if counted.is_empty() || (settled_at.is_some() && newest <= settled_at) {
            return None;
        }
        let masked = mask::one(&live.object);
        let field = |(pointer, setter): (String, Setter)| {
            let value = masked.pointer(&pointer).cloned();
            ChangedField {
                path: path::readable(&masked, &pointer),
                masked: value.as_ref().is_some_and(mask::holds_mark),
                live: value,
                wanted: None,
                set_by: Some(setter),
            }
        };
        let bare = ObjectDiff::bare(live.reference.clone(), &live.version, Change::SetByOthers);
        Some(ObjectDiff {
            method: Some(Method::ManagedFields),
            fields: counted.into_iter().map(field).collect(),
            ..bare
        })
    }

    /// Returns the fields set since that are not ignored.
    fn counted(&self, live: &LiveObject, since: &Since) -> Vec<(String, Setter)> {
        let mut kept = live.object.clone();
        self.shape().bring(&mut kept);
        let ignored = self.rules.for_object(&live.reference);
        ignored.take_out(&mut kept);
        let counts = |(pointer, setter): &(String, Setter)| {
            kept.pointer(pointer).is_some() && !ignored.trusts(&setter.manager)
        };
        since
            .fields
            .iter()
            .filter(|one| counts(one))
            .cloned()
            .collect()
    }
}

/// Which record of what was applied an object has.
enum Record {
    Applied,
    Owned(Since),
    None,
}

/// The newer of the two counts: an Application may have been switched from one way to the other.
fn record(live: &LiveObject) -> Record {
    let since = managers::set_since(&live.managers, &live.object);
    match (since, live.keeps_last_applied()) {
        (Some(since), true) if since.applied_at < managers::updated_at(&live.managers) => {
            Record::Applied
        }
        (Some(since), _) => Record::Owned(since),
        (None, true) => Record::Applied,
        (None, false) => Record::None,
    }
}

/// Returns whether what was applied last is the configuration that an object carries.
pub(super) fn is_applied_on_client(live: &LiveObject) -> bool {
    matches!(record(live), Record::Applied)
}

/// Returns when Argo CD last found the resource to be what Git wants: what others had set by then is nothing it minds.
fn settled_at(application: &Application, resource: &ManagedResource) -> Option<Timestamp> {
    let synced = resource.status == Some(SyncStatus::Synced);
    application.status.reconciled_at.filter(|_| synced)
}
