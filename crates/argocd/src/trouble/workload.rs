//! What is wrong with a Deployment, a ReplicaSet or a Job.

use serde_json::Value;

use super::condition_sentence;
use crate::field;

/// Returns why Pods cannot be created, as a quota or an admission that refuses them.
pub(super) fn cannot_create(body: &Value) -> Option<String> {
    condition_with(body, "ReplicaFailure", "True")
}

/// Returns why a Deployment is not available or does not progress.
pub(super) fn unavailable(body: &Value) -> Option<String> {
    condition_with(body, "Progressing", "False")
        .or_else(|| condition_with(body, "Available", "False"))
}

/// Returns why a Job failed or is failing.
pub(super) fn job_failed(body: &Value) -> Option<String> {
    condition_with(body, "Failed", "True").or_else(|| condition_with(body, "FailureTarget", "True"))
}

fn condition_with(body: &Value, kind: &str, status: &str) -> Option<String> {
    let condition = field::condition(body, kind)?;
    (field::text(condition, "/status") == status)
        .then(|| condition_sentence(condition))
        .flatten()
}
