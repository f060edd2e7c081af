//! What a tree cannot show: its own gaps, and those of the snapshot that concern it.

use std::collections::BTreeSet;

use super::ResourceTree;
use crate::application::Application;
use crate::snapshot::{Gap, GapReason, Scope, Snapshot};

/// Returns all gaps of a tree, in order.
pub(super) fn of(
    tree: &ResourceTree,
    application: &Application,
    snapshot: &Snapshot,
    mut gaps: BTreeSet<Gap>,
) -> Vec<Gap> {
    let mut namespaces = tree.namespaces();
    namespaces.insert(&application.spec.destination.namespace);
    namespaces.insert(&application.metadata.namespace);
    let own = Gap::other_cluster(&application.spec.destination, "");
    let concerns = |gap: &&Gap| match &gap.scope {
        Some(scope) => !is_about_events(scope) && touches(tree, &namespaces, scope),
        // Whether another cluster matters below is known where its objects are looked for.
        None => gap.reason != GapReason::OtherCluster || gap.is_like(&own),
    };
    gaps.extend(snapshot.gaps().filter(concerns).cloned());
    gaps.into_iter().collect()
}

/// Returns whether a scope holds Events, which a tree has none of.
fn is_about_events(scope: &Scope) -> bool {
    matches!(scope.group.as_str(), "" | "events.k8s.io") && scope.kind == "Event"
}

fn touches(tree: &ResourceTree, namespaces: &BTreeSet<&str>, scope: &Scope) -> bool {
    if scope.name.is_some() {
        return scope.covers(&tree.application)
            || tree.nodes.iter().any(|node| scope.covers(&node.reference));
    }
    let namespace = scope.namespace.as_deref();
    namespace.is_none_or(|namespace| namespaces.contains(namespace))
}
