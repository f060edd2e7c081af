//! Who owns whom: owner references, and the edges that Argo CD infers.
//!
//! The inferred ones are those of gitops-engine's `references.go` and no others: two
//! objects that merely work together (an Ingress and its Service) are not owner and owned.

use std::collections::HashMap;

use super::index::Index;
use super::live::Live;
use crate::field;
use crate::object::{Metadata, ObjectKind, OwnerReference};
use crate::resource::SERVICE_NAME;

/// Namespace and name of claims without their ordinal, each with its StatefulSets.
type Claims<'a> = HashMap<(&'a str, String), Vec<usize>>;

/// Returns the places of the owners of every object, its controller first.
pub(super) fn owners(index: &Index<'_>) -> Vec<Vec<usize>> {
    let claims = claims(index);
    let places = 0..index.objects.len();
    places
        .map(|place| owners_of(index, &claims, place))
        .collect()
}

fn owners_of(index: &Index<'_>, claims: &Claims<'_>, place: usize) -> Vec<usize> {
    let object = index.objects[place];
    let mut owners = declared(index, object.metadata());
    owners.extend(inferred(index, claims, object));
    if owners.is_empty() {
        owners.extend(sliced(index, object));
    }
    let mut seen = vec![place];
    owners.retain(|owner| {
        let fits = may_own(index.objects[*owner], object) && !seen.contains(owner);
        seen.push(*owner);
        fits
    });
    owners
}

/// Owners are cluster-scoped or live beside what they own (Kubernetes' garbage
/// collector: "cross-namespace owner references are disallowed by design").
fn may_own(owner: Live<'_>, owned: Live<'_>) -> bool {
    let (owner, owned) = (owner.metadata(), owned.metadata());
    owner.namespace.is_empty() || owner.namespace == owned.namespace
}

fn declared(index: &Index<'_>, metadata: &Metadata) -> Vec<usize> {
    let mut references: Vec<&OwnerReference> = metadata.owner_references.iter().collect();
    references.sort_by_key(|reference| reference.controller != Some(true));
    references
        .into_iter()
        .filter_map(|reference| resolve(index, reference, &metadata.namespace))
        .collect()
}

/// A UID decides. Without one, or where the text of the owner came without one, its
/// group, kind and name do.
fn resolve(index: &Index<'_>, reference: &OwnerReference, namespace: &str) -> Option<usize> {
    if let Some(place) = index.uid(&reference.uid) {
        return Some(place);
    }
    let kind = ObjectKind::parse(&reference.api_version, &reference.kind);
    let named = |namespace| index.find((&kind.group, &kind.kind, namespace, &reference.name));
    let place = named(namespace).or_else(|| named(""))?;
    let bare = index.objects[place].metadata().uid.is_empty();
    (reference.uid.is_empty() || bare).then_some(place)
}

fn inferred(index: &Index<'_>, claims: &Claims<'_>, object: Live<'_>) -> Vec<usize> {
    let metadata = object.metadata();
    let (group, kind, namespace, name) = object.key();
    let beside = |group, kind, name| index.find((group, kind, namespace, name));
    match (group, kind) {
        ("", "Endpoints") if metadata.owner_references.is_empty() => {
            beside("", "Service", name).into_iter().collect()
        }
        ("operators.coreos.com", "ClusterServiceVersion") => metadata
            .annotations
            .get("olm.operatorGroup")
            .and_then(|name| beside("operators.coreos.com", "OperatorGroup", name))
            .into_iter()
            .collect(),
        ("", "Secret") => token_owner(index, object).into_iter().collect(),
        ("", "PersistentVolumeClaim") => claim_owners(claims, namespace, name),
        _ => Vec::new(),
    }
}

/// The Service of an EndpointSlice that nobody owns: somebody wrote it by hand for a Service without a selector, or
/// Kubernetes copied it from Endpoints. Argo CD's own installation excludes EndpointSlices, so this edge is ours alone.
fn sliced(index: &Index<'_>, object: Live<'_>) -> Option<usize> {
    let (group, kind, namespace, _) = object.key();
    let name = object.metadata().labels.get(SERVICE_NAME)?;
    let slice = (group, kind) == ("discovery.k8s.io", "EndpointSlice");
    slice
        .then(|| index.find(("", "Service", namespace, name)))
        .flatten()
}

/// The ServiceAccount of a token Secret. Both annotations are written by Kubernetes'
/// token controller alone, so they suffice where the Secret's type was not read.
fn token_owner(index: &Index<'_>, secret: Live<'_>) -> Option<usize> {
    let Live::Resource(resource) = secret else {
        return None;
    };
    let token = |body| field::text(body, "/type") == "kubernetes.io/service-account-token";
    if !resource.body.as_ref().is_none_or(token) {
        return None;
    }
    let annotation = |name| resource.metadata.annotations.get(name);
    let name = annotation("kubernetes.io/service-account.name")?;
    let uid = annotation("kubernetes.io/service-account.uid")?;
    let place = index.uid(uid)?;
    let account = ("", "ServiceAccount", &*resource.metadata.namespace, &**name);
    (index.find(account) == Some(place)).then_some(place)
}

/// Claims are named `<template>-<StatefulSet>-<ordinal>`. The whole name must fit:
/// Argo CD's own pattern is not anchored and takes `mydata-web-0` for a claim of `data`.
fn claims<'a>(index: &Index<'a>) -> Claims<'a> {
    let mut claims = Claims::new();
    for (place, object) in index.objects.iter().enumerate() {
        let (group, kind, namespace, name) = object.key();
        let Live::Resource(resource) = object else {
            continue;
        };
        if !matches!(group, "apps" | "extensions") || kind != "StatefulSet" {
            continue;
        }
        let body = resource.body.as_ref();
        let templates = body.map(|body| field::list(body, "/spec/volumeClaimTemplates"));
        for template in templates.unwrap_or_default() {
            let claim = format!("{}-{name}", field::text(template, "/metadata/name"));
            claims.entry((namespace, claim)).or_default().push(place);
        }
    }
    claims
}

fn claim_owners(claims: &Claims<'_>, namespace: &str, name: &str) -> Vec<usize> {
    let Some((stem, ordinal)) = name.rsplit_once('-') else {
        return Vec::new();
    };
    match !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit()) {
        true => claims.get(&(namespace, stem.to_owned())).cloned(),
        false => None,
    }
    .unwrap_or_default()
}
