//! A small world for the tests of the checks: an Argo CD as it should be, to be broken in one place at a time.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Component, Facts, Granted, Groups, Known, PART_OF, PART_OF_LABEL, Role, Server};
use crate::application;
use crate::catalog::{Catalog, ServedKind};
use crate::destination::ClusterSecret;
use crate::object::{Object, ObjectKind, ObjectRef};
use crate::repositories::Connection;
use crate::rights::Right;
use crate::snapshot::{Gap, GapReason, Scope, Snapshot, Update};

/// Everything the facts are made of.
pub(super) struct World {
    pub(super) server: Option<Server>,
    pub(super) snapshot: Snapshot,
    pub(super) groups: Known<Groups>,
    pub(super) components: Known<Vec<Component>>,
    pub(super) connections: BTreeMap<String, Known<Vec<Connection>>>,
    pub(super) clusters: BTreeMap<String, Known<Vec<ClusterSecret>>>,
    pub(super) rights: Known<Granted>,
    pub(super) web: Value,
}

impl Default for World {
    /// A cluster without Argo CD.
    fn default() -> Self {
        let kinds = ["Application", "AppProject", "ApplicationSet"].map(|kind| (kind, "v1alpha1"));
        let groups = Groups {
            served: catalog(&kinds),
            ..Groups::default()
        };
        Self {
            server: Some(Server {
                address: "https://api".to_owned(),
                context: Some("lab".to_owned()),
                version: Ok("v1.37.2".to_owned()),
                ahead: Some(SignedDuration::ZERO),
            }),
            snapshot: Snapshot::default(),
            groups: Ok(groups),
            components: Ok(Vec::new()),
            connections: BTreeMap::new(),
            clusters: BTreeMap::new(),
            rights: Err(gap("not asked")),
            web: Value::Null,
        }
    }
}

