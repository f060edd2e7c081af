//! No node takes a Pod.

use serde_json::Value;

use super::{events_of, pods, steps, volume_claim};
use crate::field;
use crate::tree::Node;
use crate::why::case::Case;
use crate::why::root::{ASKS, UNMATCHED};
use crate::why::{Cause, Finding};

/// Fits when the scheduler says so (`PodScheduled` is False, with `Unschedulable` or `SchedulingGated`).
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    pods(case)
        .into_iter()
        .filter(|pod| !volume_claim::keeps(case, pod))
        .find_map(|pod| {
            let said = said(case, pod)?;
            let summary = format!("No node takes {}: {said}", pod.reference);
            Some(
                Finding::new(Cause::Unschedulable, summary)
                    .steps(steps(case, pod, &said))
                    .next(
                        "see what the nodes have, their labels and taints",
                        "kubectl describe nodes",
                    )
                    .next("see since when", events_of(case, pod)),
            )
        })
}

/// Returns what the scheduler says, and for which nodes the Pod asks where that is why.
fn said(case: &Case<'_>, pod: &Node) -> Option<String> {
    let said = unschedulable(case, pod)?;
    let labels = selector(case.body(&pod.reference)?);
    Some(match said.contains(UNMATCHED) && !labels.is_empty() {
        true => format!("{said} {ASKS}{labels}"),
        false => said.to_owned(),
    })
}

fn selector(body: &Value) -> String {
    let selector = body
        .pointer("/spec/nodeSelector")
        .and_then(Value::as_object);
    let labels = selector.into_iter().flatten();
    let labels: Vec<String> = labels
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    labels.join(", ")
}

/// Returns what the scheduler says of a Pod that it could not place.
pub(super) fn unschedulable<'a>(case: &Case<'a>, pod: &Node) -> Option<&'a str> {
    let body = case.body(&pod.reference)?;
    let scheduled = field::condition(body, "PodScheduled")?;
    let waits = field::text(scheduled, "/status") == "False";
    let message = match field::text(scheduled, "/message") {
        "" => field::text(scheduled, "/reason"),
        message => message,
    };
    waits.then(|| {
        message
            .split(" preemption:")
            .next()
            .unwrap_or_default()
            .trim()
    })
}
