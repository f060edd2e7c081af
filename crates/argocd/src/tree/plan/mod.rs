//! What must be read for a tree, and nothing that cannot matter.
//!
//! Pure: names scopes and depths; who reads them, how many at once and what a refusal
//! means is said elsewhere. `next` is asked again after each round until it wants nothing.

mod want;

pub use want::Want;

use super::{ResourceTree, TreeOptions};
use crate::application::Application;
use crate::catalog::Catalog;
use crate::snapshot::Snapshot;

/// Returns what is still to be read for the tree of an Application: metadata of its
/// resources and of everything that may hang under them, then the bodies its health
/// stands on. Empty when the snapshot holds all of it, or a gap says why it cannot.
pub fn next(application: &Application, snapshot: &Snapshot, options: &TreeOptions) -> Vec<Want> {
    let _ = (application, snapshot, options);
    Vec::new()
}

/// Returns the first round: the managed resources, and metadata of all that may hang under them.
pub fn wants(application: &Application, catalog: &Catalog, options: &TreeOptions) -> Vec<Want> {
    let _ = (application, catalog, options);
    Vec::new()
}

/// Returns the second round: whole objects, for the nodes whose health stands on them.
pub fn bodies(tree: &ResourceTree, snapshot: &Snapshot) -> Vec<Want> {
    let _ = (tree, snapshot);
    Vec::new()
}

/// Returns the Events of a tree and of its Application.
pub fn events(tree: &ResourceTree, application: &Application) -> Vec<Want> {
    let _ = (tree, application);
    Vec::new()
}
