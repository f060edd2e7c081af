//! Reading what is wanted, cluster by cluster; what cannot be read becomes a gap. What is wanted is planned elsewhere.

use argocd::application::Application;
use argocd::tree::plan::Want;

use super::{Reader, Site, Wanted, catalog};
use crate::explain::explained;

impl Reader {
    /// Reads what is wanted of the cluster that an Application deploys to, and the Application itself and its Events
    /// where it lives; what cannot be read becomes a gap.
    ///
    /// # Errors
    /// The cluster that Argo CD runs in is out of reach.
    pub(crate) async fn read_for(
        &mut self,
        application: &Application,
        wants: &[Want],
    ) -> anyhow::Result<()> {
        self.read_beside(application, wants, &[]).await
    }

    /// Reads as [`Reader::read_for`] and, in the same breath, what is wanted beside it of the cluster that Argo CD runs
    /// in.
    ///
    /// # Errors
    /// The cluster that Argo CD runs in is out of reach.
    pub(crate) async fn read_beside(
        &mut self,
        application: &Application,
        wants: &[Want],
        beside: &[Want],
    ) -> anyhow::Result<()> {
        self.reach([application]).await;
        let wanted = self.wanted_for(application, wants.iter().cloned());
        let wanted = match beside.is_empty() {
            true => wanted,
            false => wanted.and(&Site::ControlPlane, beside.iter().cloned()),
        };
        self.read_all(&wanted).await
    }

    /// Reads what is wanted, cluster by cluster; what cannot be read becomes a gap.
    ///
    /// # Errors
    /// The cluster that Argo CD runs in is out of reach.
    pub(crate) async fn read_all(&mut self, wanted: &Wanted) -> anyhow::Result<()> {
        for (site, wants) in wanted.by_site() {
            let wants: Vec<Want> = wants.iter().cloned().collect();
            match site {
                Site::ControlPlane => self.read(&wants).await?,
                // Gaps tell what could not be read of it.
                site => _ = self.read_at(site, &wants).await,
            }
        }
        self.elsewhere.welcome(&self.snapshot);
        Ok(())
    }

    /// Reads what is wanted of the cluster that Argo CD runs in; what cannot be read becomes a gap.
    ///
    /// # Errors
    /// The cluster is out of reach.
    pub(crate) async fn read(&mut self, wants: &[Want]) -> anyhow::Result<()> {
        let read = self.read_at(&Site::ControlPlane, wants).await;
        read.map_err(explained)
    }

    async fn read_at(&mut self, site: &Site, wants: &[Want]) -> Result<(), cluster::Error> {
        let catalog = catalog(self.snapshot_at(site)).into_owned();
        let Some(cluster) = self.cluster_at(site).cloned() else {
            return Ok(());
        };
        let Self {
            snapshot,
            elsewhere,
            tape,
            ..
        } = self;
        let mut remote = elsewhere.remote_mut(site);
        match tape {
            Some(tape) => {
                let mut sink = |entry| match &mut remote {
                    Some(remote) => tape.take(site, remote.told(entry), &mut remote.snapshot),
                    None => tape.take(site, entry, snapshot),
                };
                cluster.record_all(&catalog, wants, &mut sink).await
            }
            None => {
                let mut sink = |update| match &mut remote {
                    Some(remote) => remote.apply(update),
                    None => snapshot.apply(update),
                };
                cluster.fetch_all(&catalog, wants, &mut sink).await
            }
        }
    }
}
