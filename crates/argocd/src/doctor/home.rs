//! Where Argo CDs are installed: by their components, by their `argocd-cm`, and by what Applications say.

use std::collections::BTreeSet;

use super::{Component, Role};
use crate::application::Application;
use crate::settings;
use crate::snapshot::Snapshot;

/// One Argo CD.
#[derive(Debug)]
pub struct Home<'a> {
    /// Its namespace.
    pub namespace: String,
    /// Its components in this cluster.
    pub components: Vec<&'a Component>,
    /// Whether it has an `argocd-cm`.
    pub has_settings: bool,
    /// How many Applications it manages.
    pub applications: usize,
}

impl Home<'_> {
    /// Returns the component that does something.
    pub fn component(&self, role: Role) -> Option<&Component> {
        let mut components = self.components.iter();
        components.find(|component| component.role == role).copied()
    }
}

/// Returns every Argo CD that there is a sign of, by namespace.
pub fn homes<'a>(snapshot: &Snapshot, components: &'a [Component]) -> Vec<Home<'a>> {
    let runs = components
        .iter()
        .map(|component| component.namespace.as_str());
    let is_set_up = snapshot.of_kind("", "ConfigMap");
    let is_set_up = is_set_up.filter(|map| map.reference.name == settings::CONFIG_MAP);
    let is_set_up: BTreeSet<&str> = is_set_up
        .map(|map| map.metadata.namespace.as_str())
        .collect();
    let managed = snapshot.applications().filter(|application| {
        let status = &application.status;
        !status.controller_namespace.is_empty() || status.reconciled_at.is_some()
    });
    let managed = managed.map(Application::controller_namespace);
    let namespaces: BTreeSet<&str> = runs
        .chain(is_set_up.iter().copied())
        .chain(managed)
        .collect();
    let home = |namespace: &str| Home {
        namespace: namespace.to_owned(),
        components: components
            .iter()
            .filter(|component| component.namespace == namespace)
            .collect(),
        has_settings: is_set_up.contains(namespace),
        applications: snapshot
            .applications()
            .filter(|application| application.controller_namespace() == namespace)
            .count(),
    };
    namespaces.into_iter().map(home).collect()
}
