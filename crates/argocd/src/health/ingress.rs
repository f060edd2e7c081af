//! Health of an Ingress: healthy once it has an address (gitops-engine's
//! `health_ingress.go`); any version is read.

use serde_json::Value;

use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges an Ingress.
pub(super) fn assess(_resource: &Resource, body: &Value) -> Result<Health, String> {
    Ok(
        match field::list(body, "/status/loadBalancer/ingress").is_empty() {
            true => HealthStatus::Progressing.into(),
            false => HealthStatus::Healthy.into(),
        },
    )
}
