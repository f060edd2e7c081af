//! Health of a StatefulSet: how far its rollout is (gitops-engine's `health_statefulset.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::object::Resource;

const STRATEGY: &str = "/spec/updateStrategy/type";
const ROLLING_UPDATE: &str = "/spec/updateStrategy/rollingUpdate";
const PARTITION: &str = "/spec/updateStrategy/rollingUpdate/partition";

/// Judges a StatefulSet.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "StatefulSet")?;
    let observed = typed.number("/status/observedGeneration")?;
    if observed == 0 || resource.metadata.generation.unwrap_or_default() > observed {
        let message = "Waiting for statefulset spec update to be observed...";
        return Ok(Health::new(HealthStatus::Progressing, message));
    }
    let wanted = typed.optional_number("/spec/replicas")?;
    let ready = typed.number("/status/readyReplicas")?;
    if let Some(wanted) = wanted.filter(|wanted| ready < *wanted) {
        let message = format!("Waiting for {} pods to be ready...", wanted - ready);
        return Ok(Health::new(HealthStatus::Progressing, message));
    }
    match typed.text(STRATEGY)? {
        "RollingUpdate" if typed.has(ROLLING_UPDATE)? => partitioned(&typed, wanted),
        "OnDelete" => Ok(Health::new(
            HealthStatus::Healthy,
            format!("statefulset has {ready} ready pods"),
        )),
        _ => revisions(&typed),
    }
}

fn partitioned(typed: &Typed<'_>, wanted: Option<i64>) -> Result<Health, String> {
    let updated = typed.number("/status/updatedReplicas")?;
    let partition = typed.optional_number(PARTITION)?;
    let due = wanted
        .zip(partition)
        .map(|(wanted, partition)| wanted - partition);
    Ok(match due.filter(|due| updated < *due) {
        Some(due) => Health::new(
            HealthStatus::Progressing,
            format!(
                "Waiting for partitioned roll out to finish: {updated} out of {due} new pods have been updated..."
            ),
        ),
        None => Health::new(
            HealthStatus::Healthy,
            format!("partitioned roll out complete: {updated} new pods have been updated..."),
        ),
    })
}

fn revisions(typed: &Typed<'_>) -> Result<Health, String> {
    let current = typed.text("/status/currentRevision")?;
    let update = typed.text("/status/updateRevision")?;
    let updated = typed.number("/status/updatedReplicas")?;
    let pods = typed.number("/status/currentReplicas")?;
    Ok(match update == current {
        false => Health::new(
            HealthStatus::Progressing,
            format!(
                "waiting for statefulset rolling update to complete {updated} pods at revision {update}..."
            ),
        ),
        true => Health::new(
            HealthStatus::Healthy,
            format!("statefulset rolling update complete {pods} pods at revision {current}..."),
        ),
    })
}
