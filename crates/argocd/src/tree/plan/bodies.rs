//! The second round: whole objects, where health stands on them.

use std::collections::BTreeMap;

use super::Want;
use crate::object::ObjectRef;
use crate::snapshot::{Scope, Snapshot};
use crate::tree::{Presence, ResourceTree};

/// Returns the bodies that the health of a tree's nodes still needs.
///
/// One namespace's objects of one kind come one by one, or in one list when at least
/// half of all that are there belong to the tree: so the bytes fetched stay within twice
/// those of the nodes shown.
pub(super) fn wants(tree: &ResourceTree, snapshot: &Snapshot) -> Vec<Want> {
    let mut missing: BTreeMap<Scope, Vec<&ObjectRef>> = BTreeMap::new();
    let live = tree.nodes.iter().filter(|n| n.presence == Presence::Live);
    let bare = live.filter(|node| needs_body(&node.reference, snapshot));
    for reference in bare.map(|node| &node.reference) {
        missing
            .entry(kind_beside(reference))
            .or_default()
            .push(reference);
    }
    let known = count(snapshot, &missing);
    let wants = missing.into_iter().flat_map(|(scope, references)| {
        let all = known.get(&scope).copied().unwrap_or_default();
        of_a_kind(scope, &references, all)
    });
    wants.collect()
}

fn needs_body(reference: &ObjectRef, snapshot: &Snapshot) -> bool {
    super::needs_body(&reference.group, &reference.kind)
        && snapshot
            .resource(reference)
            .is_some_and(|resource| resource.body.is_none())
}

fn of_a_kind(scope: Scope, references: &[&ObjectRef], all: usize) -> Vec<Want> {
    match references.len() > 1 && references.len() * 2 >= all {
        true => vec![Want::body(scope)],
        false => references
            .iter()
            .map(|reference| Want::body(Scope::object(reference)))
            .collect(),
    }
}

/// Counts the objects in each scope, in one pass over the snapshot.
fn count<T>(snapshot: &Snapshot, scopes: &BTreeMap<Scope, T>) -> BTreeMap<Scope, usize> {
    let mut known: BTreeMap<Scope, usize> = BTreeMap::new();
    for resource in snapshot.resources() {
        let scope = kind_beside(&resource.reference);
        if scopes.contains_key(&scope) {
            *known.entry(scope).or_default() += 1;
        }
    }
    known
}

/// Returns the scope of all objects of the same kind in the same namespace.
fn kind_beside(reference: &ObjectRef) -> Scope {
    Scope {
        name: None,
        ..Scope::object(reference)
    }
}
