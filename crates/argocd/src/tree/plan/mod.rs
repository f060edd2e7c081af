//! What must be read for a tree, and nothing that cannot matter.
//!
//! Pure: names scopes and depths; who reads them, how many at once and what a refusal
//! means is said elsewhere. `next` is asked again after each round until it wants nothing.

mod bodies;
mod events;
mod excluded;
mod first;
mod next;
mod owning;
mod resource;
mod want;
mod watch;

#[cfg(test)]
mod tests;

pub use events::EventSearch;
pub(crate) use events::WARNINGS;
pub(crate) use excluded::is_excluded;
pub use want::Want;

use super::{ResourceTree, ResourceWord, TreeOptions};
use crate::application::Application;
use crate::health;
use crate::snapshot::Snapshot;

/// Up to so many objects of one kind in one namespace are fetched one by one.
const FEW: usize = 8;

/// What is to be done for a tree.
#[derive(Debug)]
pub enum Step {
    /// This is still to be read.
    Read(Vec<Want>),
    /// All is read that can be, and this is the tree.
    Done(ResourceTree),
}

/// Returns what is still to be read for the tree of an Application: metadata of its
/// resources and of everything that may hang under them, then the bodies its health
/// stands on. The tree itself when the snapshot holds all of it, or a gap says why it cannot.
///
/// A kind that may not be listed in the whole cluster is then wanted in the namespaces
/// of the resources.
pub fn step(application: &Application, snapshot: &Snapshot, options: &TreeOptions) -> Step {
    next::step(application, snapshot, options)
}

/// Returns what [`step`] still wants; nothing when the tree can be built.
pub fn next(application: &Application, snapshot: &Snapshot, options: &TreeOptions) -> Vec<Want> {
    match step(application, snapshot, options) {
        Step::Read(wants) => wants,
        Step::Done(_) => Vec::new(),
    }
}

/// Returns the first round: the managed resources, and metadata of all that may hang
/// under them.
///
/// Any kind may own any other, so every kind that can be listed is wanted in the
/// namespaces where resources live that may own something; in the whole cluster when
/// a cluster-scoped one does. Never wanted is what Argo CD leaves out by default.
/// Nothing is wanted of a cluster other than the snapshot's.
pub fn wants(application: &Application, snapshot: &Snapshot, options: &TreeOptions) -> Vec<Want> {
    match snapshot.holds(application) {
        true => first::wants(application, &snapshot.catalog, options),
        false => Vec::new(),
    }
}

/// Returns whether the verdict on objects of a kind stands on their bodies: their health, or that of the Service which
/// an EndpointSlice is of.
fn needs_body(group: &str, kind: &str) -> bool {
    health::needs_body(group, kind) || (group, kind) == ("discovery.k8s.io", "EndpointSlice")
}

/// Returns what is still to be read for one resource: the objects that the word may mean, all they hang under, all
/// that may hang under the one that is meant, then the bodies their health stands on. Empty when the snapshot holds
/// all of it; where no node of the tree fits the word then, only the whole tree can tell ([`next`]).
pub fn resource(
    application: &Application,
    snapshot: &Snapshot,
    options: &TreeOptions,
    word: &ResourceWord,
) -> Vec<Want> {
    match snapshot.holds(application) {
        true => resource::wants(application, snapshot, options, word),
        false => Vec::new(),
    }
}

/// Returns the second round: whole objects, for the nodes whose health stands on them.
pub fn bodies(tree: &ResourceTree, snapshot: &Snapshot) -> Vec<Want> {
    bodies::wants(tree, snapshot)
}

/// Returns all Events of the namespaces that a tree uses, and those of its Application.
pub fn events(tree: &ResourceTree, application: &Application) -> Vec<Want> {
    let search = EventSearch {
        followed: true,
        ..EventSearch::default()
    };
    events::wants(tree, application, &search)
}

/// Returns the Events of a tree that are asked for.
pub fn search_events(
    tree: &ResourceTree,
    application: &Application,
    search: &EventSearch,
) -> Vec<Want> {
    events::wants(tree, application, search)
}

/// Returns what must be followed so that a tree stays true.
pub fn watch(tree: &ResourceTree, application: &Application) -> Vec<Want> {
    watch::wants(tree, application)
}
