//! Status, ready containers and restarts of a Pod, exactly as `kubectl get pods` prints
//! them (`printPod` in Kubernetes 1.37); the names of the facts are Argo CD's.

use serde_json::Value;

use super::Info;
use crate::field;
use crate::object::Resource;

/// Returns status reason, ready containers, restarts if any, and the node.
pub(super) fn facts(resource: &Resource, body: &Value) -> Vec<Info> {
    let count = Count::of(body);
    let mut facts = vec![
        Info::new("Status Reason", status(resource, body)),
        Info::new("Containers", format!("{}/{}", count.ready, count.total)),
    ];
    if count.restarts > 0 {
        facts.push(Info::new("Restart Count", count.restarts.to_string()));
    }
    let node = field::text(body, "/spec/nodeName");
    if !node.is_empty() {
        facts.push(Info::new("Node", node));
    }
    facts
}

/// Returns the status of a Pod as one word, as in `CrashLoopBackOff` or `Init:0/1`.
pub(crate) fn status(resource: &Resource, body: &Value) -> String {
    let phase = field::text(body, "/status/phase");
    let has_ended = ["Succeeded", "Failed"].contains(&phase);
    let reason = field::text(body, "/status/reason");
    match resource.metadata.deletion_timestamp {
        Some(_) if reason == "NodeLost" => "Unknown".to_owned(),
        Some(_) if !has_ended => "Terminating".to_owned(),
        _ => reason_of(body),
    }
}

fn reason_of(body: &Value) -> String {
    let initializing = initializing(body);
    let started = initializing.is_none() || field::holds(body, "Initialized");
    let before = initializing.unwrap_or_else(|| phase_reason(body));
    match started {
        true => containers_reason(body, before),
        false => before,
    }
}

fn phase_reason(body: &Value) -> String {
    let gated = field::list(body, "/status/conditions").iter().any(|one| {
        field::text(one, "/type") == "PodScheduled"
            && field::text(one, "/reason") == "SchedulingGated"
    });
    let reason = field::text(body, "/status/reason");
    match (gated, reason) {
        (true, _) => "SchedulingGated".to_owned(),
        (false, "") => field::text(body, "/status/phase").to_owned(),
        (false, reason) => reason.to_owned(),
    }
}

/// Returns what the first init container that is not done is at; `None` when all are.
fn initializing(body: &Value) -> Option<String> {
    let all = field::list(body, "/spec/initContainers").len();
    let statuses = field::list(body, "/status/initContainerStatuses");
    let (index, container) = statuses
        .iter()
        .enumerate()
        .find(|(_, container)| !is_initialized(body, container))?;
    let waiting = field::text(container, "/state/waiting/reason");
    Some(match field::part(container, "/state/terminated") {
        Some(terminated) => format!("Init:{}", end(terminated)),
        None if !["", "PodInitializing"].contains(&waiting) => format!("Init:{waiting}"),
        None => format!("Init:{index}/{all}"),
    })
}

/// Returns whether an init container ended well or, if it is one that runs on, started.
fn is_initialized(body: &Value, container: &Value) -> bool {
    has_ended_well(container) || (runs_on(body, container) && field::flag(container, "/started"))
}

/// Returns whether an init container is a sidecar: one that is restarted always.
fn runs_on(body: &Value, container: &Value) -> bool {
    let name = field::text(container, "/name");
    field::list(body, "/spec/initContainers")
        .iter()
        .any(|one| field::text(one, "/name") == name && is_sidecar(one))
}

fn is_sidecar(container: &Value) -> bool {
    field::text(container, "/restartPolicy") == "Always"
}

fn containers_reason(body: &Value, before: String) -> String {
    let statuses = field::list(body, "/status/containerStatuses");
    let first = statuses.iter().find_map(container_reason).unwrap_or(before);
    if first != "Completed" {
        return first;
    }
    let running = statuses.iter().any(is_running);
    let failed = statuses.iter().find_map(failure);
    match failed {
        _ if running && field::holds(body, "Ready") => "Running".to_owned(),
        Some(failed) => failed,
        None if running => "NotReady".to_owned(),
        None => first,
    }
}

fn container_reason(container: &Value) -> Option<String> {
    let waiting = field::text(container, "/state/waiting/reason");
    match waiting.is_empty() {
        false => Some(waiting.to_owned()),
        true => field::part(container, "/state/terminated").map(end),
    }
}

fn failure(container: &Value) -> Option<String> {
    let waits = !field::text(container, "/state/waiting/reason").is_empty();
    field::part(container, "/state/terminated")
        .filter(|terminated| !waits && field::number(terminated, "/exitCode") != 0)
        .map(end)
}

fn is_running(container: &Value) -> bool {
    field::flag(container, "/ready")
        && field::part(container, "/state/running").is_some()
        && container_reason(container).is_none()
}

/// Returns how a container ended: the reason, else the signal, else the exit code.
fn end(terminated: &Value) -> String {
    let signal = field::number(terminated, "/signal");
    match field::text(terminated, "/reason") {
        "" if signal != 0 => format!("Signal:{signal}"),
        "" => format!("ExitCode:{}", field::number(terminated, "/exitCode")),
        reason => reason.to_owned(),
    }
}

/// Counts of the containers of a Pod.
struct Count {
    ready: usize,
    total: usize,
    restarts: i64,
}

impl Count {
    fn of(body: &Value) -> Self {
        let init = field::list(body, "/status/initContainerStatuses");
        let statuses = field::list(body, "/status/containerStatuses");
        let done = init.iter().take_while(|one| is_initialized(body, one));
        let sidecars = done.filter(|one| !has_ended_well(one) && field::flag(one, "/ready"));
        let started = initializing(body).is_none() || field::holds(body, "Initialized");
        let running = statuses.iter().filter(|one| started && is_running(one));
        Self {
            ready: sidecars.count() + running.count(),
            total: total(body),
            restarts: restarts(body, init, statuses, started),
        }
    }
}

fn has_ended_well(container: &Value) -> bool {
    field::part(container, "/state/terminated")
        .is_some_and(|terminated| field::number(terminated, "/exitCode") == 0)
}

fn total(body: &Value) -> usize {
    let sidecars = field::list(body, "/spec/initContainers")
        .iter()
        .filter(|one| is_sidecar(one));
    field::list(body, "/spec/containers").len() + sidecars.count()
}

/// Returns the restarts: of the init containers up to the one at work while a Pod
/// starts, of its containers and sidecars afterwards.
fn restarts(body: &Value, init: &[Value], statuses: &[Value], started: bool) -> i64 {
    let count = |container: &Value| field::number(container, "/restartCount");
    let at_work = init.iter().position(|one| !is_initialized(body, one));
    let seen = &init[..at_work.map_or(init.len(), |index| index + 1)];
    match started {
        true => {
            let sidecars = seen.iter().filter(|one| runs_on(body, one));
            sidecars.chain(statuses).map(count).sum()
        }
        false => seen.iter().map(count).sum(),
    }
}
