//! Reading Applications, where they may be read, and what surrounds them.

use std::collections::BTreeSet;

use argocd::application;
use argocd::catalog::ServedKind;
use argocd::object::{Object, ObjectRef};
use argocd::project;
use argocd::settings;
use argocd::snapshot::{Gap, Need, Scope, Snapshot, Update};
use argocd::tree::plan::Want;
use cluster::{Cause, Cluster, pinned};
use plugin_kit::failure::Explain;

use super::{Reader, Site};
use crate::explain::explained;
use crate::rows::Rows;
use crate::view::tally::Tally;

/// Namespace that Argo CD is usually installed in.
pub(super) const USUAL_NAMESPACE: &str = "argocd";
/// What is not seen when all namespaces are forbidden.
pub(super) const OTHER_NAMESPACES: &str = "Applications of other namespaces";

impl Reader {
    /// Reads every Application's summary, and what surrounds them.
    ///
    /// # Errors
    /// No Application could be read at all.
    pub(crate) async fn read_applications(&mut self) -> anyhow::Result<()> {
        self.read_where_allowed(everything(), Need::Summary, &mut None)
            .await?;
        self.read_surroundings().await
    }

    /// Reads every Application's summary, and what surrounds them; rows are written as Applications arrive,
    /// and counted.
    ///
    /// # Errors
    /// No Application could be read at all, or standard output cannot be written.
    pub(crate) async fn read_applications_into(&mut self, rows: Rows<'_>) -> anyhow::Result<Tally> {
        self.read_ahead().await;
        let mut rows = Some(rows);
        self.read_where_allowed(everything(), Need::Summary, &mut rows)
            .await?;
        self.read_surroundings().await?;
        rows.map_or(Ok(Tally::default()), |rows| {
            rows.finish(self.snapshot(), self.now())
        })
    }

    /// Reads what surrounds Applications that have not been seen yet, since rows are judged as they come: all AppProjects,
    /// and the settings where an Argo CD usually is. Where that may not be read, `read_surroundings` says so.
    async fn read_ahead(&mut self) {
        let (Some(cluster), None) = (self.cluster.clone(), &self.tape) else {
            return;
        };
        let (_, settings) = of_namespace(USUAL_NAMESPACE);
        let projects = Scope {
            namespace: self.namespace.clone(),
            ..Scope::everywhere(application::GROUP, project::KIND)
        };
        let wants = [Want::body(projects), settings];
        let snapshot = &mut self.snapshot;
        let mut sink = |update| match update {
            Update::Gap(_) => {}
            update => snapshot.apply(update),
        };
        let _may_be_refused = cluster
            .fetch_all(&pinned::catalog(), &wants, &mut sink)
            .await;
    }

    /// Reads the Applications of one name, in every namespace that may be read.
    ///
    /// # Errors
    /// No Application could be asked for at all.
    pub(crate) async fn read_applications_named(&mut self, name: &str) -> anyhow::Result<()> {
        let scope = Scope {
            name: Some(name.to_owned()),
            ..everything()
        };
        self.read_where_allowed(scope, Need::Body, &mut None).await
    }

    /// Reads one whole Application.
    ///
    /// # Errors
    /// It could not be asked for.
    pub(crate) async fn read_application(&mut self, reference: &ObjectRef) -> anyhow::Result<()> {
        let read = self
            .read_scope(
                &pinned::applications(),
                &Scope::object(reference),
                Need::Body,
                &mut None,
            )
            .await;
        read.map_err(explained)
    }

    /// Reads the AppProjects and the settings of every Argo CD in sight; that they may not be read is a gap.
    ///
    /// # Errors
    /// The cluster is out of reach.
    pub(crate) async fn read_surroundings(&mut self) -> anyhow::Result<()> {
        let lacking = surroundings(&self.snapshot).into_iter();
        let lacking = lacking.filter(|want| !self.snapshot.has_read(&want.scope));
        self.read(&lacking.collect::<Vec<Want>>()).await
    }

    /// Reads a scope of Applications: the namespace given, else all, else those left when all are forbidden.
    async fn read_where_allowed(
        &mut self,
        scope: Scope,
        need: Need,
        rows: &mut Option<Rows<'_>>,
    ) -> anyhow::Result<()> {
        let Some(cluster) = self.cluster.clone() else {
            return Ok(());
        };
        let wanted = Scope {
            namespace: self.namespace.clone(),
            ..scope.clone()
        };
        match self
            .read_scope(&pinned::applications(), &wanted, need, rows)
            .await
        {
            Err(error) if error.cause() == Cause::Forbidden && wanted.namespace.is_none() => {
                self.read_what_is_left(&cluster, &scope, need, rows, error)
                    .await
            }
            Err(error) if error.cause() == Cause::NotServed => Err(explained(error))
                .doing("looking for Argo CD")
                .next("install Argo CD, or choose the cluster it runs in with --context"),
            outcome => outcome.map_err(|error| self.refused(error)),
        }
    }

