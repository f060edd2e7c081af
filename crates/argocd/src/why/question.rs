//! What is asked: an Application with all that is known around it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{LogTail, Member};
use crate::application::Application;
use crate::lifecycle::Lifecycle;
use crate::object::ObjectRef;
use crate::project::ProjectKnown;
use crate::snapshot::{Scope, Snapshot};
use crate::tree::plan::Want;
use crate::tree::{Presence, ResourceTree};

/// One Application whose state is to be explained. What was not read is left empty.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The Application, read whole where its resources are to be named.
    pub application: &'a Application,
    /// Its state.
    pub lifecycle: &'a Lifecycle,
    /// Its resources with all their children.
    pub tree: &'a ResourceTree,
    /// What was read of the cluster it is deployed to, Events included.
    pub deployed: &'a Snapshot,
    /// What was read of the cluster Argo CD runs in: settings, projects, other Applications.
    pub home: &'a Snapshot,
    /// Its AppProject.
    pub project: ProjectKnown<'a>,
    /// Whether its controller has fallen silent.
    pub silent: bool,
    /// Child Applications that are not well, with their own answers.
    pub members: &'a [Member],
    /// Last lines of logs that an earlier answer wanted.
    pub logs: &'a [LogTail],
    /// The instant the question is asked at.
    pub now: Timestamp,
}

/// Returns what is to be followed beside a tree and its Events: the Namespaces it lives in, and the claims and
/// endpoints its objects stand on.
pub fn beside(tree: &ResourceTree, application: &Application, deployed: &Snapshot) -> Vec<Want> {
    let mut wants: BTreeSet<Want> = namespaces(tree, application).collect();
    wants.extend(endpoints(tree));
    wants.extend(claims(tree, deployed));
    wants.into_iter().collect()
}

/// Returns what is still to be read beside a tree and its Events: [`beside`], and the ConfigMaps and Secrets in which
/// sealed text may have been deployed.
pub fn lacking(tree: &ResourceTree, application: &Application, deployed: &Snapshot) -> Vec<Want> {
    let mut wants = beside(tree, application, deployed);
    wants.extend(data(tree));
    wants.retain(|want| !is_known(deployed, want));
    wants
}

/// Returns whether all bodies of a scope were read, or a gap says why not.
fn is_known(snapshot: &Snapshot, want: &Want) -> bool {
    let Scope {
        group, kind, name, ..
    } = &want.scope;
    let refused = snapshot.gaps().any(|gap| gap.is_about(&want.scope));
    let mut inside = snapshot
        .of_kind(group, kind)
        .filter(|resource| want.scope.covers(&resource.reference))
        .peekable();
    let listed = || snapshot.has_settled(&anything(&want.scope));
    let read = (name.is_some() && inside.peek().is_some()) || listed();
    refused || (read && inside.all(|resource| resource.body.is_some()))
}

/// Returns an object that a scope covers, as a probe.
fn anything(scope: &Scope) -> ObjectRef {
    let Scope {
        group,
        kind,
        namespace,
        name,
        ..
    } = scope;
    let namespace = namespace.as_deref().unwrap_or_default();
    ObjectRef::new(group, kind, namespace, name.as_deref().unwrap_or_default())
}

fn namespaces(tree: &ResourceTree, application: &Application) -> impl Iterator<Item = Want> {
    let mut names = tree.namespaces();
    names.insert(&application.spec.destination.namespace);
    let names = names.into_iter().filter(|name| !name.is_empty());
    let wants: Vec<Want> = names
        .map(|name| Want::body(Scope::object(&ObjectRef::new("", "Namespace", "", name))))
        .collect();
    wants.into_iter()
}

fn endpoints(tree: &ResourceTree) -> impl Iterator<Item = Want> {
    let services = seen(tree, "", "Service");
    services.filter_map(|object| {
        let namespace = object.namespace.as_deref()?;
        Some(Want::body(Scope::namespace(
            "discovery.k8s.io",
            "EndpointSlice",
            namespace,
        )))
    })
}

fn claims<'a>(tree: &'a ResourceTree, deployed: &'a Snapshot) -> impl Iterator<Item = Want> + 'a {
    seen(tree, "", "Pod").flat_map(move |pod| {
        let claims = super::pod::claims(pod, deployed);
        claims
            .into_iter()
            .map(|claim| Want::body(Scope::object(&claim)))
    })
}

fn data(tree: &ResourceTree) -> impl Iterator<Item = Want> {
    let managed = tree
        .nodes
        .iter()
        .filter(|node| node.managed && node.presence == Presence::Live);
    let holders = managed.filter(|node| {
        node.reference.group.is_empty()
            && matches!(node.reference.kind.as_str(), "ConfigMap" | "Secret")
    });
    holders.map(|node| Want::body(Scope::object(&node.reference)))
}

fn seen<'a>(
    tree: &'a ResourceTree,
    group: &'a str,
    kind: &'a str,
) -> impl Iterator<Item = &'a ObjectRef> {
    let nodes = tree
        .nodes
        .iter()
        .filter(|node| node.presence == Presence::Live);
    nodes
        .map(|node| &node.reference)
        .filter(move |object| object.is(group, kind))
}
