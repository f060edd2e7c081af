//! From an Application and a snapshot to the tree.

use super::{ResourceTree, TreeOptions};
use crate::application::Application;
use crate::snapshot::Snapshot;

/// Builds the tree of an Application out of what was read.
pub fn build(
    application: &Application,
    snapshot: &Snapshot,
    options: &TreeOptions,
) -> ResourceTree {
    let _ = (snapshot, options);
    ResourceTree::empty(application)
}
