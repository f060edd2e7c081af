//! A file read with `--from`, in the place of clusters: its objects go into the snapshots of those it tells of.

use std::path::Path;

use argocd::application;
use argocd::object::{Object, ObjectRef};
use argocd::settings;
use argocd::snapshot::Update;
use cluster::recorded::{self, RecordedCluster};

use super::{Reader, Site};
use crate::explain::complaints;

impl Reader {
    /// Takes in what is to be kept of a file; `now` is then the instant it was written, else the newest one it names.
    ///
    /// # Errors
    /// It cannot be read, or is no text of Kubernetes objects.
    pub(super) fn open_file(
        &mut self,
        path: &Path,
        keep: impl Fn(Update) -> Update,
    ) -> anyhow::Result<()> {
        let Self {
            snapshot,
            elsewhere,
            ..
        } = self;
        let mut input = std::io::stdin().lock();
        let mut sink = |id: &str, update| match Site::of_id(id) {
            Site::ControlPlane => snapshot.apply(keep(update)),
            site => elsewhere.recorded(&site).snapshot.apply(keep(update)),
        };
        let recorded = recorded::read(path, &mut input, &mut sink).map_err(complaints)?;
        self.snapshot.taken_at = recorded.header.map(|header| header.taken_at);
        for (id, cluster) in recorded.clusters {
            self.settle_recorded(&Site::of_id(&id), cluster);
        }
        self.elsewhere.welcome(&self.snapshot);
        self.now = self
            .snapshot
            .taken_at
            .or(self.snapshot.newest_instant())
            .unwrap_or(self.now);
        Ok(())
    }

    fn settle_recorded(&mut self, site: &Site, cluster: RecordedCluster) {
        let snapshot = match site {
            Site::ControlPlane => &mut self.snapshot,
            site => {
                let remote = self.elsewhere.recorded(site);
                remote.name = cluster.name;
                &mut remote.snapshot
            }
        };
        snapshot.catalog = cluster.catalog;
        for destination in cluster.destinations {
            self.lead(destination, site);
        }
    }
}

/// Keeps of an object what lists need: Applications without their long lists, and no bodies but those of Argo CD's other
/// kinds and its settings.
pub(super) fn summary(update: Update) -> Update {
    match update {
        Update::Seen(Object::Application(mut application)) => {
            application.detail = None;
            Update::Seen(Object::Application(application))
        }
        Update::Seen(Object::Resource(mut resource)) if !is_of_argo_cd(&resource.reference) => {
            resource.body = None;
            Update::Seen(Object::Resource(resource))
        }
        update => update,
    }
}

fn is_of_argo_cd(reference: &ObjectRef) -> bool {
    let settings = reference.is("", "ConfigMap") && reference.name == settings::CONFIG_MAP;
    reference.group == application::GROUP || settings
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn kept(api_version: &str, kind: &str, name: &str) -> Object {
        let object: Value = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, "data": {}});
        match summary(Update::Seen(Object::from_value(object).unwrap())) {
            Update::Seen(object) => object,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_list_keeps_the_bodies_of_argo_cd_alone() {
        let has_body = |api_version, kind, name| match kept(api_version, kind, name) {
            Object::Resource(resource) => resource.body.is_some(),
            Object::Application(application) => application.detail.is_some(),
        };
        assert!(has_body("v1", "ConfigMap", "argocd-cm"));
        assert!(has_body("argoproj.io/v1alpha1", "AppProject", "default"));
        assert!(!has_body("v1", "ConfigMap", "web"));
        assert!(!has_body("v1", "Secret", "argocd-cm"));
        assert!(!has_body("argoproj.io/v1alpha1", "Application", "web"));
    }
}
