//! What was read, as one value: the only thing the thinking rooms look at.
//!
//! A snapshot grows by [`Update`]s, whether they come from a list, a watch or a
//! file; reading and waiting are done elsewhere.

mod gap;
mod guests;
mod need;
mod scope;
mod update;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

pub use gap::{Gap, GapReason};
pub use guests::Guests;
pub use need::Need;
pub use scope::Scope;
pub use update::Update;

use crate::application::{Application, Detail};
use crate::catalog::Catalog;
use crate::destination::DestinationKey;
use crate::object::{Object, ObjectRef, Resource};

/// Everything that was read of one cluster, and what could not be.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// When a recorded snapshot was taken; `None` for a live one.
    pub taken_at: Option<Timestamp>,
    /// Kinds the cluster serves.
    pub catalog: Catalog,
    applications: BTreeMap<ObjectRef, Arc<Application>>,
    resources: BTreeMap<ObjectRef, Resource>,
    gaps: BTreeSet<Gap>,
    settled: BTreeSet<Scope>,
    /// Scopes that are being listed anew, with what was known of each before and was not seen since.
    relisted: BTreeMap<Scope, BTreeSet<ObjectRef>>,
    elsewhere: bool,
    destinations: BTreeSet<DestinationKey>,
    guests: Guests,
}

impl Snapshot {
    /// Returns an empty snapshot of a cluster that Applications are deployed to, other than the one they live in.
    pub fn elsewhere() -> Self {
        Self {
            elsewhere: true,
            ..Self::default()
        }
    }

    /// Returns whether this is another cluster than the one that the Applications of interest live in.
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// Learns a destination by which an Argo CD means this cluster.
    pub fn is_meant_by(&mut self, destination: DestinationKey) {
        self.destinations.insert(destination);
    }

    /// Returns whether what an Application deploys lies in this cluster.
    ///
    /// An Application that lives here means by `in-cluster` this cluster; one of another cluster
    /// ([`Snapshot::welcome`]) means it by a name or URL alone, which names here know nothing of.
    pub fn holds(&self, application: &Application) -> bool {
        let by_name = || self.destinations.contains(&DestinationKey::of(application));
        match self.elsewhere {
            true if self.guests.has(application) => by_name(),
            true => application.spec.destination.is_in_cluster(),
            false => application.spec.destination.is_in_cluster() || by_name(),
        }
    }

    /// Takes in who deploys to this cluster from another one, in place of those known before.
    pub fn welcome(&mut self, guests: Guests) {
        self.guests = guests;
    }

    /// Returns what came along from the cluster that Argo CD runs in.
    pub fn guests(&self) -> &Guests {
        &self.guests
    }

    /// Takes one update in. What was shown before a relist stays until the scope is
    /// settled; what was not seen again then goes.
    pub fn apply(&mut self, update: Update) {
        match update {
            Update::Seen(object) => self.see(object),
            Update::Gone(reference) => self.lose(&reference),
            Update::Relist(scope) => self.relist(scope),
            Update::Gap(gap) => _ = self.gaps.insert(gap),
            Update::Settled(scope) => self.settle(scope),
        }
    }

    /// Returns all Applications that live in this cluster, by namespace and name.
    pub fn applications(&self) -> impl Iterator<Item = &Application> {
        self.shared_applications().map(Arc::as_ref)
    }

    /// Returns them as [`Snapshot::applications`], each to be kept: it stays the same `Arc` until it is seen again.
    pub fn shared_applications(&self) -> impl Iterator<Item = &Arc<Application>> {
        self.applications.values()
    }

    /// Returns one Application: that of another cluster which deploys here, else the one that lives here.
    pub fn application(&self, reference: &ObjectRef) -> Option<&Application> {
        let guest = self.guests.application(reference);
        guest.or_else(|| self.resident(reference))
    }

    /// Returns an Application that lives in this cluster.
    pub fn resident(&self, reference: &ObjectRef) -> Option<&Application> {
        self.applications.get(reference).map(Arc::as_ref)
    }

    /// Returns all resources that are not Applications, by group, kind, namespace and name.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    /// Returns one resource.
    pub fn resource(&self, reference: &ObjectRef) -> Option<&Resource> {
        self.resources.get(reference)
    }

    /// Returns the resources of one group and kind, by namespace and name.
    pub fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &Resource> {
        of_kind(&self.resources, group, kind).map(|(_, resource)| resource)
    }

