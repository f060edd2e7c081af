//! Health of a CustomResourceDefinition: whether the API server serves it (Argo CD's
//! `resource_customizations/apiextensions.k8s.io/CustomResourceDefinition`).

use serde_json::Value;

use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a CustomResourceDefinition: by the first condition that says something, else by
/// whether it is established.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    if resource.metadata.deletion_timestamp.is_some() {
        return Ok(progressing("CRD is terminating"));
    }
    if field::part(body, "/status").is_none() {
        return Err("the CustomResourceDefinition has no status".to_owned());
    }
    let conditions = field::list(body, "/status/conditions");
    if conditions.is_empty() {
        return Ok(progressing("Status conditions not found"));
    }
    for condition in conditions {
        if let Some(verdict) = verdict(condition)? {
            return Ok(verdict);
        }
    }
    Ok(match conditions.iter().any(is_established) {
        true => Health::new(HealthStatus::Healthy, "CRD is healthy"),
        false => progressing("CRD is not established"),
    })
}

fn progressing(message: &str) -> Health {
    Health::new(HealthStatus::Progressing, message)
}

fn is_established(condition: &Value) -> bool {
    field::text(condition, "/type") == "Established" && field::text(condition, "/status") == "True"
}

fn verdict(condition: &Value) -> Result<Option<Health>, String> {
    let kind = field::text(condition, "/type");
    let (status, what) = match (kind, field::text(condition, "/status")) {
        ("Terminating", "True") => (HealthStatus::Progressing, "CRD is terminating"),
        ("NamesAccepted", "False") => (HealthStatus::Degraded, "CRD names have not been accepted"),
        ("NonStructuralSchema", "True") => (HealthStatus::Degraded, "Schema violations found"),
        ("Established", "True") => return Ok(None),
        ("Established", _) => match field::text(condition, "/reason") {
            "InvalidCABundle" => (HealthStatus::Degraded, "CRD is not established"),
            "Installing" => return Ok(Some(progressing("CRD is being installed"))),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let message = condition.get("message").and_then(Value::as_str);
    let message = message.ok_or_else(|| format!("the condition {kind} has no message"))?;
    Ok(Some(Health::new(status, format!("{what}: {message}"))))
}
