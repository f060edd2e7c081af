//! What must be followed so that a tree stays true.

use std::collections::{BTreeMap, BTreeSet};

use super::{FEW, Want};
use crate::application::Application;
use crate::object::ObjectRef;
use crate::snapshot::{Need, Scope};
use crate::tree::{Node, Presence, ResourceTree};

/// Kinds that come and go under what an Application manages, by group and kind.
const CHILDREN: [(&str, &str); 6] = [
    ("apps", "ReplicaSet"),
    ("apps", "ControllerRevision"),
    ("batch", "Job"),
    ("", "Pod"),
    ("", "PersistentVolumeClaim"),
    ("discovery.k8s.io", "EndpointSlice"),
];

/// Returns the Application, the kinds that are in its tree, and those that come and go under them.
///
/// A child of another kind that first appears while the tree is followed is seen as soon as a resource that
/// Argo CD manages comes or goes, since the tree is then read anew.
pub(super) fn wants(tree: &ResourceTree, application: &Application) -> Vec<Want> {
    let mut wants = BTreeMap::from([(Scope::object(&application.reference()), Need::Body)]);
    let seen = tree
        .nodes
        .iter()
        .filter(|node| node.presence != Presence::NotInspected);
    let (children, seen): (Vec<&Node>, Vec<&Node>) = seen.partition(|node| node.is_application());
    wants.extend(applications(tree, &children));
    for reference in seen.iter().map(|node| &node.reference) {
        want(
            &mut wants,
            scope(reference),
            &reference.group,
            &reference.kind,
        );
        for (group, kind) in children_beside(reference) {
            let namespace = reference.namespace.as_deref().unwrap_or_default();
            want(
                &mut wants,
                Scope::namespace(group, kind, namespace),
                group,
                kind,
            );
        }
    }
    wants
        .into_iter()
        .map(|(scope, need)| Want { scope, need })
        .collect()
}

/// Child Applications are followed one by one while they are few, and whole: they answer for themselves. Many are
/// followed as summaries, unless their resources are shown, which stand in the whole object alone.
fn applications(tree: &ResourceTree, children: &[&Node]) -> Vec<(Scope, Need)> {
    let uids: BTreeSet<&str> = children.iter().map(|child| &*child.uid).collect();
    let mut parents = tree.nodes.iter().flat_map(|node| &node.parents);
    let expanded = parents.any(|parent| uids.contains(&**parent));
    if children.len() <= FEW || expanded {
        let one = |child: &&Node| (Scope::object(&child.reference), Need::Body);
        return children.iter().map(one).collect();
    }
    let beside = |child: &&Node| (scope(&child.reference), Need::Summary);
    children.iter().map(beside).collect()
}

fn want(wants: &mut BTreeMap<Scope, Need>, scope: Scope, group: &str, kind: &str) {
    let need = match super::needs_body(group, kind) {
        true => Need::Body,
        false => Need::Meta,
    };
    wants.insert(scope, need);
}

/// A cluster-scoped kind is large and mostly somebody else's: its objects are followed one by one.
fn scope(reference: &ObjectRef) -> Scope {
    let name = match reference.namespace {
        Some(_) => None,
        None => Some(reference.name.clone()),
    };
    Scope {
        name,
        ..Scope::object(reference)
    }
}

fn children_beside(reference: &ObjectRef) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_workload =
        matches!(reference.group.as_str(), "apps" | "batch") || reference.is("", "Service");
    CHILDREN
        .into_iter()
        .filter(move |_| is_workload && reference.namespace.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::Application;
    use crate::snapshot::Snapshot;
    use crate::tree::fixture::{application_value, managing, snapshot, whole};
    use crate::tree::{TreeOptions, build};
    use serde_json::json;

    fn followed(children: usize) -> Vec<Want> {
        let names = (0..children).map(|n| format!("argoproj.io Application argocd/c{n}\n"));
        let application = managing(&names.collect::<String>());
        let seen = (0..children).map(|n| whole(application_value(&format!("c{n}"), json!([]))));
        let snapshot = snapshot(seen);
        wants(
            &build(&application, &snapshot, &TreeOptions::default()),
            &application,
        )
    }

    #[test]
    fn few_child_applications_are_followed_whole_and_many_as_summaries() {
        let few = followed(2);
        assert_eq!(few.iter().filter(|want| want.need == Need::Body).count(), 3);
        let many = followed(FEW + 1);
        let lists = many.iter().filter(|want| want.scope.name.is_none());
        assert_eq!(
            lists.collect::<Vec<_>>(),
            [&Want {
                scope: Scope::namespace("argoproj.io", "Application", "argocd"),
                need: Need::Summary
            }]
        );
    }

    #[test]
    fn kinds_in_the_tree_are_followed_where_they_are_and_pods_beside_workloads() {
        let application = Application::from_value(&json!({
            "metadata": {"name": "web", "namespace": "argocd"},
            "spec": {"destination": {"name": "in-cluster"}},
            "status": {"resources": [
                {"group": "apps", "kind": "Deployment", "version": "v1", "namespace": "web", "name": "web"},
                {"kind": "Namespace", "version": "v1", "name": "web"},
            ]},
        }))
        .unwrap();
        let mut snapshot = Snapshot::default();
        let roots = [
            ObjectRef::new("apps", "Deployment", "web", "web"),
            ObjectRef::new("", "Namespace", "", "web"),
        ];
        snapshot.extend(
            roots
                .iter()
                .map(|root| crate::snapshot::Update::Settled(Scope::object(root))),
        );
        let tree = build(&application, &snapshot, &TreeOptions::default());
        let wants = wants(&tree, &application);
        let has = |scope: Scope, need| wants.contains(&Want { scope, need });
        assert!(has(
            Scope::namespace("apps", "Deployment", "web"),
            Need::Body
        ));
        assert!(has(Scope::namespace("", "Pod", "web"), Need::Body));
        assert!(has(
            Scope::object(&ObjectRef::new("", "Namespace", "", "web")),
            Need::Meta
        ));
        assert!(has(Scope::object(&application.reference()), Need::Body));
    }
}
