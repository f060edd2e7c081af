//! Words for tests: objects as lines, Applications as lines, trees as a sketch.
//!
//! Test-only. One line an object: `apps/v1 Deployment web/front d1`, and after `<` the
//! UIDs of its owners; a cluster-scoped object has no namespace before its name.

use serde_json::{Value, json};

use super::{Node, ResourceTree};
use crate::application::Application;
use crate::catalog::ServedKind;
use crate::object::{Object, ObjectKind, ObjectRef};
use crate::snapshot::{Scope, Snapshot, Update};

/// Returns a snapshot of what was seen.
pub(crate) fn snapshot(updates: impl IntoIterator<Item = Update>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.extend(updates);
    snapshot
}

/// Returns objects of which metadata alone was read, one a line.
pub(crate) fn metadata(lines: &str) -> Vec<Update> {
    lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| bare(object(line)))
        .collect()
}

/// Returns an object that was read whole.
pub(crate) fn whole(value: Value) -> Update {
    Update::Seen(Object::from_value(value).unwrap())
}

/// Returns an object of which metadata alone was read.
pub(crate) fn bare(value: Value) -> Update {
    let mut object = Object::from_value(value).unwrap();
    if let Object::Resource(resource) = &mut object {
        resource.body = None;
    }
    Update::Seen(object)
}

/// Returns the JSON form of a line.
pub(crate) fn object(line: &str) -> Value {
    let (line, owners) = line.split_once('<').unwrap_or((line, ""));
    let words: Vec<&str> = line.split_whitespace().collect();
    let [api_version, kind, name, uid] = words[..] else {
        panic!("not an object: {line}")
    };
    let (namespace, name) = name.split_once('/').unwrap_or(("", name));
    let owners = owners
        .split_whitespace()
        .map(|uid| json!({"apiVersion": "any/v1", "kind": "Any", "name": "any", "uid": uid}));
    let uid = if uid == "-" { "" } else { uid };
    json!({"apiVersion": api_version, "kind": kind, "metadata": {
        "namespace": namespace, "name": name, "uid": uid,
        "ownerReferences": owners.collect::<Vec<_>>(),
    }})
}

/// Returns the Application `argocd/web`, deployed to this cluster, that manages one
/// resource a line: `apps Deployment web/front Synced`, with `core` for the core group.
pub(crate) fn managing(lines: &str) -> Application {
    application("web", resources(lines))
}

/// Returns an Application of the namespace `argocd` that manages these resources.
pub(crate) fn application(name: &str, resources: Value) -> Application {
    Application::from_value(&application_value(name, resources)).unwrap()
}

/// Returns the JSON form of an Application.
pub(crate) fn application_value(name: &str, resources: Value) -> Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd", "uid": format!("app-{name}")},
        "spec": {"destination": {"server": "https://kubernetes.default.svc", "namespace": "web"}},
        "status": {"resources": resources, "health": {"status": "Healthy"},
                   "sync": {"status": "Synced"}},
    })
}

/// Returns `status.resources[]`, one a line.
pub(crate) fn resources(lines: &str) -> Value {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    Value::Array(lines.map(resource).collect())
}

fn resource(line: &str) -> Value {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [group, kind, name, ..] = words[..] else {
        panic!("not a resource: {line}")
    };
    let (namespace, name) = name.split_once('/').unwrap_or(("", name));
    let mut resource = json!({
        "group": if group == "core" { "" } else { group }, "version": "v1",
        "kind": kind, "namespace": namespace, "name": name,
    });
    if let Some(status) = words.get(3) {
        resource["status"] = json!(status);
    }
    resource
}

/// Returns kinds that are served, one a line: `apps/v1 Deployment namespaced`.
pub(crate) fn served(lines: &str) -> Vec<ServedKind> {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let served = lines.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        ServedKind {
            kind: ObjectKind::parse(words[0], words[1]),
            plural: format!("{}s", words[1].to_lowercase()),
            namespaced: words.get(2) == Some(&"namespaced"),
            listable: !words.contains(&"unlistable"),
        }
    });
    served.collect()
}

/// Says that all objects of a kind were read, in one namespace or, without one, everywhere.
pub(crate) fn settled(group: &str, kind: &str, namespace: &str) -> Update {
    Update::Settled(match namespace {
        "" => Scope::everywhere(group, kind),
        namespace => Scope::namespace(group, kind, namespace),
    })
}

/// Draws a tree: one line a node, indented under its first parent.
pub(crate) fn sketch(tree: &ResourceTree) -> String {
    let lines = tree.nodes.iter().map(|node| {
        let indent = "  ".repeat(depth(tree, node));
        format!("{indent}{}{}", node.reference, marks(node))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn depth(tree: &ResourceTree, node: &Node) -> usize {
    let parent = node.parent().and_then(|uid| tree.node(uid));
    parent.map_or(0, |parent| depth(tree, parent) + 1)
}

fn marks(node: &Node) -> String {
    let health = node.health.as_ref().map(|health| health.status.as_str());
    let sync = node.sync.as_ref().map(|sync| sync.as_str());
    let shared = (node.parents.len() > 1).then_some("shared");
    let marks = [
        sync,
        health,
        shared,
        node.hook.then_some("hook"),
        node.orphan.then_some("orphan"),
        (node.presence == super::Presence::NotInspected).then_some("not inspected"),
        (node.presence == super::Presence::Missing && health.is_none()).then_some("gone"),
    ];
    let marks = marks.into_iter().flatten();
    marks.map(|mark| format!(" · {mark}")).collect()
}

/// Returns the reference of a line such as `apps Deployment web/front`.
pub(crate) fn reference(line: &str) -> ObjectRef {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (namespace, name) = words[2].split_once('/').unwrap_or(("", words[2]));
    let group = if words[0] == "core" { "" } else { words[0] };
    ObjectRef::new(group, words[1], namespace, name)
}
