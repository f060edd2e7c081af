//! Health of a HorizontalPodAutoscaler: whether it can read its metrics and scale
//! (gitops-engine's `health_hpa.go`). Version 1 keeps its conditions in an annotation.

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Annotation with the conditions of a version 1 object, as a JSON list.
const CONDITIONS: &str = "autoscaling.alpha.kubernetes.io/conditions";

/// Types and reasons of conditions that make it Degraded, whatever their status.
const DEGRADED: [(&str, &str); 8] = [
    ("AbleToScale", "FailedGetScale"),
    ("AbleToScale", "FailedUpdateScale"),
    ("ScalingActive", "FailedGetResourceMetric"),
    ("ScalingActive", "FailedGetObjectMetric"),
    ("ScalingActive", "FailedGetPodsMetric"),
    ("ScalingActive", "FailedGetExternalMetric"),
    ("ScalingActive", "FailedComputeMetricsReplicas"),
    ("ScalingActive", "InvalidSelector"),
];

/// Types of conditions that make it Healthy when they hold.
const HEALTHY: [&str; 2] = ["AbleToScale", "ScalingLimited"];

/// Judges a HorizontalPodAutoscaler.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1", "v2"], "HPA")?;
    if resource.version == "v2" {
        return Ok(judge(typed.list("/status/conditions")?));
    }
    Ok(match resource.metadata.annotations.get(CONDITIONS) {
        Some(text) => judge(&annotated(text)?),
        None => judge(&[]),
    })
}

fn annotated(text: &str) -> Result<Vec<Value>, String> {
    let conditions: Option<Vec<Value>> = serde_json::from_str(text)
        .map_err(|error| format!("failed to convert conditions annotation to typed: {error}"))?;
    Ok(conditions.unwrap_or_default())
}

fn judge(conditions: &[Value]) -> Health {
    let first = |fits: fn(&Value) -> bool| conditions.iter().find(|one| fits(one));
    let (status, condition) = match (first(is_degraded), first(is_healthy)) {
        (Some(condition), _) => (HealthStatus::Degraded, condition),
        (None, Some(condition)) => (HealthStatus::Healthy, condition),
        (None, None) => return Health::new(HealthStatus::Progressing, "Waiting to Autoscale"),
    };
    Health::new(status, field::text(condition, "/message"))
}

fn is_degraded(condition: &Value) -> bool {
    DEGRADED.contains(&(
        field::text(condition, "/type"),
        field::text(condition, "/reason"),
    ))
}

fn is_healthy(condition: &Value) -> bool {
    HEALTHY.contains(&field::text(condition, "/type"))
        && field::text(condition, "/status") == "True"
}