    /// Returns what could not be read.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter()
    }

    /// Returns whether a whole scope that covers the object has been read, so that
    /// an object that is not here is not there either.
    pub fn has_settled(&self, reference: &ObjectRef) -> bool {
        let object = Scope::object(reference);
        let everywhere = |scope: Scope| Scope {
            namespace: None,
            ..scope
        };
        let kind = Scope {
            name: None,
            ..object.clone()
        };
        [
            everywhere(kind.clone()),
            kind,
            object.clone(),
            everywhere(object),
        ]
        .iter()
        .any(|scope| self.settled.contains(scope))
    }

    /// Returns whether all that a scope without fields covers has been read, with it or with a wider one.
    pub fn has_read(&self, scope: &Scope) -> bool {
        self.has_settled(&scope.probe())
    }

    /// Returns the scopes of a kind that have been read whole.
    pub fn settled_scopes(&self, group: &str, kind: &str) -> impl Iterator<Item = &Scope> {
        let of_kind = move |scope: &&Scope| scope.group == group && scope.kind == kind;
        self.settled.iter().filter(of_kind)
    }

    /// Returns whether all that can be known of a scope is known: it was read whole, or a gap says why not.
    pub fn is_known(&self, scope: &Scope) -> bool {
        self.settled.contains(scope) || self.gaps.iter().any(|gap| gap.is_about(scope))
    }

    /// Returns the newest instant found in any object: the `now` of a file that says none.
    pub fn newest_instant(&self) -> Option<Timestamp> {
        let applications = self.applications().filter_map(newest_of_application);
        let created = self
            .resources
            .values()
            .filter_map(|r| r.metadata.creation_timestamp);
        applications.chain(created).max()
    }

    fn see(&mut self, object: Object) {
        let reference = object.reference();
        for unseen in self.relisted.values_mut() {
            unseen.remove(&reference);
        }
        match object {
            Object::Application(application) => self.see_application(reference, *application),
            Object::Resource(resource) => self.see_resource(reference, *resource),
        }
    }

    /// Takes an Application in; a summary read later, of the same Application, leaves the lists that are known.
    fn see_application(&mut self, reference: ObjectRef, mut application: Application) {
        match self.applications.entry(reference) {
            Entry::Vacant(free) => _ = free.insert(Arc::new(application)),
            Entry::Occupied(mut known) => {
                let same = known.get().metadata.uid == application.metadata.uid;
                if application.detail.is_none() && same {
                    application.detail = detail_of(known.get_mut());
                }
                known.insert(Arc::new(application));
            }
        }
    }

    /// Takes a resource in; metadata read later, of the same object, leaves the body that is known.
    fn see_resource(&mut self, reference: ObjectRef, mut resource: Resource) {
        match self.resources.entry(reference) {
            Entry::Vacant(free) => _ = free.insert(resource),
            Entry::Occupied(mut known) => {
                let same = known.get().metadata.uid == resource.metadata.uid;
                if resource.body.is_none() && same {
                    resource.body = known.get_mut().body.take();
                }
                known.insert(resource);
            }
        }
    }

    fn lose(&mut self, reference: &ObjectRef) {
        self.applications.remove(reference);
        self.resources.remove(reference);
    }

    fn relist(&mut self, scope: Scope) {
        self.gaps.retain(|gap| !gap.is_about(&scope));
        self.settled.remove(&scope);
        let mut unseen = covered(&self.applications, &scope);
        unseen.extend(covered(&self.resources, &scope));
        self.relisted.insert(scope, unseen);
    }

    fn settle(&mut self, scope: Scope) {
        let unseen = self.relisted.remove(&scope).unwrap_or_default();
        unseen.iter().for_each(|reference| self.lose(reference));
        self.settled.insert(scope);
    }
}

/// Takes the lists out of an Application that is to be replaced; copies them where somebody keeps it.
fn detail_of(known: &mut Arc<Application>) -> Option<Box<Detail>> {
    match Arc::get_mut(known) {
        Some(known) => known.detail.take(),
        None => known.detail.clone(),
    }
}

/// Returns the objects of a kind: they lie side by side.
fn of_kind<'a, T>(
    objects: &'a BTreeMap<ObjectRef, T>,
    group: &str,
    kind: &str,
) -> impl Iterator<Item = (&'a ObjectRef, &'a T)> {
    let first = ObjectRef::new(group, kind, "", "");
    let (group, kind) = (group.to_owned(), kind.to_owned());
    objects
        .range(first..)
        .take_while(move |(reference, _)| reference.is(&group, &kind))
}

/// Returns which objects a scope covers.
fn covered<T>(objects: &BTreeMap<ObjectRef, T>, scope: &Scope) -> BTreeSet<ObjectRef> {
    let of_kind = of_kind(objects, &scope.group, &scope.kind).map(|(reference, _)| reference);
    let covered = of_kind.filter(|reference| scope.covers(reference));
    covered.cloned().collect()
}

fn newest_of_application(application: &Application) -> Option<Timestamp> {
    let status = &application.status;
    let operation = status.operation_state.as_ref();
    [
        application.metadata.creation_timestamp,
        application.metadata.deletion_timestamp,
        status.reconciled_at,
        status.health.last_transition_time,
        operation.and_then(|operation| operation.started_at),
        operation.and_then(|operation| operation.finished_at),
    ]
    .into_iter()
    .flatten()
    .max()
}

impl Extend<Update> for Snapshot {
    fn extend<I: IntoIterator<Item = Update>>(&mut self, updates: I) {
        updates.into_iter().for_each(|update| self.apply(update));
    }
}

#[cfg(test)]
mod tests;
