//! A PersistentVolumeClaim has no volume, so that no node takes the Pod that wants it.

use serde_json::Value;

use super::scheduling;
use crate::field;
use crate::object::ObjectRef;
use crate::snapshot::Snapshot;
use crate::tree::Node;
use crate::why::case::Case;
use crate::why::{Cause, Finding, Step, command, path};

/// Fits when a claim that Argo CD manages, or that a suspect Pod wants, is not bound. One that waits for its Pod to
/// find a node (`WaitForFirstConsumer`) is no cause.
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    of_pods(case).or_else(|| of_claims(case))
}

fn of_pods(case: &Case<'_>) -> Option<Finding> {
    super::pods(case).into_iter().find_map(|pod| {
        let (claim, said) = claim_of(case, pod)?;
        Some(finding(case, &claim, path::down_to(case, pod, said)))
    })
}

/// Returns whether a claim keeps a Pod from finding a node.
pub(super) fn keeps(case: &Case<'_>, pod: &Node) -> bool {
    claim_of(case, pod).is_some()
}

/// Returns the claim that keeps a Pod from finding a node, and what the scheduler says.
fn claim_of<'a>(case: &Case<'a>, pod: &Node) -> Option<(ObjectRef, &'a str)> {
    let body = case.body(&pod.reference)?;
    let said = scheduling::unschedulable(case, pod)?;
    let claims = claims_of(body, pod.reference.namespace.as_deref().unwrap_or_default());
    let claim = claims
        .into_iter()
        .find(|claim| is_cause(case, claim, said))?;
    Some((claim, said))
}

fn of_claims(case: &Case<'_>) -> Option<Finding> {
    let claims = case.suspects_of("", "PersistentVolumeClaim").into_iter();
    claims.map(|node| &node.reference).find_map(|claim| {
        let body = case.body(claim)?;
        let unbound = matches!(field::text(body, "/status/phase"), "Pending" | "Lost");
        (unbound && !waits_for_its_pod(case, claim)).then(|| finding(case, claim, Vec::new()))
    })
}

/// The scheduler says `pod has unbound immediate PersistentVolumeClaims` and `persistentvolumeclaim "x" not found`.
fn is_cause(case: &Case<'_>, claim: &ObjectRef, said: &str) -> bool {
    let missing = said.contains(&format!(
        "persistentvolumeclaim \"{}\" not found",
        claim.name
    ));
    let unbound = case
        .body(claim)
        .is_some_and(|body| field::text(body, "/status/phase") != "Bound");
    missing || (unbound && !waits_for_its_pod(case, claim))
}

fn waits_for_its_pod(case: &Case<'_>, claim: &ObjectRef) -> bool {
    let newest = case.events_of(claim).into_iter().next();
    newest.is_some_and(|event| event.reason == "WaitForFirstConsumer")
}

fn finding(case: &Case<'_>, claim: &ObjectRef, steps: Vec<Step>) -> Finding {
    let body = case.body(claim);
    let class = body
        .map(|body| field::text(body, "/spec/storageClassName"))
        .unwrap_or_default();
    let said = said(case, claim, body);
    Finding::new(
        Cause::VolumeClaimPending,
        format!("{claim} has no volume: {said}"),
    )
    .steps(steps)
    .steps([Step::new(claim, &said)])
    .next(
        "see the storage classes and what the claim says",
        match class {
            "" => "kubectl get storageclasses".to_owned(),
            _ => "kubectl get storageclasses,persistentvolumes".to_owned(),
        },
    )
    .next(
        "see what happened to it",
        command::of_object("describe", claim),
    )
}

/// Returns what its provisioner says, else what it asks for.
fn said(case: &Case<'_>, claim: &ObjectRef, body: Option<&Value>) -> String {
    let event = case.event(claim, |event| event.reason != "WaitForFirstConsumer");
    let Some(body) = body else {
        return "the claim does not exist".to_owned();
    };
    match (event, field::text(body, "/spec/storageClassName")) {
        (Some(event), _) => event.message.to_owned(),
        (None, "") => "no storage class is named, and none is the default".to_owned(),
        (None, class) => format!("storage class {class} has provided none"),
    }
}

/// Returns the claims a Pod's volumes stand on.
pub(in crate::why) fn claims(pod: &ObjectRef, snapshot: &Snapshot) -> Vec<ObjectRef> {
    let body = snapshot
        .resource(pod)
        .and_then(|resource| resource.body.as_ref());
    let namespace = pod.namespace.as_deref().unwrap_or_default();
    body.map(|body| claims_of(body, namespace))
        .unwrap_or_default()
}

fn claims_of(body: &Value, namespace: &str) -> Vec<ObjectRef> {
    let volumes = field::list(body, "/spec/volumes").iter();
    let names = volumes.map(|volume| field::text(volume, "/persistentVolumeClaim/claimName"));
    names
        .filter(|name| !name.is_empty())
        .map(|name| ObjectRef::new("", "PersistentVolumeClaim", namespace, name))
        .collect()
}
