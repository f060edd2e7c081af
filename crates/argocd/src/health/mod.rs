//! Health of one live object, exactly as Argo CD 3.6 judges the kinds of Kubernetes.
//!
//! One rule a file and one line in `rule`. A kind nobody knows has no health: blank,
//! never a guess. The Go rules are those of gitops-engine's `pkg/health`, the others
//! those of Argo CD's `resource_customizations`.

mod api_service;
mod cron_job;
mod custom_resource_definition;
mod daemon_set;
mod deployment;
mod hook;
mod horizontal_pod_autoscaler;
mod ingress;
mod job;
mod persistent_volume_claim;
mod pod;
mod pod_disruption_budget;
mod replica_set;
mod service;
mod stateful_set;
mod status;
mod typed;
mod volume_snapshot;
mod workflow;

#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::object::Resource;

pub use status::{Health, HealthStatus};

/// Judges one object by its body; the error says why it cannot be judged.
type Rule = fn(&Resource, &Value) -> Result<Health, String>;

/// Returns the health of an object.
///
/// `None` when the kind has no health, and when the body that its rule reads
/// (`needs_body`) was not fetched. An object that is being deleted is Progressing
/// whatever its kind, which its metadata alone tells.
pub fn assess(resource: &Resource) -> Option<Health> {
    let rule = rule(&resource.reference.group, &resource.reference.kind);
    match (rule, &resource.body) {
        (Some(rule), Some(body)) => Some(match rule(resource, body) {
            Ok(health) => pending_deletion(resource).unwrap_or(health),
            Err(why) => Health::new(HealthStatus::Unknown, why),
        }),
        _ => pending_deletion(resource),
    }
}

/// Returns whether the health of a kind can only be told from the body of its objects.
pub fn needs_body(group: &str, kind: &str) -> bool {
    rule(group, kind).is_some()
}

fn rule(group: &str, kind: &str) -> Option<Rule> {
    Some(match (group, kind) {
        ("", "PersistentVolumeClaim") => persistent_volume_claim::assess,
        ("", "Pod") => pod::assess,
        ("", "Service") => service::assess,
        ("apiextensions.k8s.io", "CustomResourceDefinition") => custom_resource_definition::assess,
        ("apiregistration.k8s.io", "APIService") => api_service::assess,
        ("apps", "DaemonSet") => daemon_set::assess,
        ("apps", "Deployment") => deployment::assess,
        ("apps", "ReplicaSet") => replica_set::assess,
        ("apps", "StatefulSet") => stateful_set::assess,
        ("argoproj.io", "Workflow") => workflow::assess,
        ("autoscaling", "HorizontalPodAutoscaler") => horizontal_pod_autoscaler::assess,
        ("batch", "CronJob") => cron_job::assess,
        ("batch", "Job") => job::assess,
        ("extensions" | "networking.k8s.io", "Ingress") => ingress::assess,
        ("policy", "PodDisruptionBudget") => pod_disruption_budget::assess,
        ("snapshot.storage.k8s.io", "VolumeSnapshot" | "VolumeSnapshotContent") => {
            volume_snapshot::assess
        }
        _ => return None,
    })
}

/// Returns the verdict on an object that is being deleted (`pendingDeletionHealth` in
/// gitops-engine's `health.go`); none for a hook that waits for its sync phase to end.
fn pending_deletion(resource: &Resource) -> Option<Health> {
    let metadata = &resource.metadata;
    metadata.deletion_timestamp?;
    if hook::has_hook_finalizer(metadata) {
        return None;
    }
    let message = match metadata.finalizers.as_slice() {
        [] => "Pending deletion".to_owned(),
        names => format!(
            "Pending deletion; blocked by finalizers: {}",
            names.join(", ")
        ),
    };
    Some(Health::new(HealthStatus::Progressing, message))
}
