//! Which kinds may own something, so that an add-on made of others costs no search.
//!
//! An owner reference may name any kind; so every kind may own anything, but for a
//! closed table: kinds of Kubernetes and of a few projects that only hold data or rules,
//! and whose controllers (kube-controller-manager's, the projects' own) make them the
//! owner of nothing. The table decides what is searched for, never what is shown: an
//! edge that the snapshot happens to hold is drawn whatever its kind.

use crate::application;

/// What a kind may own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owns {
    /// Nothing.
    Nothing,
    /// Applications alone.
    Applications,
    /// Token Secrets alone.
    Secrets,
    /// Anything.
    Anything,
}

/// Returns what a kind may own.
pub(super) fn owns(group: &str, kind: &str) -> Owns {
    match (group, kind) {
        ("", "ServiceAccount") => Owns::Secrets,
        (application::GROUP, "ApplicationSet") => Owns::Applications,
        _ if holds_only(group, kind) => Owns::Nothing,
        _ => Owns::Anything,
    }
}

fn holds_only(group: &str, kind: &str) -> bool {
    match group {
        "" => CORE.contains(&kind),
        "rbac.authorization.k8s.io"
        | "admissionregistration.k8s.io"
        | "apiextensions.k8s.io"
        | "apiregistration.k8s.io"
        | "autoscaling"
        | "discovery.k8s.io"
        | "flowcontrol.apiserver.k8s.io"
        | "policy" => true,
        "apps" => kind == "ControllerRevision",
        "networking.k8s.io" => matches!(kind, "NetworkPolicy" | "IngressClass" | "ServiceCIDR"),
        "storage.k8s.io" => STORAGE.contains(&kind),
        "scheduling.k8s.io" => kind == "PriorityClass",
        "node.k8s.io" => kind == "RuntimeClass",
        "resource.k8s.io" => kind == "DeviceClass",
        "certificates.k8s.io" => kind == "ClusterTrustBundle",
        "gateway.networking.k8s.io" => kind == "GatewayClass",
        "snapshot.storage.k8s.io" => kind == "VolumeSnapshotClass",
        "cert-manager.io" => matches!(kind, "Issuer" | "ClusterIssuer"),
        "external-secrets.io" => matches!(kind, "SecretStore" | "ClusterSecretStore"),
        // Argo CD marks what an Application manages by annotation or label, not by owner.
        application::GROUP => matches!(kind, application::KIND | "AppProject"),
        _ => false,
    }
}

const CORE: [&str; 8] = [
    "ConfigMap",
    "Secret",
    "Namespace",
    "LimitRange",
    "ResourceQuota",
    "PersistentVolume",
    "Endpoints",
    "PodTemplate",
];

const STORAGE: [&str; 4] = [
    "StorageClass",
    "CSIDriver",
    "VolumeAttributesClass",
    "CSIStorageCapacity",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_nobody_knows_may_own_anything() {
        for (group, kind) in [
            ("apps", "Deployment"),
            ("", "Service"),
            ("", "Pod"),
            ("", "PersistentVolumeClaim"),
            ("networking.k8s.io", "Ingress"),
            ("example.com", "Widget"),
            ("kyverno.io", "ClusterPolicy"),
        ] {
            assert_eq!(owns(group, kind), Owns::Anything, "{group}/{kind}");
        }
    }

    #[test]
    fn kinds_that_hold_data_or_rules_own_nothing() {
        for (group, kind) in [
            ("", "ConfigMap"),
            ("", "Namespace"),
            ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
            ("apiextensions.k8s.io", "CustomResourceDefinition"),
            (
                "admissionregistration.k8s.io",
                "ValidatingWebhookConfiguration",
            ),
            ("argoproj.io", "Application"),
        ] {
            assert_eq!(owns(group, kind), Owns::Nothing, "{group}/{kind}");
        }
        assert_eq!(owns("", "ServiceAccount"), Owns::Secrets);
    }
}
