//! The two add-ons whose trees are drawn: one of ten nodes, one large. Argo CD deploys them from Git,
//! so that it knows their trees as well. Only texts are made here.

use serde_json::{Value, json};

use super::size::Parts;

/// Name, folder and namespace of the add-on of ten nodes.
pub(crate) const TEN: &str = "report-ten";
/// Name, folder and namespace of the large add-on.
pub(crate) const LARGE: &str = "report-large";

/// Returns the manifests of [`TEN`]: a Deployment of two Pods, a Service, and what has no children.
pub(crate) fn ten() -> String {
    let plain = |api: &str, kind: &str| json!({"apiVersion": api, "kind": kind, "metadata": {"name": "ten"}});
    documents(&[
        deployment("ten", 2),
        service("ten"),
        plain("v1", "ConfigMap"),
        plain("v1", "Secret"),
        plain("v1", "ServiceAccount"),
        plain("rbac.authorization.k8s.io/v1", "Role"),
    ])
}

/// Returns the manifests of [`LARGE`].
pub(crate) fn large(parts: Parts) -> String {
    let deployments = (0..parts.deployments).map(|index| deployment(&format!("part-{index}"), 4));
    let services = (0..parts.services).map(|index| service(&format!("part-{index}")));
    let config_maps = (0..parts.config_maps).map(|index| {
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": format!("part-{index}")},
            "data": {"text": "x".repeat(600)}})
    });
    documents(
        &deployments
            .chain(services)
            .chain(config_maps)
            .collect::<Vec<_>>(),
    )
}

/// Returns the Application that deploys the folder `name` of the repository at `url`.
pub(crate) fn application(name: &str, url: &str) -> Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd"},
        "spec": {
            "project": "default",
            "source": {"repoURL": url, "path": name, "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
            "syncPolicy": {"automated": {}, "syncOptions": ["CreateNamespace=true"]},
        },
    })
}

fn deployment(name: &str, replicas: usize) -> Value {
    let labels = json!({"part": name});
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "main", "image": "registry.example.com/part:1"}]},
            },
        },
    })
}

fn service(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
        "spec": {"selector": {"part": name}, "ports": [{"port": 80}]}})
}

/// JSON is YAML, so documents of JSON between dashes are a YAML file.
fn documents(objects: &[Value]) -> String {
    objects
        .iter()
        .map(|object| format!("---\n{object}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::size::QUICK;

    #[test]
    fn the_large_add_on_has_the_resources_it_says() {
        let text = large(QUICK.large);
        assert_eq!(text.matches("---\n").count(), QUICK.large.managed());
    }

    #[test]
    fn ten_nodes_come_of_six_resources() {
        // A Deployment adds a ReplicaSet and two Pods, a Service an EndpointSlice.
        assert_eq!(ten().matches("---\n").count() + 3 + 1, 10);
    }
}
