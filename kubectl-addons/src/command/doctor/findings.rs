//! What was collected beside the reader's snapshot.

use std::collections::BTreeMap;

use argocd::destination::ClusterSecret;
use argocd::doctor::{Component, Facts, Granted, Groups, Known, Server};
use argocd::repositories::Connection;

use crate::reader::Reader;

/// All of it.
pub(super) struct Findings {
    /// The server that was asked; none where a file was read.
    pub(super) server: Option<Server>,
    /// The groups of the API.
    pub(super) groups: Known<Groups>,
    /// Argo CD's components.
    pub(super) components: Known<Vec<Component>>,
    /// What each Argo CD is connected to, by its namespace.
    pub(super) connections: BTreeMap<String, Known<Vec<Connection>>>,
    /// The clusters that each Argo CD knows, by its namespace.
    pub(super) clusters: BTreeMap<String, Known<Vec<ClusterSecret>>>,
    /// What the user may do.
    pub(super) rights: Known<Granted>,
}

impl Findings {
    /// Joins it with what the reader has read.
    pub(super) fn facts(self, reader: &Reader) -> Facts<'_> {
        Facts {
            server: self.server,
            snapshot: reader.snapshot(),
            now: reader.now(),
            groups: self.groups,
            components: self.components,
            connections: self.connections,
            clusters: self.clusters,
            rights: self.rights,
        }
    }
}
