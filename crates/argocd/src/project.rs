//! AppProject: what its Applications may do and when, read leniently.
//!
//! Only reading; whether a sync window is open is said in `windows`.

mod permission;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::application::{Application, Destination, GROUP};
use crate::object::{ObjectRef, Resource};
use crate::snapshot::{Scope, Snapshot};
use crate::windows::SyncWindow;

/// Kind of an AppProject.
pub const KIND: &str = "AppProject";

/// One AppProject.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// Name.
    pub name: String,
    /// Namespace: that of the Argo CD it belongs to.
    pub namespace: String,
    /// What it permits.
    pub spec: ProjectSpec,
}

/// `spec` of an AppProject.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProjectSpec {
    /// What it is for.
    pub description: String,
    /// Patterns of repositories that may be deployed from; `!` in front denies.
    pub source_repos: Vec<String>,
    /// Patterns of clusters and namespaces that may be deployed to; `!` in front denies.
    pub destinations: Vec<Destination>,
    /// When syncs are allowed or denied.
    pub sync_windows: Vec<SyncWindow>,
    /// Whether resources that belong to no Application are reported; absent is no.
    pub orphaned_resources: Option<OrphanedResources>,
    /// Cluster-scoped kinds that are permitted; none listed permits none.
    pub cluster_resource_whitelist: Vec<PermittedKind>,
    /// Cluster-scoped kinds that are denied.
    pub cluster_resource_blacklist: Vec<PermittedKind>,
    /// Namespaced kinds that are permitted; none listed permits all.
    pub namespace_resource_whitelist: Vec<PermittedKind>,
    /// Namespaced kinds that are denied.
    pub namespace_resource_blacklist: Vec<PermittedKind>,
}

/// `spec.orphanedResources`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct OrphanedResources {
    /// Whether Applications get a warning; absent is yes.
    pub warn: Option<bool>,
    /// Patterns of resources that are left out.
    pub ignore: Vec<PermittedKind>,
}

/// Patterns of a group and kind, and of a name where one is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PermittedKind {
    /// Pattern of the API group; empty is the core group.
    pub group: String,
    /// Pattern of the kind.
    pub kind: String,
    /// Pattern of the name; empty is every name.
    pub name: String,
}

impl Project {
    /// Reads one AppProject from a resource that was read with its body.
    ///
    /// # Errors
    /// A sentence saying what is missing or which field is of the wrong shape.
    pub fn from_resource(resource: &Resource) -> Result<Self, String> {
        let Some(body) = &resource.body else {
            return Err(format!("the body of {} was not read", resource.reference));
        };
        let spec = Option::<ProjectSpec>::deserialize(body.get("spec").unwrap_or(&Value::Null))
            .map_err(|error| format!("{} cannot be read: {error}", resource.reference))?;
        Ok(Self {
            name: resource.metadata.name.clone(),
            namespace: resource.metadata.namespace.clone(),
            spec: spec.unwrap_or_default(),
        })
    }
}

/// What is known of an Application's AppProject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ProjectKnown<'a> {
    /// It was read.
    Known(&'a Project),
    /// It does not exist.
    Gone,
    /// It may exist, but could not be read.
    Unreadable,
}

impl<'a> ProjectKnown<'a> {
    /// Returns the AppProject, where it was read.
    pub fn project(self) -> Option<&'a Project> {
        match self {
            Self::Known(project) => Some(project),
            Self::Gone | Self::Unreadable => None,
        }
    }
}

/// Every AppProject of a snapshot, read once; equal ones give equal answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Projects {
    /// `None` for one that is there and cannot be read.
    known: BTreeMap<ObjectRef, Option<Project>>,
    /// The scopes of which all were listed.
    listed: BTreeSet<Scope>,
}

impl Projects {
    /// Reads the AppProjects of a snapshot.
    pub fn of(snapshot: &Snapshot) -> Self {
        let read = |resource: &Resource| {
            let project = Project::from_resource(resource).ok();
            (resource.reference.clone(), project)
        };
        Self {
            known: snapshot.of_kind(GROUP, KIND).map(read).collect(),
            listed: snapshot.settled_scopes(GROUP, KIND).cloned().collect(),
        }
    }

    /// Returns what is known of the AppProject an Application names; it lies in the
    /// namespace of the Application's Argo CD. It is gone only if all were listed.
    pub fn find(&self, application: &Application) -> ProjectKnown<'_> {
        let reference = ObjectRef::new(
            GROUP,
            KIND,
            application.controller_namespace(),
            application.project(),
        );
        let absent = || self.listed.iter().any(|scope| scope.covers(&reference));
        match self.known.get(&reference) {
            Some(Some(project)) => ProjectKnown::Known(project),
            None if absent() => ProjectKnown::Gone,
            Some(None) | None => ProjectKnown::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;
    use crate::snapshot::Update;

    fn seen(value: Value) -> Update {
        Update::Seen(Object::from_value(value).unwrap())
    }

    fn project(spec: Value) -> Value {
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject",
               "metadata": {"name": "team", "namespace": "argocd"}, "spec": spec})
    }

    fn application(project: &str) -> Application {
        Application::from_value(&json!({
            "metadata": {"name": "web", "namespace": "apps"}, "spec": {"project": project},
            "status": {"controllerNamespace": "argocd"},
        }))
        .unwrap()
    }

    #[test]
    fn a_project_reads_with_what_it_permits() {
        let Update::Seen(Object::Resource(resource)) = seen(project(json!({
            "destinations": [{"server": "https://kubernetes.default.svc", "namespace": "team-*"}],
            "sourceRepos": ["*"],
            "syncWindows": [{"kind": "deny", "schedule": "0 8 * * *", "duration": "1h"}],
            "orphanedResources": {"ignore": [{"kind": "Secret", "name": "x-*"}]},
            "clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
            "roles": [{"name": "ci"}],
        }))) else {
            panic!("an AppProject is a resource");
        };
        let project = Project::from_resource(&resource).unwrap();
        assert_eq!(project.name, "team");
        assert_eq!(project.spec.destinations[0].namespace, "team-*");
        assert_eq!(project.spec.sync_windows.len(), 1);
        let orphaned = project.spec.orphaned_resources.unwrap();
        assert_eq!((orphaned.warn, orphaned.ignore.len()), (None, 1));
        assert_eq!(project.spec.cluster_resource_whitelist[0].kind, "*");
    }

    #[test]
    fn a_project_is_gone_only_where_all_were_listed() {
        let mut snapshot = Snapshot::default();
        snapshot.apply(seen(project(json!({}))));
        let known =
            |snapshot: &Snapshot, name| match Projects::of(snapshot).find(&application(name)) {
                ProjectKnown::Known(project) => project.name.clone(),
                ProjectKnown::Gone => "gone".to_owned(),
                ProjectKnown::Unreadable => "unreadable".to_owned(),
            };
        assert_eq!(known(&snapshot, "team"), "team");
        assert_eq!(known(&snapshot, "other"), "unreadable");
        snapshot.apply(Update::Settled(Scope::everywhere(GROUP, KIND)));
        assert_eq!(known(&snapshot, "other"), "gone");
    }

    #[test]
    fn a_project_of_a_wrong_shape_is_not_gone() {
        let mut snapshot = Snapshot::default();
        snapshot.apply(seen(project(json!({"syncWindows": "none"}))));
        snapshot.apply(Update::Settled(Scope::everywhere(GROUP, KIND)));
        let projects = Projects::of(&snapshot);
        let found = projects.find(&application("team"));
        assert_eq!(found, ProjectKnown::Unreadable);
    }
}
