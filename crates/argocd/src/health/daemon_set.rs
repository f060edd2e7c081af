//! Health of a DaemonSet: how far its rollout is (gitops-engine's `health_daemonset.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::object::Resource;

/// Judges a DaemonSet.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "DaemonSet")?;
    let generation = resource.metadata.generation.unwrap_or_default();
    if generation > typed.number("/status/observedGeneration")? {
        let message = "Waiting for rollout to finish: observed daemon set generation less than desired generation";
        return Ok(Health::new(HealthStatus::Progressing, message));
    }
    let desired = typed.number("/status/desiredNumberScheduled")?;
    let updated = typed.number("/status/updatedNumberScheduled")?;
    let available = typed.number("/status/numberAvailable")?;
    if typed.text("/spec/updateStrategy/type")? == "OnDelete" {
        let message = format!("daemon set {updated} out of {desired} new pods have been updated");
        return Ok(Health::new(HealthStatus::Healthy, message));
    }
    Ok(match rollout(desired, updated, available) {
        Some(wait) => {
            let name = &resource.reference.name;
            let message = format!("Waiting for daemon set {name:?} rollout to finish: {wait}...");
            Health::new(HealthStatus::Progressing, message)
        }
        None => HealthStatus::Healthy.into(),
    })
}

fn rollout(desired: i64, updated: i64, available: i64) -> Option<String> {
    if updated < desired {
        return Some(format!(
            "{updated} out of {desired} new pods have been updated"
        ));
    }
    (available < desired).then(|| format!("{available} of {desired} updated pods are available"))
}
