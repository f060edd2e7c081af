//! Health of a Job (gitops-engine's `health_job.go`), which looks at the types of its
//! conditions and, of `Suspended` alone, at the status.

use serde_json::Value;

use super::typed::Typed;
use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a Job. The last condition of a type gives the message.
pub(super) fn assess(resource: &Resource, body: &Value) -> Result<Health, String> {
    let typed = Typed::read(resource, body, &["v1"], "Job")?;
    let conditions = typed.list("/status/conditions")?;
    if let Some(failed) = conditions.iter().rfind(|one| kind(one) == "Failed") {
        let message = field::text(failed, "/message");
        return Ok(Health::new(HealthStatus::Degraded, message));
    }
    let last = conditions
        .iter()
        .rfind(|one| ["Complete", "Suspended"].contains(&kind(one)));
    let suspended = conditions
        .iter()
        .any(|one| kind(one) == "Suspended" && field::text(one, "/status") == "True");
    let status = match last {
        None => HealthStatus::Progressing,
        Some(_) if suspended => HealthStatus::Suspended,
        Some(_) => HealthStatus::Healthy,
    };
    let message = last.map(|condition| field::text(condition, "/message"));
    Ok(Health::new(status, message.unwrap_or_default()))
}

fn kind(condition: &Value) -> &str {
    field::text(condition, "/type")
}
