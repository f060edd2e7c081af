//! What a kind is for: the shelves a tree is sorted and filtered by.
//!
//! Every kind that Kubernetes itself serves has a place; a kind of anybody else is
//! Custom, but for Argo CD's own and the Gateway API.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

/// One shelf, in the order in which siblings stand in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Category {
    /// Argo CD's Applications, ApplicationSets and AppProjects.
    Applications,
    /// What runs, and what it is run by.
    Workloads,
    /// What changes the number of running things.
    Autoscaling,
    /// How they are reached.
    Networking,
    /// What they read.
    Configuration,
    /// Where they keep data.
    Storage,
    /// What they may do.
    #[serde(rename = "RBAC")]
    Rbac,
    /// What limits them.
    Policy,
    /// What may refuse or change requests.
    Admission,
    /// What belongs to the cluster as a whole.
    Cluster,
    /// Custom resource definitions and the resources they define.
    Custom,
}

impl Category {
    /// Every shelf, in order.
    pub const ALL: [Self; 11] = [
        Self::Applications,
        Self::Workloads,
        Self::Autoscaling,
        Self::Networking,
        Self::Configuration,
        Self::Storage,
        Self::Rbac,
        Self::Policy,
        Self::Admission,
        Self::Cluster,
        Self::Custom,
    ];

    /// Returns the shelf of a kind.
    pub fn of(group: &str, kind: &str) -> Self {
        match group {
            "" => Self::of_core(kind),
            "apps" | "batch" | "resource.k8s.io" => Self::Workloads,
            "autoscaling" | "autoscaling.k8s.io" => Self::Autoscaling,
            "networking.k8s.io" | "policy.networking.k8s.io" | "discovery.k8s.io" => {
                Self::Networking
            }
            "gateway.networking.k8s.io" | "gateway.networking.x-k8s.io" => Self::Networking,
            "extensions" => Self::of_extensions(kind),
            "storage.k8s.io" | "snapshot.storage.k8s.io" => Self::Storage,
            "rbac.authorization.k8s.io" => Self::Rbac,
            "authentication.k8s.io" | "authorization.k8s.io" => Self::Rbac,
            "policy" => Self::Policy,
            "admissionregistration.k8s.io" => Self::Admission,
            "apiextensions.k8s.io" => Self::Custom,
            "argoproj.io" => Self::of_argo(kind),
            group if CLUSTER_GROUPS.contains(&group) => Self::Cluster,
            _ => Self::Custom,
        }
    }

    fn of_core(kind: &str) -> Self {
        match kind {
            "Pod" | "ReplicationController" | "PodTemplate" => Self::Workloads,
            "Service" | "Endpoints" => Self::Networking,
            "ConfigMap" | "Secret" => Self::Configuration,
            "PersistentVolume" | "PersistentVolumeClaim" => Self::Storage,
            "ServiceAccount" => Self::Rbac,
            "LimitRange" | "ResourceQuota" => Self::Policy,
            _ => Self::Cluster,
        }
    }

    /// The retired group whose kinds moved to `apps`, `networking.k8s.io` and `policy`.
    fn of_extensions(kind: &str) -> Self {
        match kind {
            "Ingress" | "NetworkPolicy" => Self::Networking,
            "PodSecurityPolicy" => Self::Policy,
            _ => Self::Workloads,
        }
    }

    fn of_argo(kind: &str) -> Self {
        match kind {
            "Application" | "ApplicationSet" | "AppProject" => Self::Applications,
            _ => Self::Custom,
        }
    }

    /// Returns the shelf's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applications => "Applications",
            Self::Workloads => "Workloads",
            Self::Autoscaling => "Autoscaling",
            Self::Networking => "Networking",
            Self::Configuration => "Configuration",
            Self::Storage => "Storage",
            Self::Rbac => "RBAC",
            Self::Policy => "Policy",
            Self::Admission => "Admission",
            Self::Cluster => "Cluster",
            Self::Custom => "Custom",
        }
    }
}

const CLUSTER_GROUPS: [&str; 9] = [
    "apiregistration.k8s.io",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "internal.apiserver.k8s.io",
    "node.k8s.io",
    "scheduling.k8s.io",
    "storagemigration.k8s.io",
];

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Category {
    type Err = String;

    /// Reads a shelf's word, in any case.
    fn from_str(word: &str) -> Result<Self, String> {
        let fits = |category: &Self| category.as_str().eq_ignore_ascii_case(word);
        Self::ALL.into_iter().find(fits).ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no category {word:?}; the categories are {words}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_where_people_look_for_them() {
        let shelves = [
            ("apps", "Deployment", Category::Workloads),
            ("", "Pod", Category::Workloads),
            ("batch", "CronJob", Category::Workloads),
            ("", "Service", Category::Networking),
            ("discovery.k8s.io", "EndpointSlice", Category::Networking),
            ("networking.k8s.io", "NetworkPolicy", Category::Networking),
            ("extensions", "Ingress", Category::Networking),
            ("extensions", "ReplicaSet", Category::Workloads),
            ("", "Secret", Category::Configuration),
            ("", "PersistentVolumeClaim", Category::Storage),
            ("", "ServiceAccount", Category::Rbac),
            ("policy", "PodDisruptionBudget", Category::Policy),
            (
                "apiextensions.k8s.io",
                "CustomResourceDefinition",
                Category::Custom,
            ),
            ("cert-manager.io", "Certificate", Category::Custom),
            ("", "Namespace", Category::Cluster),
            ("argoproj.io", "Application", Category::Applications),
            ("argoproj.io", "Rollout", Category::Custom),
            (
                "autoscaling",
                "HorizontalPodAutoscaler",
                Category::Autoscaling,
            ),
            (
                "autoscaling.k8s.io",
                "VerticalPodAutoscaler",
                Category::Autoscaling,
            ),
            (
                "snapshot.storage.k8s.io",
                "VolumeSnapshot",
                Category::Storage,
            ),
            (
                "admissionregistration.k8s.io",
                "MutatingWebhookConfiguration",
                Category::Admission,
            ),
            ("scheduling.k8s.io", "PriorityClass", Category::Cluster),
            ("node.k8s.io", "RuntimeClass", Category::Cluster),
            ("apiregistration.k8s.io", "APIService", Category::Cluster),
            ("", "Event", Category::Cluster),
            ("events.k8s.io", "Event", Category::Cluster),
            ("discovery.k8s.io", "EndpointSlice", Category::Networking),
            ("apps", "ControllerRevision", Category::Workloads),
        ];
        for (group, kind, shelf) in shelves {
            assert_eq!(Category::of(group, kind), shelf, "{group}/{kind}");
        }
    }

    #[test]
    fn every_shelf_is_read_back_in_any_case() {
        for category in Category::ALL {
            assert_eq!(category.as_str().to_lowercase().parse(), Ok(category));
        }
        let complaint = "pods".parse::<Category>().unwrap_err();
        assert!(complaint.contains("Workloads"), "{complaint}");
    }
}
