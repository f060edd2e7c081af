//! The few facts of an object that a tree shows beside its name.
//!
//! Words and counts are those of kubectl's columns (`pkg/printers/internalversion`) and,
//! where both show a thing, under the names of Argo CD's node info
//! (`controller/cache/info.go`). Ages are not facts: they need a clock.

mod batch;
mod containers;
mod hook;
mod network;
mod pod;
mod storage;
mod workload;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Serialize;

use crate::object::Resource;

pub(crate) use hook::hook;

/// One fact of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Info {
    /// What it is about, as in `Restart Count`.
    pub name: &'static str,
    /// The fact, as in `3`.
    pub value: String,
}

impl Info {
    /// Returns the fact that an AppProject does not permit an object.
    pub(crate) fn forbidden(project: &str) -> Self {
        Self::new("Project", format!("not permitted by {project}"))
    }

    /// Returns the fact that a child Application deploys to a cluster, by its name.
    pub(crate) fn cluster(name: String) -> Self {
        Self::new("Cluster", name)
    }

    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
        }
    }
}

/// Returns the facts of an object, in the order to show them: its revision, and of a body
/// that was read what its kind has to say.
pub fn info(resource: &Resource) -> Vec<Info> {
    let mut facts: Vec<Info> = workload::revision(resource).into_iter().collect();
    let Some(body) = &resource.body else {
        return facts;
    };
    facts.extend(
        match (
            resource.reference.group.as_str(),
            resource.reference.kind.as_str(),
        ) {
            ("", "Pod") => pod::facts(resource, body),
            ("", "Service") => network::service(body),
            ("", "PersistentVolumeClaim") => storage::claim(resource, body),
            ("apps", "Deployment" | "ReplicaSet" | "StatefulSet") => workload::replicas(body),
            ("apps", "DaemonSet") => workload::scheduled(body),
            ("batch", "Job") => batch::job(resource, body),
            ("batch", "CronJob") => batch::cron_job(body),
            ("extensions" | "networking.k8s.io", "Ingress") => network::ingress(body),
            _ => Vec::new(),
        },
    );
    facts.extend(containers::images(body));
    facts
}
