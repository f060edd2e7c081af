//! What only one whole Application carries: its resources, sync results and history.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::operation::InitiatedBy;
use super::source::Source;
use crate::health::HealthStatus;
use crate::object::ObjectRef;
use crate::sync::SyncStatus;
use crate::time;

/// The long lists of an Application.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Detail {
    /// `status.resources[]`.
    pub resources: Vec<ManagedResource>,
    /// `status.operationState.syncResult.resources[]`.
    pub results: Vec<SyncResult>,
    /// `status.history[]`, oldest first.
    pub history: Vec<HistoryEntry>,
    /// `status.summary.images[]`.
    pub images: Vec<String>,
    /// `status.summary.externalURLs[]`.
    pub external_urls: Vec<String>,
    /// The whole Application as JSON, secrets not masked; text, since it is seldom asked for.
    pub text: String,
}

impl Detail {
    /// Reads the lists out of one whole Application.
    ///
    /// # Errors
    /// A sentence naming the list that is of the wrong shape.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        Ok(Self {
            resources: list(value, "/status/resources")?,
            results: list(value, "/status/operationState/syncResult/resources")?,
            history: list(value, "/status/history")?,
            images: list(value, "/status/summary/images")?,
            external_urls: list(value, "/status/summary/externalURLs")?,
            text: value.to_string(),
        })
    }
}

fn list<T: for<'de> Deserialize<'de>>(value: &Value, pointer: &str) -> Result<Vec<T>, String> {
    let list = value.pointer(pointer).unwrap_or(&Value::Null);
    let list = Option::<Vec<T>>::deserialize(list).map_err(|error| {
        format!(
            "{} of the Application cannot be read: {error}",
            &pointer[1..]
        )
    })?;
    Ok(list.unwrap_or_default())
}

/// One resource that Argo CD manages for the Application (`ResourceStatus`).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ManagedResource {
    /// API group; empty for the core group.
    pub group: String,
    /// API version.
    pub version: String,
    /// Kind.
    pub kind: String,
    /// Namespace; empty for a cluster-scoped object.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// Whether it holds what Git wants; `None` for hooks and copied objects.
    #[serde(deserialize_with = "optional")]
    pub status: Option<SyncStatus>,
    /// Health, in Argo CD before 3.0 or where it is told to keep it here.
    pub health: Option<InlineHealth>,
    /// Whether it is a hook.
    pub hook: bool,
    /// Whether Git no longer has it.
    pub requires_pruning: bool,
    /// Whether its deletion waits for somebody's word.
    pub requires_deletion_confirmation: bool,
    /// Its sync wave.
    pub sync_wave: i64,
}

impl ManagedResource {
    /// Returns which object it is.
    pub fn reference(&self) -> ObjectRef {
        ObjectRef::new(&self.group, &self.kind, &self.namespace, &self.name)
    }
}

fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SyncStatus>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?;
    Ok(word.filter(|word| !word.is_empty()).map(SyncStatus::from))
}

/// Health kept in the Application itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct InlineHealth {
    /// Argo CD's verdict.
    pub status: Option<HealthStatus>,
    /// Why.
    pub message: String,
}

/// What one operation did with one resource or hook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncResult {
    /// API group.
    pub group: String,
    /// API version.
    pub version: String,
    /// Kind.
    pub kind: String,
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// `Synced`, `SyncFailed`, `Pruned` or `PruneSkipped`.
    pub status: String,
    /// What the API server said.
    pub message: String,
    /// `PreSync`, `Sync`, `PostSync`, `SyncFail`… for a hook, else empty.
    pub hook_type: String,
    /// The phase of the hook or resource.
    pub hook_phase: String,
    /// In which phase of the sync it came.
    pub sync_phase: String,
}

impl SyncResult {
    /// Returns which object it is about.
    pub fn reference(&self) -> ObjectRef {
        ObjectRef::new(&self.group, &self.kind, &self.namespace, &self.name)
    }
}

/// One deployment (`RevisionHistory`); written only for a successful full sync.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HistoryEntry {
    /// Number, from 0.
    pub id: i64,
    /// Revision of a single source.
    pub revision: String,
    /// Revisions of several sources.
    pub revisions: Vec<String>,
    /// The single source.
    pub source: Option<Source>,
    /// Several sources.
    pub sources: Vec<Source>,
    /// When it began.
    #[serde(deserialize_with = "time::lenient")]
    pub deploy_started_at: Option<Timestamp>,
    /// When it had ended.
    #[serde(deserialize_with = "time::lenient")]
    pub deployed_at: Option<Timestamp>,
    /// Who asked.
    pub initiated_by: InitiatedBy,
}

impl HistoryEntry {
    /// Returns what was deployed: several sources, else the single one.
    pub fn sources(&self) -> Vec<&Source> {
        match self.sources.is_empty() {
            true => self.source.iter().collect(),
            false => self.sources.iter().collect(),
        }
    }

    /// Returns the deployed revision of the source at a position.
    pub fn revision_of(&self, index: usize) -> &str {
        self.revisions.get(index).unwrap_or(&self.revision)
    }
}
