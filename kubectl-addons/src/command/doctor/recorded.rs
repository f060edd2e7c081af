//! What a file tells: not what a user may do, and of everything else what happens to be in it.

use std::collections::BTreeMap;

use argocd::destination::{CLUSTER_TYPE, ClusterSecret, SECRET_TYPE_LABEL};
use argocd::doctor::{Component, Groups, Known, homes, not_recorded};
use argocd::object::Resource;
use argocd::snapshot::{Gap, GapReason, Snapshot};

use super::findings::Findings;
use crate::command::sources;
use crate::reader::Reader;

/// Collects it.
pub(super) async fn collect(reader: &Reader) -> Findings {
    let snapshot = reader.snapshot();
    let components = components(snapshot);
    let found: &[Component] = components.as_deref().unwrap_or_default();
    let namespaces = homes(snapshot, found)
        .into_iter()
        .map(|home| home.namespace);
    let namespaces: Vec<String> = namespaces.collect();
    let mut findings = Findings {
        server: None,
        groups: groups(snapshot),
        components,
        connections: BTreeMap::new(),
        clusters: BTreeMap::new(),
        rights: Err(Box::new(not_recorded(
            "a file does not tell what you may do",
        ))),
    };
    for namespace in namespaces {
        let connections = sources::of_secrets(reader, &namespace).await;
        findings
            .connections
            .insert(namespace.clone(), connections.map_err(Box::new));
        findings
            .clusters
            .insert(namespace.clone(), clusters(snapshot, &namespace));
    }
    findings
}

fn groups(snapshot: &Snapshot) -> Known<Groups> {
    if snapshot.catalog.is_empty() {
        return Err(Box::new(not_recorded(
            "the file does not tell which kinds are served",
        )));
    }
    let broken = snapshot
        .gaps()
        .filter(|gap| gap.reason == GapReason::Unavailable && gap.scope.is_none());
    let broken: Vec<Gap> = broken.cloned().collect();
    Ok(Groups::of(snapshot.catalog.clone(), &broken, &[]))
}

fn components(snapshot: &Snapshot) -> Known<Vec<Component>> {
    let bodies = snapshot
        .resources()
        .filter_map(|resource| resource.body.as_ref());
    let components: Vec<Component> = bodies.filter_map(Component::of).collect();
    match components.is_empty() {
        true => Err(Box::new(not_recorded(
            "no component of Argo CD is in the file",
        ))),
        false => Ok(components),
    }
}

fn clusters(snapshot: &Snapshot, namespace: &str) -> Known<Vec<ClusterSecret>> {
    let is_cluster = |secret: &&Resource| {
        let label = secret.metadata.labels.get(SECRET_TYPE_LABEL);
        secret.metadata.namespace == namespace && label.is_some_and(|label| label == CLUSTER_TYPE)
    };
    let secrets = snapshot.of_kind("", "Secret").filter(is_cluster);
    let secrets = secrets
        .filter_map(|secret| secret.body.as_ref())
        .map(ClusterSecret::from_value);
    let read: Vec<ClusterSecret> = secrets.filter(|secret| !secret.server.is_empty()).collect();
    match read.is_empty() {
        true => Err(Box::new(not_recorded(
            "they are not in the file, or masked",
        ))),
        false => Ok(read),
    }
}
