//! Whose the lines of a snapshot file are that follow: one file may hold several clusters.

use argocd::catalog::Catalog;
use argocd::destination::DestinationKey;
use serde::{Deserialize, Serialize};

/// The cluster of what follows, until another one is named; a file begins with the one that Argo CD runs in.
///
/// What was said of a cluster holds on: it is named again by its id alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// What tells it from others in this file; empty for the one that Argo CD runs in.
    pub id: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Address of its API server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// Destinations of Applications that mean it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<DestinationKey>,
}

/// A cluster that a file tells of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecordedCluster {
    /// Its name for people; empty for the one that Argo CD runs in.
    pub name: String,
    /// Destinations of Applications that mean it.
    pub destinations: Vec<DestinationKey>,
    /// Kinds that it served; empty where no file says.
    pub catalog: Catalog,
}
