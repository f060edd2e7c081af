//! What is wrong with a Pod: where it cannot run, what its containers wait for, and what
//! they died of.

use serde_json::Value;

use super::{condition_sentence, reason_and_message};
use crate::field;

/// Reasons to wait that are no trouble.
const STARTING: [&str; 3] = ["", "ContainerCreating", "PodInitializing"];

/// Returns the cause: of the Pod itself (evicted, preempted), of its scheduling, of the first
/// init container, of the first container with one.
pub(super) fn cause(body: &Value) -> Option<String> {
    let own = reason_and_message(
        field::text(body, "/status/reason"),
        field::text(body, "/status/message"),
    );
    own.or_else(|| unschedulable(body))
        .or_else(|| first(body, "/status/initContainerStatuses", "init container"))
        .or_else(|| first(body, "/status/containerStatuses", "container"))
}

/// Returns which containers are not ready, of a Pod that runs.
pub(super) fn not_ready(body: &Value) -> Option<String> {
    let ready = field::condition(body, "Ready")?;
    if field::text(ready, "/status") != "False" {
        return None;
    }
    match field::text(ready, "/message") {
        "" => not_ready_though_containers_are(body),
        message => Some(message.to_owned()),
    }
}

/// A Pod of a node that fell silent is set to not ready without a word, and its containers are left as they were
/// (Kubernetes' node lifecycle controller).
fn not_ready_though_containers_are(body: &Value) -> Option<String> {
    let containers = field::condition(body, "ContainersReady")?;
    let node = field::text(body, "/spec/nodeName");
    (field::text(containers, "/status") == "True")
        .then(|| format!("not ready though all its containers are: look at its node {node}"))
}

fn unschedulable(body: &Value) -> Option<String> {
    let scheduled = field::condition(body, "PodScheduled")?;
    (field::text(scheduled, "/status") == "False")
        .then(|| condition_sentence(scheduled))
        .flatten()
}

fn first(body: &Value, statuses: &str, what: &str) -> Option<String> {
    field::list(body, statuses).iter().find_map(|container| {
        let name = field::text(container, "/name");
        waiting(container)
            .or_else(|| died(container))
            .map(|why| format!("{what} {name}: {why}"))
    })
}

/// Returns what a container waits for, and what it died of before.
fn waiting(container: &Value) -> Option<String> {
    let waiting = field::part(container, "/state/waiting")?;
    let reason = field::text(waiting, "/reason");
    if STARTING.contains(&reason) {
        return None;
    }
    let why = reason_and_message(reason, field::text(waiting, "/message"))?;
    Some(match death(container, "/lastState/terminated") {
        Some(death) => format!("{why}; it died of {death}"),
        None => why,
    })
}

/// Returns what a container died of that is dead, or not ready again.
fn died(container: &Value) -> Option<String> {
    let before = match field::flag(container, "/ready") {
        true => None,
        false => death(container, "/lastState/terminated"),
    };
    death(container, "/state/terminated")
        .or(before)
        .map(|death| format!("died of {death}"))
}

fn death(container: &Value, state: &str) -> Option<String> {
    let terminated = field::part(container, state)?;
    let code = field::number(terminated, "/exitCode");
    let reason = match field::text(terminated, "/reason") {
        "Error" | "" => format!("exit code {code}"),
        reason => format!("{reason} (exit code {code})"),
    };
    let message = field::text(terminated, "/message");
    (code != 0).then(|| reason_and_message(&reason, message).unwrap_or(reason))
}
