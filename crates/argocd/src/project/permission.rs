//! Which resources an AppProject permits, by its lists of kinds and destinations.
//!
//! Argo CD's rules (`IsGroupKindNamePermitted` and `isDestinationMatched` in its `app_project_types.go`). Where only one
//! of name and URL of a cluster is known, its destinations cannot be told apart and are not asked.

use super::{PermittedKind, Project};
use crate::application::Destination;
use crate::glob;
use crate::object::ObjectRef;

impl Project {
    /// Returns whether its Applications may have this resource, in the cluster they are deployed to.
    pub fn permits(&self, reference: &ObjectRef, destination: &Destination) -> bool {
        match &reference.namespace {
            Some(namespace) => {
                self.permits_namespaced(reference)
                    && (!destination.is_in_cluster() || self.permits_here(namespace))
            }
            None => self.permits_cluster_scoped(reference),
        }
    }

    fn permits_namespaced(&self, reference: &ObjectRef) -> bool {
        let allowed = &self.spec.namespace_resource_whitelist;
        (allowed.is_empty() || any(allowed, reference, false))
            && !any(&self.spec.namespace_resource_blacklist, reference, false)
    }

    fn permits_cluster_scoped(&self, reference: &ObjectRef) -> bool {
        any(&self.spec.cluster_resource_whitelist, reference, true)
            && !any(&self.spec.cluster_resource_blacklist, reference, true)
    }

    /// Returns whether a namespace of Argo CD's own cluster is among the destinations; one that denies decides.
    fn permits_here(&self, namespace: &str) -> bool {
        let mut permitted = false;
        for destination in &self.spec.destinations {
            let named = fits(&destination.name, Destination::IN_CLUSTER_NAME);
            let served = fits(&destination.server, Destination::IN_CLUSTER_SERVER);
            let inside = fits(&destination.namespace, namespace);
            let cluster_denied =
                (!named && denies(&destination.name)) || (!served && denies(&destination.server));
            match (named || served) && inside {
                true => permitted = true,
                false if cluster_denied && inside => return false,
                false if served && !inside && denies(&destination.namespace) => return false,
                false => {}
            }
        }
        permitted
    }
}

fn any(kinds: &[PermittedKind], reference: &ObjectRef, by_name: bool) -> bool {
    kinds.iter().any(|permitted| {
        let named = !by_name
            || permitted.name.is_empty()
            || glob::matches(&permitted.name, &reference.name);
        named
            && glob::matches(&permitted.kind, &reference.kind)
            && glob::matches(&permitted.group, &reference.group)
    })
}

fn denies(pattern: &str) -> bool {
    pattern.starts_with('!')
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.strip_prefix('!') {
        Some(denied) => !glob::matches(denied, text),
        None => glob::matches(pattern, text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::application::Application;
    use crate::project::ProjectSpec;

    fn permits(spec: Value, group: &str, kind: &str, namespace: &str) -> bool {
        let project = Project {
            spec: serde_json::from_value::<ProjectSpec>(spec).unwrap(),
            ..Project::default()
        };
        project.permits(&ObjectRef::new(group, kind, namespace, "a"), &in_cluster())
    }

    fn in_cluster() -> Destination {
        let application =
            json!({"metadata": {"name": "a"}, "spec": {"destination": {"name": "in-cluster"}}});
        Application::from_value(&application)
            .unwrap()
            .spec
            .destination
    }

    fn anywhere() -> Value {
        json!([{"server": "*", "namespace": "*"}])
    }

    #[test]
    fn nothing_listed_permits_namespaced_kinds_and_no_others() {
        let spec = json!({"destinations": anywhere()});
        assert!(permits(spec.clone(), "", "Secret", "web"));
        assert!(!permits(spec, "", "Namespace", ""));
    }

    #[test]
    fn kinds_are_permitted_and_denied_by_pattern() {
        let spec = json!({"destinations": anywhere(),
            "namespaceResourceWhitelist": [{"group": "apps", "kind": "*"}, {"group": "", "kind": "Se*"}],
            "namespaceResourceBlacklist": [{"group": "", "kind": "Secret"}],
            "clusterResourceWhitelist": [{"group": "*", "kind": "*", "name": "a*"}],
            "clusterResourceBlacklist": [{"group": "", "kind": "Namespace"}]});
        assert!(permits(spec.clone(), "apps", "Deployment", "web"));
        assert!(permits(spec.clone(), "", "Service", "web"));
        assert!(!permits(spec.clone(), "", "Secret", "web"));
        assert!(!permits(spec.clone(), "batch", "Job", "web"));
        assert!(permits(
            spec.clone(),
            "rbac.authorization.k8s.io",
            "ClusterRole",
            ""
        ));
        assert!(!permits(spec, "", "Namespace", ""));
    }

    #[test]
    fn a_namespace_must_be_a_destination_and_one_that_denies_decides() {
        let spec = json!({"destinations": [
            {"server": "https://kubernetes.default.svc", "namespace": "web"},
            {"name": "in-cluster", "namespace": "team-*"},
            {"server": "*", "namespace": "!kube-system"}]});
        assert!(permits(spec.clone(), "", "Secret", "web"));
        assert!(permits(spec.clone(), "", "Secret", "team-a"));
        assert!(!permits(spec, "", "Secret", "kube-system"));
        let elsewhere = json!({"destinations": [{"server": "https://other", "namespace": "*"}]});
        assert!(!permits(elsewhere, "", "Secret", "web"));
    }
}
