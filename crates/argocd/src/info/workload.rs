//! Revision and replicas of a workload.

use serde_json::Value;

use super::Info;
use crate::field;
use crate::object::Resource;

/// Annotations with a revision; the first that is there counts (Argo CD's `GetRevision`).
const REVISIONS: [&str; 2] = [
    "deployment.kubernetes.io/revision",
    "rollout.argoproj.io/revision",
];

/// Returns the revision of a Deployment, ReplicaSet, Rollout or ControllerRevision, as `Rev:3`.
pub(super) fn revision(resource: &Resource) -> Option<Info> {
    let annotations = &resource.metadata.annotations;
    let annotated = REVISIONS.iter().find_map(|name| annotations.get(*name));
    let revision = match (annotated, &resource.body) {
        (Some(text), _) => text.parse().unwrap_or_default(),
        (None, Some(body)) => field::number(body, "/revision"),
        (None, None) => 0,
    };
    (revision > 0).then(|| Info::new("Revision", format!("Rev:{revision}")))
}

/// Returns the ready and the wanted replicas; one is wanted when none is named.
pub(super) fn replicas(body: &Value) -> Vec<Info> {
    let ready = field::number(body, "/status/readyReplicas");
    let wanted = field::optional_number(body, "/spec/replicas").unwrap_or(1);
    vec![Info::new("Replicas", format!("{ready}/{wanted}"))]
}

/// Returns the ready and the wanted pods of a DaemonSet.
pub(super) fn scheduled(body: &Value) -> Vec<Info> {
    let ready = field::number(body, "/status/numberReady");
    let wanted = field::number(body, "/status/desiredNumberScheduled");
    vec![Info::new("Replicas", format!("{ready}/{wanted}"))]
}