impl World {
    /// An Argo CD 3.6.1 in namespace `argocd` with one Application, `web`, all well.
    pub(super) fn installed() -> Self {
        let names = ["application-controller", "repo-server", "redis", "server"];
        let mut world = Self {
            components: Ok(names.map(component).into()),
            ..Self::default()
        };
        world.settings("argocd", &[]);
        world.web = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": "web", "namespace": "argocd", "uid": "1"},
            "spec": {"source": {"repoURL": "https://git.example.com/web.git", "path": "."}, "destination": {"name": "in-cluster", "namespace": "web"}},
            "status": {"controllerNamespace": "argocd", "resourceHealthSource": "appTree", "reconciledAt": now().to_string()}});
        world.see(world.web.clone());
        let all = Scope::everywhere(application::GROUP, application::KIND);
        world.snapshot.apply(Update::Settled(all));
        world
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            server: self.server.as_ref().map(|server| Server {
                address: server.address.clone(),
                context: server.context.clone(),
                version: server.version.clone(),
                ahead: server.ahead,
            }),
            snapshot: &self.snapshot,
            now: now(),
            groups: self.groups.clone(),
            components: self.components.clone(),
            connections: self.connections.clone(),
            clusters: self.clusters.clone(),
            rights: self.rights.clone(),
        }
    }

    fn see(&mut self, object: Value) {
        self.snapshot
            .apply(Update::Seen(Object::from_value(object).unwrap()));
    }

    /// Gives an Argo CD an `argocd-cm`.
    pub(super) fn settings(&mut self, namespace: &str, data: &[(&str, &str)]) {
        self.config_map(namespace, crate::settings::CONFIG_MAP, data, json!({}));
    }

    /// Lets `argocd-cm` name a decryptor.
    pub(super) fn decryptor(&mut self, name: &str) {
        let annotations = json!({crate::marks::DECRYPTOR_ANNOTATION: name});
        self.config_map("argocd", crate::settings::CONFIG_MAP, &[], annotations);
    }

    pub(super) fn parameters(&mut self, namespace: &str, data: &[(&str, &str)]) {
        self.config_map(namespace, super::PARAMETERS, data, json!({}));
    }

    fn config_map(
        &mut self,
        namespace: &str,
        name: &str,
        data: &[(&str, &str)],
        annotations: Value,
    ) {
        let data: BTreeMap<&str, &str> = data.iter().copied().collect();
        self.see(
            json!({"apiVersion": "v1", "kind": "ConfigMap", "data": data,
            "metadata": {"name": name, "namespace": namespace, "annotations": annotations}}),
        );
    }

    /// Takes `argocd-cm` away, and the right to read it.
    pub(super) fn forbidden_settings(&mut self, namespace: &str) {
        let reference = ObjectRef::new("", "ConfigMap", namespace, crate::settings::CONFIG_MAP);
        self.snapshot.apply(Update::Gone(reference.clone()));
        let right = Right::new("get", "", "configmaps")
            .within(namespace)
            .named(&reference.name);
        self.forbid(Scope::object(&reference), Some(right));
    }

    /// Takes away the right to read Applications everywhere.
    pub(super) fn forbidden_applications(&mut self) {
        self.forbid(
            Scope::everywhere(application::GROUP, application::KIND),
            None,
        );
    }

    fn forbid(&mut self, scope: Scope, right: Option<Right>) {
        let gap = Gap {
            scope: Some(scope),
            right: right.map(Box::new),
            ..*gap("you may not read it")
        };
        self.snapshot.apply(Update::Gap(gap));
    }

    /// Adds an Application that nobody has looked at.
    pub(super) fn application(&mut self, namespace: &str, name: &str) {
        self.see(
            json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": namespace}}),
        );
    }

    fn change(&mut self, part: &str, key: &str, value: Value) {
        self.web[part][key] = value;
        self.see(self.web.clone());
    }

    /// Sets a field of the Application's spec.
    pub(super) fn spec(&mut self, key: &str, value: Value) {
        self.change("spec", key, value);
    }

    /// Sets a field of the Application's status.
    pub(super) fn status(&mut self, key: &str, value: Value) {
        self.change("status", key, value);
    }

    pub(super) fn label(&mut self, key: &str, value: &str) {
        self.change("metadata", "labels", json!({key: value}));
    }

    pub(super) fn annotate(&mut self, key: &str, value: &str) {
        self.change("metadata", "annotations", json!({key: value}));
    }

    /// Lets the Application have been compared so many minutes ago.
    pub(super) fn compared(&mut self, minutes_ago: i64) {
        let at = now() - SignedDuration::from_mins(minutes_ago);
        self.status("reconciledAt", json!(at.to_string()));
    }

    /// Lets the Application keep an object in the cluster.
    pub(super) fn keeps(&mut self, kind: &str, data: Value) {
        let mut resources = self.web["status"]["resources"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        resources.push(json!({"version": "v1", "kind": kind, "namespace": "web", "name": "kept"}));
        self.status("resources", Value::from(resources));
        self.see(json!({"apiVersion": "v1", "kind": kind, "data": data, "metadata": {"name": "kept", "namespace": "web"}}));
    }

    /// Gives every component an image of this tag.
    pub(super) fn tags(&mut self, tag: impl Fn(Role) -> String) {
        for component in self.components.as_mut().unwrap() {
            component.tag = tag(component.role);
        }
    }

    pub(super) fn repo_server(&mut self) -> &mut Component {
        let mut components = self.components.as_mut().unwrap().iter_mut();
        components.find(|one| one.role == Role::RepoServer).unwrap()
    }

    /// Lets an Argo CD know clusters: name of the Secret, name, URL.
    pub(super) fn clusters(&mut self, namespace: &str, secrets: &[(&str, &str, &str)]) {
        let encode = |text: &str| BASE64_STANDARD.encode(text);
        let secret = |(secret, name, server): &(&str, &str, &str)| {
            ClusterSecret::from_value(&json!({"metadata": {"name": secret},
                "data": {"name": encode(name), "server": encode(server)}}))
        };
        let secrets = secrets.iter().map(secret).collect();
        self.clusters.insert(namespace.to_owned(), Ok(secrets));
    }
}

pub(super) fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// A gap of something forbidden.
pub(super) fn gap(message: &str) -> Box<Gap> {
    Box::new(Gap {
        reason: GapReason::Forbidden,
        what: "something".to_owned(),
        message: message.to_owned(),
        scope: None,
        right: None,
    })
}

/// Kinds of Argo CD's group in these versions.
pub(super) fn catalog(kinds: &[(&str, &str)]) -> Catalog {
    let served = |(kind, version): &(&str, &str)| ServedKind {
        kind: ObjectKind {
            group: application::GROUP.to_owned(),
            version: (*version).to_owned(),
            kind: (*kind).to_owned(),
        },
        plural: format!("{}s", kind.to_lowercase()),
        namespaced: true,
        listable: true,
    };
    kinds.iter().map(served).collect()
}

fn component(name: &str) -> Component {
    let kind = match name {
        "application-controller" => "StatefulSet",
        _ => "Deployment",
    };
    let labels = json!({PART_OF_LABEL: PART_OF, "app.kubernetes.io/component": name});
    Component::of(&json!({"kind": kind, "metadata": {"name": format!("argocd-{name}"), "namespace": "argocd", "labels": labels},
        "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": name, "image": "quay.io/argoproj/argocd:v3.6.1"}]}}},
        "status": {"readyReplicas": 1}}))
    .unwrap()
}
