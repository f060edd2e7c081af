//! How people write kinds: `Pod`, `pods`, `po`, `ingresses`, `deployments.apps`.
//!
//! Plurals and short names are those of the built-in kinds (`kubectl api-resources`); of other kinds the usual
//! English plural is understood. No discovery enters here: a tree may come from a file.

use crate::object::ObjectRef;

/// Short names that Kubernetes gives to its own kinds.
const SHORT: [(&str, &str); 24] = [
    ("app", "Application"),
    ("cj", "CronJob"),
    ("cm", "ConfigMap"),
    ("crd", "CustomResourceDefinition"),
    ("deploy", "Deployment"),
    ("ds", "DaemonSet"),
    ("ep", "Endpoints"),
    ("hpa", "HorizontalPodAutoscaler"),
    ("ing", "Ingress"),
    ("limits", "LimitRange"),
    ("netpol", "NetworkPolicy"),
    ("ns", "Namespace"),
    ("pc", "PriorityClass"),
    ("pdb", "PodDisruptionBudget"),
    ("po", "Pod"),
    ("pv", "PersistentVolume"),
    ("pvc", "PersistentVolumeClaim"),
    ("quota", "ResourceQuota"),
    ("rc", "ReplicationController"),
    ("rs", "ReplicaSet"),
    ("sa", "ServiceAccount"),
    ("sc", "StorageClass"),
    ("sts", "StatefulSet"),
    ("svc", "Service"),
];

/// Returns whether an object is of a kind that a person wrote, in any case, in singular, plural or short, and with
/// its group behind a dot or without.
pub fn is_of_kind(reference: &ObjectRef, written: &str) -> bool {
    let (kind, group) = written.split_once('.').unwrap_or((written, ""));
    let in_group = group.is_empty() || reference.group.eq_ignore_ascii_case(group);
    in_group && names(&reference.kind, &kind.to_ascii_lowercase())
}

fn names(kind: &str, written: &str) -> bool {
    let singular = kind.to_ascii_lowercase();
    let short = SHORT.iter().find(|(short, _)| *short == written);
    written == singular || written == plural(&singular) || short.is_some_and(|(_, of)| *of == kind)
}

/// Returns the plural as Kubernetes' own generators make it (`UnsafeGuessKindToResource` in apimachinery).
fn plural(singular: &str) -> String {
    match singular {
        "endpoints" => singular.to_owned(),
        _ if singular.ends_with('s') => format!("{singular}es"),
        _ => match singular.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{singular}s"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_kind_is_understood() {
        let cases = [
            ("networking.k8s.io", "Ingress", "ingresses"),
            ("networking.k8s.io", "Ingress", "ing"),
            ("networking.k8s.io", "NetworkPolicy", "networkpolicies"),
            ("apps", "Deployment", "deployments.apps"),
            ("apps", "Deployment", "DEPLOY"),
            ("", "Pod", "pods"),
            ("", "Endpoints", "endpoints"),
            ("storage.k8s.io", "StorageClass", "storageclasses"),
            ("example.com", "Gateway", "gateway.example.com"),
        ];
        for (group, kind, written) in cases {
            let reference = ObjectRef::new(group, kind, "web", "a");
            assert!(is_of_kind(&reference, written), "{kind} as {written}");
        }
    }

    #[test]
    fn other_kinds_and_groups_are_not_meant() {
        let deployment = ObjectRef::new("apps", "Deployment", "web", "a");
        for written in ["pod", "deployment.example.com", "deploymen", "ds", ""] {
            assert!(!is_of_kind(&deployment, written), "{written}");
        }
    }
}
