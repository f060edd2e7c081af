//! What is wrong with one object, in one line, for somebody who looks for the cause.
//!
//! The sentence of the cluster that says most wins over Argo CD's summary of it. Secrets
//! in a sentence are masked; its control characters are left to who prints it.

mod pod;
mod workload;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::field;
use crate::health::{Health, HealthStatus};
use crate::mask;
use crate::object::Resource;

/// Returns what is wrong with an object; `None` when it is healthy or nothing more is known.
///
/// `health` is the verdict of `health::assess` or of the user's own rule.
pub fn trouble(resource: &Resource, health: Option<&Health>) -> Option<String> {
    if health.is_some_and(|health| health.status == HealthStatus::Healthy) {
        return None;
    }
    let message = health
        .map(|health| health.message.as_str())
        .unwrap_or_default();
    let body = resource.body.as_ref().filter(|_| !is_deleted(resource));
    body.and_then(|body| cause(resource, body))
        .or_else(|| said(message))
        .or_else(|| body.and_then(|body| wait(resource, body)))
        .map(|sentence| mask::text(&one_line(&sentence)).into_owned())
}

fn is_deleted(resource: &Resource) -> bool {
    resource.metadata.deletion_timestamp.is_some()
}

/// Returns the cause that stands in the object and says more than the message of its health.
fn cause(resource: &Resource, body: &Value) -> Option<String> {
    match (
        resource.reference.group.as_str(),
        resource.reference.kind.as_str(),
    ) {
        ("", "Pod") => pod::cause(body),
        ("apps", "Deployment" | "ReplicaSet") => workload::cannot_create(body),
        ("batch", "Job") => workload::job_failed(body),
        _ => None,
    }
}

/// Returns what an object waits for whose health has no message.
fn wait(resource: &Resource, body: &Value) -> Option<String> {
    match (
        resource.reference.group.as_str(),
        resource.reference.kind.as_str(),
    ) {
        ("", "Pod") => pod::not_ready(body),
        ("", "PersistentVolumeClaim") => claim(body),
        ("", "Service") if field::text(body, "/spec/type") == "LoadBalancer" => address(body),
        ("apps", "Deployment") => workload::unavailable(body),
        ("extensions" | "networking.k8s.io", "Ingress") => address(body),
        _ => None,
    }
}

fn claim(body: &Value) -> Option<String> {
    let class = field::text(body, "/spec/storageClassName");
    match (field::text(body, "/status/phase"), class) {
        ("Pending", "") => Some("waits for a volume".to_owned()),
        ("Pending", class) => Some(format!("waits for a volume of storage class {class}")),
        ("Lost", _) => Some("its volume is lost".to_owned()),
        _ => None,
    }
}

fn address(body: &Value) -> Option<String> {
    field::list(body, "/status/loadBalancer/ingress")
        .is_empty()
        .then(|| "waits for an address of the load balancer".to_owned())
}

fn said(message: &str) -> Option<String> {
    (!message.trim().is_empty()).then(|| message.to_owned())
}

/// Joins what stands in two fields, as in `reason: message`; `None` when both are empty.
fn reason_and_message(reason: &str, message: &str) -> Option<String> {
    match (reason, message) {
        ("", "") => None,
        (only, "") | ("", only) => Some(only.to_owned()),
        (reason, message) if message.starts_with(reason) => Some(message.to_owned()),
        (reason, message) => Some(format!("{reason}: {message}")),
    }
}

fn condition_sentence(condition: &Value) -> Option<String> {
    reason_and_message(
        field::text(condition, "/reason"),
        field::text(condition, "/message"),
    )
}

fn one_line(sentence: &str) -> String {
    let lines = sentence.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
