//! What Argo CD found.

use jiff::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::Fingerprint;
use super::detail::HistoryEntry;
use super::operation::OperationState;
use super::source::Source;
use super::spec::Destination;
use crate::health::HealthStatus;
use crate::sync::SyncStatus;
use crate::time;

/// `status` of an Application.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApplicationStatus {
    /// Comparison with Git.
    pub sync: Sync,
    /// Health of all its resources together.
    pub health: AppHealth,
    /// The running or the last operation.
    pub operation_state: Option<OperationState>,
    /// Complaints; one that is present holds.
    pub conditions: Vec<Condition>,
    /// Its resources, counted.
    pub resources: ResourceCounts,
    /// The newest deployment.
    #[serde(rename = "history", deserialize_with = "last")]
    pub last_deployment: Option<HistoryEntry>,
    /// When it was last compared with Git.
    #[serde(deserialize_with = "time::lenient")]
    pub reconciled_at: Option<Timestamp>,
    /// What kind of source it is: `Helm`, `Kustomize`, `Directory`, `Plugin`.
    pub source_type: String,
    /// The same, one a source.
    pub source_types: Vec<String>,
    /// Namespace of the Argo CD that manages it.
    pub controller_namespace: String,
    /// What the hydrator does.
    pub source_hydrator: Option<HydratorStatus>,
    /// `appTree` when the health of resources is not in this object.
    pub resource_health_source: String,
}

/// Reads the last entry alone: each repeats a whole source, values included.
fn last<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HistoryEntry>, D::Error> {
    let entries = Option::<Vec<Box<RawValue>>>::deserialize(deserializer)?;
    let last = entries.and_then(|mut entries| entries.pop());
    let read = last.map(|entry| serde_json::from_str(entry.get()));
    read.transpose().map_err(D::Error::custom)
}

/// `status.sync`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sync {
    /// Whether the cluster holds what Git wants; `None` before the first comparison.
    #[serde(deserialize_with = "word")]
    pub status: Option<SyncStatus>,
    /// Revision compared with, of a single source.
    pub revision: String,
    /// Revisions compared with, of several sources.
    pub revisions: Vec<String>,
    /// What was compared.
    pub compared_to: ComparedTo,
}

impl Sync {
    /// Returns the revision compared with of the source at a position.
    pub fn revision_of(&self, index: usize) -> &str {
        self.revisions.get(index).unwrap_or(&self.revision)
    }
}

fn word<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    let word = Option::<String>::deserialize(deserializer)?;
    Ok(word.filter(|word| !word.is_empty()).map(T::from))
}

/// `status.sync.comparedTo`: the spec that the last comparison was made with.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ComparedTo {
    /// The single source.
    pub source: Option<Source>,
    /// Several sources.
    pub sources: Vec<Source>,
    /// The destination.
    pub destination: Destination,
    /// Differences that did not count.
    pub ignore_differences: Option<Fingerprint>,
}

/// `status.health`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AppHealth {
    /// The worst of its resources; `None` before the first assessment.
    #[serde(deserialize_with = "word")]
    pub status: Option<HealthStatus>,
    /// Why (since Argo CD 3.6).
    pub message: String,
    /// Since when.
    #[serde(deserialize_with = "time::lenient")]
    pub last_transition_time: Option<Timestamp>,
}

/// One complaint of Argo CD about an Application; its type ends in `Error`, `Warning` or `Info`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Condition {
    /// The type, as in `ComparisonError`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Argo CD's sentence.
    pub message: String,
    /// Since when.
    #[serde(deserialize_with = "time::lenient")]
    pub last_transition_time: Option<Timestamp>,
}

/// `status.resources[]`, counted while it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResourceCounts {
    /// All resources.
    pub total: usize,
    /// Those that differ from Git.
    pub out_of_sync: usize,
    /// Those that Argo CD marks as no longer in Git: hooks as well.
    pub requires_pruning: usize,
    /// Those that pruning would delete: of the marked ones, all but hooks.
    pub to_prune: usize,
    /// Those that Git has and that are not known to be in sync; hooks and copies too,
    /// since they have no sync status.
    pub to_apply: usize,
    /// Those whose deletion waits for somebody's word.
    pub requires_deletion_confirmation: usize,
    /// Child Applications.
    pub applications: usize,
}

impl<'de> Deserialize<'de> for ResourceCounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let resources = Option::<Vec<CountedResource>>::deserialize(deserializer)?;
        Ok(resources
            .unwrap_or_default()
            .iter()
            .fold(Self::default(), Self::count))
    }
}

impl ResourceCounts {
    fn count(self, resource: &CountedResource) -> Self {
        let application = resource.group == super::GROUP && resource.kind == super::KIND;
        Self {
            total: self.total + 1,
            out_of_sync: self.out_of_sync
                + usize::from(resource.status.as_deref() == Some("OutOfSync")),
            requires_pruning: self.requires_pruning + usize::from(resource.requires_pruning),
            to_prune: self.to_prune + usize::from(resource.requires_pruning && !resource.hook),
            to_apply: self.to_apply
                + usize::from(
                    resource.status.as_deref() != Some("Synced") && !resource.requires_pruning,
                ),
            requires_deletion_confirmation: self.requires_deletion_confirmation
                + usize::from(resource.requires_deletion_confirmation),
            applications: self.applications + usize::from(application),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CountedResource {
    group: String,
    kind: String,
    status: Option<String>,
    hook: bool,
    requires_pruning: bool,
    requires_deletion_confirmation: bool,
}

/// `status.sourceHydrator`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HydratorStatus {
    /// The running or the last hydration.
    pub current_operation: Option<HydrationOperation>,
}

/// One hydration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HydrationOperation {
    /// `Hydrating`, `Failed` or `Hydrated`.
    pub phase: String,
    /// Argo CD's sentence.
    pub message: String,
    /// When it began.
    #[serde(deserialize_with = "time::lenient")]
    pub started_at: Option<Timestamp>,
}
