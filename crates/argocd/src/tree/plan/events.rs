//! Where the Events of an add-on lie.

use std::collections::BTreeSet;

use super::Want;
use crate::application::Application;
use crate::snapshot::Scope;
use crate::tree::{Presence, ResourceTree};

/// Namespace in which Kubernetes keeps the Events of cluster-scoped objects.
const CLUSTER_SCOPED: &str = "default";

/// Returns the Events of every namespace of the tree that was looked at, and of the
/// Application's own. Both Event APIs show the same objects; the core one is asked.
pub(super) fn wants(tree: &ResourceTree, application: &Application) -> Vec<Want> {
    let seen = tree
        .nodes
        .iter()
        .filter(|node| node.presence != Presence::NotInspected);
    let namespaces = seen.map(|node| node.reference.namespace.as_deref());
    let mut namespaces: BTreeSet<&str> = namespaces
        .map(|namespace| namespace.unwrap_or(CLUSTER_SCOPED))
        .collect();
    namespaces.insert(&application.metadata.namespace);
    let scopes = namespaces
        .into_iter()
        .filter(|namespace| !namespace.is_empty());
    scopes
        .map(|namespace| Want::body(Scope::namespace("", "Event", namespace)))
        .collect()
}