    /// Returns why there is no Application to be seen; that it is a right that was missing is kept as a gap too.
    fn refused(&mut self, error: cluster::Error) -> anyhow::Error {
        if error.cause() == Cause::Forbidden {
            self.tell_gap(error.clone().into_gap(OTHER_NAMESPACES.to_owned(), None));
        }
        explained(error)
    }

    async fn read_what_is_left(
        &mut self,
        cluster: &Cluster,
        scope: &Scope,
        need: Need,
        rows: &mut Option<Rows<'_>>,
        refused: cluster::Error,
    ) -> anyhow::Result<()> {
        let mut read = false;
        for namespace in places(cluster.default_namespace()) {
            let scope = Scope {
                namespace: Some(namespace.to_owned()),
                ..scope.clone()
            };
            read |= self
                .read_scope(&pinned::applications(), &scope, need, rows)
                .await
                .is_ok();
        }
        if !read {
            return Err(self.refused(refused))
                .next("name a namespace you may read with -n NAMESPACE");
        }
        self.tell_gap(refused.into_gap(OTHER_NAMESPACES.to_owned(), None));
        Ok(())
    }

    pub(super) fn tell_gap(&mut self, gap: Gap) {
        if let Some(tape) = &mut self.tape {
            tape.gap(&Site::ControlPlane, &gap);
        }
        self.snapshot.apply(Update::Gap(gap));
    }

    async fn read_scope(
        &mut self,
        served: &ServedKind,
        scope: &Scope,
        need: Need,
        rows: &mut Option<Rows<'_>>,
    ) -> Result<(), cluster::Error> {
        let (now, early) = (self.now, rows.is_some());
        let Self {
            cluster: Some(cluster),
            snapshot,
            tape,
            ..
        } = self
        else {
            return Ok(());
        };
        if let Some(tape) = tape {
            let want = Want::body(scope.clone());
            return cluster
                .record(served, &want, &mut |entry| {
                    tape.take(&Site::ControlPlane, entry, snapshot)
                })
                .await;
        }
        let want = Want {
            scope: scope.clone(),
            need,
        };
        let mut sink = |update: Update| {
            let arrived = arrived(&update);
            snapshot.apply(update);
            if let (Some(rows), Some(arrived)) = (rows.as_mut(), arrived) {
                rows.arrived(arrived, snapshot, now);
            }
        };
        match early {
            true => cluster.list_early(served, &want, &mut sink).await,
            false => cluster.list(served, scope, need, &mut sink).await,
        }
    }
}

/// Covers every Application.
pub(super) fn everything() -> Scope {
    Scope::everywhere(application::GROUP, application::KIND)
}

fn arrived(update: &Update) -> Option<ObjectRef> {
    match update {
        Update::Seen(Object::Application(application)) => Some(application.reference()),
        _ => None,
    }
}

/// Wants the AppProjects and settings of every Argo CD that manages an Application of the snapshot.
pub(crate) fn surroundings(snapshot: &Snapshot) -> Vec<Want> {
    let known = snapshot
        .applications()
        .map(|application| application.controller_namespace());
    let namespaces: BTreeSet<&str> = known.collect();
    let wants = namespaces.into_iter().map(of_namespace);
    wants
        .flat_map(|(projects, settings)| [projects, settings])
        .collect()
}

/// Wants the AppProjects and the settings of the Argo CD in a namespace.
fn of_namespace(namespace: &str) -> (Want, Want) {
    let settings = ObjectRef::new("", "ConfigMap", namespace, settings::CONFIG_MAP);
    (
        Want::body(Scope::namespace(
            application::GROUP,
            project::KIND,
            namespace,
        )),
        Want::body(Scope::object(&settings)),
    )
}

/// Returns where Applications may still be found when all namespaces are forbidden.
pub(super) fn places(default_namespace: &str) -> Vec<&str> {
    match default_namespace == USUAL_NAMESPACE {
        true => vec![USUAL_NAMESPACE],
        false => vec![default_namespace, USUAL_NAMESPACE],
    }
}
