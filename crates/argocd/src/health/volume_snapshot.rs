//! Health of a VolumeSnapshot and its content: ready, failed or waiting (Argo CD's
//! `resource_customizations/snapshot.storage.k8s.io`).

use serde_json::Value;

use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a VolumeSnapshot or a VolumeSnapshotContent.
pub(super) fn assess(_resource: &Resource, body: &Value) -> Result<Health, String> {
    if field::flag(body, "/status/readyToUse") {
        return Ok(Health::new(HealthStatus::Healthy, "Ready to use"));
    }
    Ok(match field::part(body, "/status/error") {
        Some(error) => Health::new(HealthStatus::Degraded, field::text(error, "/message")),
        None => Health::new(HealthStatus::Progressing, "Waiting for status"),
    })
}
