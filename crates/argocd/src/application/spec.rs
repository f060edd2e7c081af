//! What an Application wants.

use serde::Deserialize;
use serde_json::Value;

use super::Fingerprint;
use super::source::{Hydrator, Source};

/// `spec` of an Application.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApplicationSpec {
    /// The single source; not in force when `sources` has any.
    pub source: Option<Source>,
    /// Several sources.
    pub sources: Vec<Source>,
    /// The hydrator; in force before any source.
    pub source_hydrator: Option<Hydrator>,
    /// Where it is deployed.
    pub destination: Destination,
    /// AppProject; empty means `default`.
    pub project: String,
    /// How it is synced.
    pub sync_policy: Option<SyncPolicy>,
    /// Differences that do not count.
    pub ignore_differences: Option<Fingerprint>,
    /// How many deployments are remembered; 10 unless told, 0 is none.
    pub revision_history_limit: Option<i64>,
}

impl ApplicationSpec {
    /// Returns the sources in force: the hydrator's dry source, else `sources`, else `source`.
    pub fn sources(&self) -> Vec<&Source> {
        if let Some(hydrator) = &self.source_hydrator {
            return vec![&hydrator.dry_source];
        }
        match self.sources.is_empty() {
            true => self.source.iter().collect(),
            false => self.sources.iter().collect(),
        }
    }

    /// Returns whether several sources are in force (`HasMultipleSources`).
    pub fn has_multiple_sources(&self) -> bool {
        self.source_hydrator.is_none() && !self.sources.is_empty()
    }

    /// Returns whether what would be deployed now equals a source, or several, that were
    /// compared or deployed; the hydrator's is what it writes (`GetSource`).
    pub fn deploys_same_sources(&self, source: Option<&Source>, sources: &[Source]) -> bool {
        if self.has_multiple_sources() {
            return self.sources.len() == sources.len()
                && self
                    .sources
                    .iter()
                    .zip(sources)
                    .all(|(a, b)| a.is_same_as(b));
        }
        let wanted = match &self.source_hydrator {
            Some(hydrator) => Some(hydrator.deployed_source()),
            None => self.source.clone(),
        };
        let nothing = Source::default();
        wanted
            .unwrap_or_default()
            .is_same_as(source.unwrap_or(&nothing))
    }

    /// Returns the automated policy when auto-sync is on: `automated` is there and
    /// `enabled` is absent or true (`IsAutomatedSyncEnabled`, since Argo CD 3.1).
    pub fn automated(&self) -> Option<&Automated> {
        let automated = self.sync_policy.as_ref()?.automated.as_ref()?;
        (automated.enabled != Some(false)).then_some(automated)
    }
}

/// Where an Application is deployed; `server` or `name` names the cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Destination {
    /// URL of the API server.
    pub server: String,
    /// Name of the cluster Secret.
    pub name: String,
    /// Namespace for objects that name none.
    pub namespace: String,
}

impl Destination {
    /// URL by which Argo CD means the cluster it runs in.
    pub const IN_CLUSTER_SERVER: &'static str = "https://kubernetes.default.svc";
    /// Name by which Argo CD means the cluster it runs in.
    pub const IN_CLUSTER_NAME: &'static str = "in-cluster";

    /// Returns whether this is the cluster Argo CD runs in (by its default name or URL).
    pub fn is_in_cluster(&self) -> bool {
        self.server.trim_end_matches('/') == Self::IN_CLUSTER_SERVER
            || (self.server.is_empty() && self.name == Self::IN_CLUSTER_NAME)
    }

    /// Returns the cluster as people name it: its name, else `in-cluster`, else its URL.
    pub fn cluster(&self) -> &str {
        match (self.name.as_str(), self.is_in_cluster()) {
            ("", true) => Self::IN_CLUSTER_NAME,
            ("", false) => &self.server,
            (name, _) => name,
        }
    }
}

/// `spec.syncPolicy`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncPolicy {
    /// Automated sync, on or off.
    pub automated: Option<Automated>,
    /// Options such as `CreateNamespace=true`.
    pub sync_options: Vec<String>,
    /// How failed syncs are tried again.
    pub retry: Option<Retry>,
}

/// `spec.syncPolicy.automated`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Automated {
    /// Whether resources removed from Git are deleted.
    pub prune: bool,
    /// Whether manual changes in the cluster are reverted.
    pub self_heal: bool,
    /// Whether a sync may delete everything.
    pub allow_empty: bool,
    /// Off when false; absent is on (since Argo CD 3.1).
    pub enabled: Option<bool>,
}

/// `retry` of a policy or an operation.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Retry {
    /// Number of tries; negative is without end.
    pub limit: i64,
    /// Whether a retry takes the newest revision (since Argo CD 3.2).
    pub refresh: bool,
    /// Waits between tries, as written.
    pub backoff: Option<Value>,
}
