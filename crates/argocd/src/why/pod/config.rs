//! A container refers to a ConfigMap, Secret or key that is not there, or cannot be created as its spec says.

use super::{containers, events_of, pods, steps};
use crate::tree::Node;
use crate::why::case::Case;
use crate::why::{Cause, Finding, quote};

/// Words of the kubelet (`pkg/kubelet/kuberuntime`).
const WORDS: [&str; 5] = [
    "CreateContainerConfigError",
    "CreateContainerError",
    "RunContainerError",
    "PreCreateHookError",
    "PreStartHookError",
];

/// Fits when the kubelet says so, or cannot mount a volume of what is not there.
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    environment(case).or_else(|| volume(case))
}

fn environment(case: &Case<'_>) -> Option<Finding> {
    let containers = containers(case);
    let of = containers
        .iter()
        .find(|container| WORDS.contains(&container.waits_for()))?;
    let summary = format!(
        "{} cannot be created: {}",
        super::out_of_memory::capital(&of.called()),
        of.waiting_message()
    );
    let says = format!(
        "{}: {}: {}",
        of.called(),
        of.waits_for(),
        of.waiting_message()
    );
    Some(finding(case, of.pod, &summary, &says))
}

/// `MountVolume.SetUp failed for volume "x" : configmap "y" not found`, `references non-existent secret key` (the
/// kubelet's Event `FailedMount`).
fn volume(case: &Case<'_>) -> Option<Finding> {
    pods(case).into_iter().find_map(|pod| {
        let failed = case.event(&pod.reference, |event| {
            event.reason == "FailedMount"
                && (event.message.contains("not found") || event.message.contains("non-existent"))
        })?;
        let summary = format!(
            "A volume of {} cannot be mounted: {}",
            pod.reference,
            missing(failed.message)
        );
        waits(case, pod).then(|| finding(case, pod, &summary, failed.message))
    })
}

fn waits(case: &Case<'_>, pod: &Node) -> bool {
    let body = case.body(&pod.reference);
    body.is_some_and(|body| crate::field::text(body, "/status/phase") == "Pending")
}

fn missing(message: &str) -> String {
    let telling = quote::telling(message);
    telling
        .rsplit_once(" : ")
        .map_or(telling.clone(), |(_, rest)| rest.to_owned())
}

fn finding(case: &Case<'_>, pod: &Node, summary: &str, says: &str) -> Finding {
    let namespace = pod.reference.namespace.as_deref();
    Finding::new(Cause::ContainerConfigError, summary)
        .steps(steps(case, pod, says))
        .next(
            "see which ConfigMaps and Secrets there are",
            crate::why::command::kubectl("get", namespace, "configmaps,secrets"),
        )
        .next("see what happened to it", events_of(case, pod))
}
