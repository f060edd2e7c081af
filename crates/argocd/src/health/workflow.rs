//! Health of an Argo Workflow: its phase (gitops-engine's `health_argo.go`); any
//! version is read.

use serde_json::Value;

use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a Workflow.
pub(super) fn assess(_resource: &Resource, body: &Value) -> Result<Health, String> {
    let status = match field::text(body, "/status/phase") {
        "" | "Pending" | "Running" => HealthStatus::Progressing,
        "Succeeded" => HealthStatus::Healthy,
        "Failed" | "Error" => HealthStatus::Degraded,
        _ => HealthStatus::Unknown,
    };
    Ok(Health::new(status, field::text(body, "/status/message")))
}
