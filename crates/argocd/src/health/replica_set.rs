//! Health of a ReplicaSet: whether its pods exist and are available (gitops-engine's
//! `health_replicaset.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a ReplicaSet.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "ReplicaSet")?;
    let generation = resource.metadata.generation.unwrap_or_default();
    if generation > typed.number("/status/observedGeneration")? {
        let message = "Waiting for rollout to finish: observed replica set generation less than desired generation";
        return Ok(Health::new(HealthStatus::Progressing, message));
    }
    typed.list("/status/conditions")?;
    let failure = field::condition(body, "ReplicaFailure")
        .filter(|condition| field::text(condition, "/status") == "True");
    if let Some(failure) = failure {
        let message = field::text(failure, "/message");
        return Ok(Health::new(HealthStatus::Degraded, message));
    }
    let available = typed.number("/status/availableReplicas")?;
    let wanted = typed.optional_number("/spec/replicas")?;
    Ok(match wanted.filter(|wanted| available < *wanted) {
        Some(wanted) => Health::new(
            HealthStatus::Progressing,
            format!(
                "Waiting for rollout to finish: {available} out of {wanted} new replicas are available..."
            ),
        ),
        None => HealthStatus::Healthy.into(),
    })
}
