//! Health of a PersistentVolumeClaim: its phase (gitops-engine's `health_pvc.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::object::Resource;

/// Judges a PersistentVolumeClaim.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "PersistentVolumeClaim")?;
    Ok(match typed.text("/status/phase")? {
        "Lost" => HealthStatus::Degraded.into(),
        "Pending" => HealthStatus::Progressing.into(),
        "Bound" => HealthStatus::Healthy.into(),
        _ => HealthStatus::Unknown.into(),
    })
}
