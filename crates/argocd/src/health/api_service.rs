//! Health of an APIService: whether the server behind it answers (gitops-engine's
//! `health_apiservice.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges an APIService.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1", "v1beta1"], "APIService")?;
    typed.list("/status/conditions")?;
    let Some(available) = field::condition(body, "Available") else {
        let message = "Waiting to be processed";
        return Ok(Health::new(HealthStatus::Progressing, message));
    };
    let status = match field::text(available, "/status") {
        "True" => HealthStatus::Healthy,
        _ => HealthStatus::Progressing,
    };
    let (reason, message) = (
        field::text(available, "/reason"),
        field::text(available, "/message"),
    );
    Ok(Health::new(status, format!("{reason}: {message}")))
}
