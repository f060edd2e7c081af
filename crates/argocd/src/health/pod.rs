//! Health of a Pod: its phase, and what its containers wait for or died of
//! (gitops-engine's `health_pod.go`). Init containers count only in a failed Pod.

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus, hook};
use crate::field;
use crate::object::Resource;

/// Annotation that has a Pod of `restartPolicy` Never or OnFailure judged as one that runs for
/// ever; not heeded on hooks.
const IGNORE_RESTART_POLICY: &str = "argocd.argoproj.io/ignore-restart-policy";

/// Judges a Pod.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "Pod")?;
    let policy = typed.text("/spec/restartPolicy")?;
    let long_running = policy == "Always" || ignores_restart_policy(resource);
    let containers = typed.list("/status/containerStatuses")?;
    if let Some(message) = stalled(containers).filter(|_| long_running) {
        return Ok(Health::new(HealthStatus::Degraded, message));
    }
    let message = typed.text("/status/message")?;
    Ok(match typed.text("/status/phase")? {
        "Pending" => Health::new(HealthStatus::Progressing, message),
        "Succeeded" => Health::new(HealthStatus::Healthy, message),
        "Failed" => Health::new(HealthStatus::Degraded, failure(&typed, message)?),
        "Running" if long_running => Health::new(running(body, containers), message),
        "Running" if ["OnFailure", "Never"].contains(&policy) => {
            Health::new(HealthStatus::Progressing, message)
        }
        _ => Health::new(HealthStatus::Unknown, message),
    })
}

fn ignores_restart_policy(resource: &Resource) -> bool {
    let annotation = resource.metadata.annotations.get(IGNORE_RESTART_POLICY);
    annotation.is_some_and(|value| value == "true") && !hook::is_hook(&resource.metadata)
}

/// Returns the messages of containers that cannot start; `None` when there is no such container.
fn stalled(containers: &[Value]) -> Option<String> {
    let messages: Vec<&str> = containers
        .iter()
        .filter_map(|container| field::part(container, "/state/waiting"))
        .filter(|waiting| is_failure(field::text(waiting, "/reason")))
        .map(|waiting| field::text(waiting, "/message"))
        .collect();
    (!messages.is_empty()).then(|| messages.join(", "))
}

fn is_failure(reason: &str) -> bool {
    reason.starts_with("Err") || reason.ends_with("Error") || reason.ends_with("BackOff")
}

fn running(body: &Value, containers: &[Value]) -> HealthStatus {
    let died_before = |container: &Value| field::part(container, "/lastState/terminated").is_some();
    match field::holds(body, "Ready") {
        true => HealthStatus::Healthy,
        false if containers.iter().any(died_before) => HealthStatus::Degraded,
        false => HealthStatus::Progressing,
    }
}

fn failure(typed: &Typed<'_>, message: &str) -> Result<String, String> {
    if !message.is_empty() {
        return Ok(message.to_owned());
    }
    let init = typed.list("/status/initContainerStatuses")?;
    let containers = typed.list("/status/containerStatuses")?;
    Ok(init
        .iter()
        .chain(containers)
        .find_map(death)
        .unwrap_or_default())
}

/// Returns what a container died of; `None` when it lives or ended well and said nothing.
fn death(container: &Value) -> Option<String> {
    let terminated = field::part(container, "/state/terminated")?;
    let message = field::text(terminated, "/message");
    if !message.is_empty() {
        return Some(message.to_owned());
    }
    if field::text(terminated, "/reason") == "OOMKilled" {
        return Some("OOMKilled".to_owned());
    }
    let code = field::number(terminated, "/exitCode");
    let name = field::text(container, "/name");
    (code != 0).then(|| format!("container {name:?} failed with exit code {code}"))
}
