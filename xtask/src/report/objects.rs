//! What a bench is filled with, as lines for the bench's loader: an API path, a tab, an object.
//!
//! Nothing of it makes a controller work, so that the cluster is quiet while it is measured:
//! Pods wait for a scheduler that does not exist, and no object has a template.

use serde_json::{Value, json};

use super::size::Size;

/// Namespaces over which the objects are spread.
const NAMESPACES: usize = 100;
/// Groups over which the custom kinds are spread.
const GROUPS: usize = 40;
/// Resources that each Application's status lists; with them it is about 10 KB.
const RESOURCES: usize = 60;

/// Returns the namespaces and the custom kinds, which come before everything else.
pub(crate) fn ground(size: Size) -> Vec<String> {
    let namespaces = (0..NAMESPACES).map(|index| {
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": format!("load-{index}")}});
        line("/api/v1/namespaces", &object)
    });
    namespaces.chain((0..size.kinds).map(custom_kind)).collect()
}

/// Returns the objects of built-in kinds.
pub(crate) fn objects(size: Size) -> Vec<String> {
    (0..size.objects).map(object).collect()
}

/// Returns the Applications from the `from`th on, up to `to` of them.
pub(crate) fn applications(from: usize, to: usize) -> Vec<String> {
    (from..to).map(application).collect()
}

fn line(path: &str, object: &Value) -> String {
    format!("{path}\t{object}")
}

fn custom_kind(index: usize) -> String {
    let (group, plural) = (
        format!("g{}.load.example.com", index % GROUPS),
        format!("thing{index}s"),
    );
    let schema = json!({"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}});
    let object = json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.{group}")},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": format!("Thing{index}"), "plural": plural},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": schema}],
        },
    });
    line(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        &object,
    )
}

/// Of 48 objects 28 are ConfigMaps, eight Secrets, six Pods and six Roles.
fn object(index: usize) -> String {
    let name = format!("load-{index}");
    let namespace = format!("load-{}", index % NAMESPACES);
    let metadata = json!({"name": name, "labels": {"app": "load"}});
    let text = "x".repeat(600);
    let (api, plural, object) = match index / NAMESPACES % 48 {
        0..28 => (
            "/api/v1",
            "configmaps",
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"text": text}}),
        ),
        28..36 => (
            "/api/v1",
            "secrets",
            json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": {"text": text}}),
        ),
        36..42 => ("/api/v1", "pods", pod(&metadata)),
        _ => (
            "/apis/rbac.authorization.k8s.io/v1",
            "roles",
            json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata,
                "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}]}),
        ),
    };
    line(&format!("{api}/namespaces/{namespace}/{plural}"), &object)
}

fn pod(metadata: &Value) -> Value {
    let variables: Vec<Value> = (0..20)
        .map(|index| json!({"name": format!("E{index}"), "value": "v".repeat(40)}))
        .collect();
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {
            "schedulerName": "nobody",
            "containers": [{"name": "main", "image": "registry.example.com/load:1", "env": variables}],
        },
    })
}

fn application(index: usize) -> String {
    let name = format!("load-{index}");
    let namespace = format!("load-{}", index % NAMESPACES);
    let revision = format!("{index:040x}");
    let chart = json!({"repoURL": "https://charts.example.com/community", "chart": "load", "targetRevision": "1.2.3",
        "helm": {"valuesObject": {"text": "y".repeat(400), "replicas": 2}}});
    let resources: Vec<Value> = (0..RESOURCES)
        .map(|index| {
            json!({"group": "apps", "version": "v1", "kind": "Deployment", "namespace": namespace,
                "name": format!("load-{index}"), "status": "Synced", "health": {"status": "Healthy"}})
        })
        .collect();
    let destination = json!({"server": "https://kubernetes.default.svc", "namespace": namespace});
    let object = json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name},
        "spec": {"project": "default", "source": chart, "destination": destination},
        "status": {
            "sync": {"status": "Synced", "revision": revision, "comparedTo": {"source": chart, "destination": destination}},
            "health": {"status": "Healthy", "lastTransitionTime": "2026-01-02T03:04:05Z"},
            "reconciledAt": "2026-01-02T03:04:05Z",
            "sourceType": "Helm",
            "summary": {"images": ["registry.example.com/load:1"]},
            "history": [{"id": 0, "revision": revision, "source": chart, "deployedAt": "2026-01-02T03:04:05Z"}],
            "resources": resources,
        },
    });
    line(
        "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications",
        &object,
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::report::size::{FULL, QUICK};

    #[test]
    fn an_application_is_about_ten_kilobytes() {
        let size = application(4_999).len();
        assert!((9_000..12_000).contains(&size), "{size}");
    }

    #[test]
    fn there_are_as_many_objects_and_kinds_as_said() {
        assert_eq!(objects(QUICK).len(), 4_800);
        assert_eq!(ground(FULL).len(), 100 + 200);
        assert_eq!(applications(50, 150).len(), 100);
    }

    #[test]
    fn even_a_tenth_has_objects_of_every_kind() {
        let lines = objects(QUICK);
        let kinds: BTreeSet<&str> = lines
            .iter()
            .filter_map(|line| line.split('\t').next()?.rsplit('/').next())
            .collect();
        assert_eq!(
            kinds,
            BTreeSet::from(["configmaps", "pods", "roles", "secrets"])
        );
    }

    #[test]
    fn a_line_is_a_path_and_one_line_of_json() {
        for line in ground(QUICK).into_iter().chain(applications(0, 1)) {
            let (path, object) = line.split_once('\t').unwrap_or_default();
            assert!(path.starts_with("/api") && !object.contains('\n'), "{line}");
            assert!(serde_json::from_str::<Value>(object).is_ok());
        }
    }
}
