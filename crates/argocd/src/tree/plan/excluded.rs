//! Kinds that are never looked for under an add-on.
//!
//! What Argo CD leaves out (`coreExcludedResources` in its `resources_filter.go`, and the
//! `resource.exclusions` its `argocd-cm` comes with since 3.0), but for EndpointSlices,
//! which answer whether a Service reaches anything; and what nobody can own.

/// Returns whether a kind is left out. A managed resource of such a kind is still shown.
pub(crate) fn is_excluded(group: &str, kind: &str) -> bool {
    match group {
        "" => CORE.contains(&kind),
        "coordination.k8s.io" => kind == "Lease",
        "certificates.k8s.io" => kind == "CertificateSigningRequest",
        "cert-manager.io" => kind == "CertificateRequest",
        "cilium.io" => CILIUM.contains(&kind),
        "kyverno.io" | "reports.kyverno.io" | "wgpolicyk8s.io" => KYVERNO.contains(&kind),
        group => GROUPS.contains(&group),
    }
}

/// Groups that hold records, measurements and questions, not objects of anybody.
const GROUPS: [&str; 6] = [
    "events.k8s.io",
    "metrics.k8s.io",
    "custom.metrics.k8s.io",
    "external.metrics.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
];

/// Endpoints are retired in favour of EndpointSlices, which say the same.
const CORE: [&str; 4] = ["Event", "Endpoints", "Binding", "ComponentStatus"];

const CILIUM: [&str; 3] = ["CiliumIdentity", "CiliumEndpoint", "CiliumEndpointSlice"];

const KYVERNO: [&str; 9] = [
    "PolicyReport",
    "ClusterPolicyReport",
    "EphemeralReport",
    "ClusterEphemeralReport",
    "AdmissionReport",
    "ClusterAdmissionReport",
    "BackgroundScanReport",
    "ClusterBackgroundScanReport",
    "UpdateRequest",
];

#[cfg(test)]
mod tests {
    use super::is_excluded;

    #[test]
    fn what_argo_cd_leaves_out_is_left_out_but_for_endpoint_slices() {
        for (group, kind) in [
            ("", "Event"),
            ("events.k8s.io", "Event"),
            ("", "Endpoints"),
            ("coordination.k8s.io", "Lease"),
            ("authorization.k8s.io", "LocalSubjectAccessReview"),
            ("metrics.k8s.io", "PodMetrics"),
            ("cert-manager.io", "CertificateRequest"),
            ("wgpolicyk8s.io", "PolicyReport"),
        ] {
            assert!(is_excluded(group, kind), "{group}/{kind}");
        }
        for (group, kind) in [
            ("discovery.k8s.io", "EndpointSlice"),
            ("", "Secret"),
            ("cert-manager.io", "Certificate"),
            ("apps", "ControllerRevision"),
            ("kyverno.io", "ClusterPolicy"),
        ] {
            assert!(!is_excluded(group, kind), "{group}/{kind}");
        }
    }
}
