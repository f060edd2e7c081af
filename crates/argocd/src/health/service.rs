//! Health of a Service: a load balancer is healthy once it has an address
//! (gitops-engine's `health_service.go`).

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::object::Resource;

/// Judges a Service.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "Service")?;
    let balanced = typed.text("/spec/type")? == "LoadBalancer";
    let waiting = typed.list("/status/loadBalancer/ingress")?.is_empty();
    Ok(match balanced && waiting {
        true => HealthStatus::Progressing.into(),
        false => HealthStatus::Healthy.into(),
    })
}
