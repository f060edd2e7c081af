//! Health of a Deployment: how far its rollout is (gitops-engine's `health_deployment.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a Deployment.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "Deployment")?;
    if typed.flag("/spec/paused")? {
        let message = "Deployment is paused";
        return Ok(Health::new(HealthStatus::Suspended, message));
    }
    let generation = resource.metadata.generation.unwrap_or_default();
    if generation > typed.number("/status/observedGeneration")? {
        let message = "Waiting for rollout to finish: observed deployment generation less than desired generation";
        return Ok(Health::new(HealthStatus::Progressing, message));
    }
    typed.list("/status/conditions")?;
    if deadline_exceeded(body) {
        let name = &resource.reference.name;
        let message = format!("Deployment {name:?} exceeded its progress deadline");
        return Ok(Health::new(HealthStatus::Degraded, message));
    }
    Ok(match rollout(&typed)? {
        Some(wait) => Health::new(
            HealthStatus::Progressing,
            format!("Waiting for rollout to finish: {wait}..."),
        ),
        None => HealthStatus::Healthy.into(),
    })
}

fn deadline_exceeded(body: &Value) -> bool {
    field::condition(body, "Progressing")
        .is_some_and(|condition| field::text(condition, "/reason") == "ProgressDeadlineExceeded")
}

fn rollout(typed: &Typed<'_>) -> Result<Option<String>, String> {
    let wanted = typed.optional_number("/spec/replicas")?;
    let replicas = typed.number("/status/replicas")?;
    let updated = typed.number("/status/updatedReplicas")?;
    let available = typed.number("/status/availableReplicas")?;
    Ok(match wanted {
        Some(wanted) if updated < wanted => Some(format!(
            "{updated} out of {wanted} new replicas have been updated"
        )),
        _ if replicas > updated => Some(format!(
            "{} old replicas are pending termination",
            replicas - updated
        )),
        _ if available < updated => Some(format!(
            "{available} of {updated} updated replicas are available"
        )),
        _ => None,
    })
}
