//! Kinds whose place in the API is known without asking: Argo CD's own and the
//! built-in ones that commands read by name.
//!
//! A command that needs nothing else skips discovery. No kind whose version
//! differs between supported releases enters here.

use argocd::application;
use argocd::catalog::{Catalog, ServedKind};
use argocd::object::ObjectKind;

/// Returns Argo CD's Applications.
pub fn applications() -> ServedKind {
    namespaced(
        application::GROUP,
        "v1alpha1",
        application::KIND,
        "applications",
    )
}

/// Returns Argo CD's AppProjects.
pub fn projects() -> ServedKind {
    namespaced(application::GROUP, "v1alpha1", "AppProject", "appprojects")
}

/// Returns Argo CD's ApplicationSets.
pub fn application_sets() -> ServedKind {
    namespaced(
        application::GROUP,
        "v1alpha1",
        "ApplicationSet",
        "applicationsets",
    )
}

/// Returns core events.
pub fn events() -> ServedKind {
    namespaced("", "v1", "Event", "events")
}

/// Returns ConfigMaps.
pub fn config_maps() -> ServedKind {
    namespaced("", "v1", "ConfigMap", "configmaps")
}

/// Returns Secrets.
pub fn secrets() -> ServedKind {
    namespaced("", "v1", "Secret", "secrets")
}

/// Returns Pods.
pub fn pods() -> ServedKind {
    namespaced("", "v1", "Pod", "pods")
}

/// Returns Deployments.
pub fn deployments() -> ServedKind {
    namespaced("apps", "v1", "Deployment", "deployments")
}

/// Returns StatefulSets.
pub fn stateful_sets() -> ServedKind {
    namespaced("apps", "v1", "StatefulSet", "statefulsets")
}

/// Returns the APIServices by which groups of the API are served.
pub fn api_services() -> ServedKind {
    ServedKind {
        namespaced: false,
        ..namespaced("apiregistration.k8s.io", "v1", "APIService", "apiservices")
    }
}

/// Returns namespaces.
pub fn namespaces() -> ServedKind {
    ServedKind {
        namespaced: false,
        ..namespaced("", "v1", "Namespace", "namespaces")
    }
}

/// Returns all pinned kinds: enough for commands that read Applications alone.
pub fn catalog() -> Catalog {
    [
        applications(),
        application_sets(),
        projects(),
        events(),
        config_maps(),
    ]
    .into_iter()
    .collect()
}

fn namespaced(group: &str, version: &str, kind: &str, plural: &str) -> ServedKind {
    ServedKind {
        kind: ObjectKind {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
        },
        plural: plural.to_owned(),
        namespaced: true,
        listable: true,
    }
}
