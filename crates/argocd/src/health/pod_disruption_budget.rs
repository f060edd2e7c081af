//! Health of a PodDisruptionBudget (Argo CD's
//! `resource_customizations/policy/PodDisruptionBudget`). Too few pods is no fault:
//! some budgets never allow a disruption on purpose.

use serde_json::Value;

use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a PodDisruptionBudget: by the first condition that fails, else by the last one.
pub(super) fn assess(_resource: &Resource, body: &Value) -> Result<Health, String> {
    let mut health = Health::new(HealthStatus::Progressing, "Waiting for status");
    for condition in field::list(body, "/status/conditions") {
        let reason = condition
            .get("reason")
            .and_then(Value::as_str)
            .ok_or("a condition in status.conditions has no reason")?;
        let fails = field::text(condition, "/status") == "False" && reason != "InsufficientPods";
        health.message = format!("PodDisruptionBudget has {reason}");
        health.status = HealthStatus::Healthy;
        if fails {
            health.status = HealthStatus::Degraded;
            break;
        }
    }
    Ok(health)
}
