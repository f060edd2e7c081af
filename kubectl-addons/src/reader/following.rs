//! Several clusters followed at once, as one stream of updates.

use std::collections::{BTreeMap, BTreeSet};

use argocd::snapshot::Update;
use argocd::tree::plan::Want;
use cluster::Follow;
use futures_util::future::{FutureExt, select_all};

use super::Site;

/// What is to be followed, cluster by cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted(BTreeMap<Site, BTreeSet<Want>>);

impl Wanted {
    /// Wants something of the cluster that Argo CD runs in.
    pub(crate) fn of_control_plane(wants: impl IntoIterator<Item = Want>) -> Self {
        Self::default().and(&Site::ControlPlane, wants)
    }

    /// Wants something of one more cluster, or more of one.
    #[must_use]
    pub(crate) fn and(mut self, site: &Site, wants: impl IntoIterator<Item = Want>) -> Self {
        let wants = wants.into_iter();
        self.0.entry(site.clone()).or_default().extend(wants);
        self
    }

    /// Wants what another wants, too.
    #[must_use]
    pub(crate) fn joined(self, other: Self) -> Self {
        let others = other.0.into_iter();
        others.fold(self, |wanted, (site, wants)| wanted.and(&site, wants))
    }

    /// Returns what another does not want.
    #[must_use]
    pub(crate) fn without(mut self, other: &Self) -> Self {
        for (site, wants) in &mut self.0 {
            let known = other.0.get(site);
            wants.retain(|want| known.is_none_or(|known| !known.contains(want)));
        }
        self
    }

    /// Returns whether nothing is wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.values().all(BTreeSet::is_empty)
    }

    /// Returns each cluster with what is wanted of it.
    pub(crate) fn by_site(&self) -> impl Iterator<Item = (&Site, &BTreeSet<Want>)> {
        self.0.iter()
    }
}

/// Updates of several clusters as they happen. Dropping it closes all watches.
pub(crate) struct Following(Vec<(Site, Follow)>);

impl Following {
    /// Joins what follows each cluster.
    pub(crate) fn new(follows: impl IntoIterator<Item = (Site, Follow)>) -> Self {
        Self(follows.into_iter().collect())
    }

    /// Waits for the next update of any cluster; `None` when nothing is followed any more.
    ///
    /// May be dropped while it waits: no update is lost.
    pub(crate) async fn next(&mut self) -> Option<(Site, Update)> {
        while !self.0.is_empty() {
            let waiting = self.0.iter_mut();
            let waiting = waiting.map(|(_, follow)| follow.next().boxed_local());
            let (update, at, _) = select_all(waiting).await;
            match update {
                Some(update) => return Some((self.0[at].0.clone(), update)),
                None => drop(self.0.remove(at)),
            }
        }
        None
    }
}
