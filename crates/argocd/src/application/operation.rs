//! A sync that was asked for, runs, or has run.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;

use super::source::Source;
use super::spec::Retry;
use crate::time;

/// `operation`: what was asked for; the controller removes it when it has ended.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Operation {
    /// Who asked.
    pub initiated_by: InitiatedBy,
    /// How it is tried again.
    pub retry: Retry,
    /// The sync asked for.
    pub sync: Option<SyncOperation>,
}

impl Operation {
    /// Returns whether nothing is to be applied.
    pub fn is_dry_run(&self) -> bool {
        self.sync.as_ref().is_some_and(|sync| sync.dry_run)
    }
}

/// Who asked for an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct InitiatedBy {
    /// User name; empty when auto-sync asked.
    pub username: String,
    /// Whether auto-sync asked.
    pub automated: bool,
}

impl InitiatedBy {
    /// Returns the user, `auto-sync`, or nothing where it is not known.
    pub fn name(&self) -> &str {
        match (self.username.as_str(), self.automated) {
            ("", true) => "auto-sync",
            (username, _) => username,
        }
    }
}

/// `operation.sync`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncOperation {
    /// Revision of a single source.
    pub revision: String,
    /// Revisions of several sources.
    pub revisions: Vec<String>,
    /// Whether resources that Git no longer has are deleted.
    pub prune: bool,
    /// Whether nothing is applied.
    pub dry_run: bool,
    /// How often self-heal has tried.
    pub auto_heal_attempts_count: i64,
}

/// `status.operationState`: the running or the last operation.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OperationState {
    /// How far it is.
    pub phase: Phase,
    /// Argo CD's sentence.
    pub message: String,
    /// When it began.
    #[serde(deserialize_with = "time::lenient")]
    pub started_at: Option<Timestamp>,
    /// When it, or its last try, ended.
    #[serde(deserialize_with = "time::lenient")]
    pub finished_at: Option<Timestamp>,
    /// Tries after the first.
    pub retry_count: i64,
    /// A copy of what was asked for.
    pub operation: Operation,
    /// What it came to.
    pub sync_result: Option<SyncResultSummary>,
}

/// `status.operationState.syncResult`, without its resources.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncResultSummary {
    /// Revision of a single source.
    pub revision: String,
    /// Revisions of several sources.
    pub revisions: Vec<String>,
    /// The single source that was deployed.
    pub source: Option<Source>,
    /// The several sources that were deployed.
    pub sources: Vec<Source>,
    /// Resources and hooks that failed.
    pub resources: FailedResults,
}

/// How many results of an operation failed, counted while reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedResults {
    /// Hooks that failed.
    pub hooks: usize,
    /// The first failed hook, as `Kind/name`.
    pub first_hook: Option<String>,
}

impl<'de> Deserialize<'de> for FailedResults {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let results = Option::<Vec<HookResult>>::deserialize(deserializer)?.unwrap_or_default();
        let mut failed = results.iter().filter(|result| result.failed());
        let first_hook = failed
            .next()
            .map(|result| format!("{}/{}", result.kind, result.name));
        let hooks = failed.count() + usize::from(first_hook.is_some());
        Ok(Self { hooks, first_hook })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct HookResult {
    kind: String,
    name: String,
    hook_type: String,
    hook_phase: String,
}

impl HookResult {
    fn failed(&self) -> bool {
        !self.hook_type.is_empty() && matches!(self.hook_phase.as_str(), "Failed" | "Error")
    }
}

/// Phase of an operation; a word we do not know is kept verbatim.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum Phase {
    /// Under way, or waiting to be tried again.
    Running,
    /// Being terminated.
    Terminating,
    /// The sync was refused or a resource failed.
    Failed,
    /// The sync could not be carried out.
    Error,
    /// Done.
    Succeeded,
    /// No phase yet.
    #[default]
    Unset,
    /// A word of an Argo CD newer than this program.
    Other(String),
}

impl Phase {
    /// Returns Argo CD's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running => "Running",
            Self::Terminating => "Terminating",
            Self::Failed => "Failed",
            Self::Error => "Error",
            Self::Succeeded => "Succeeded",
            Self::Unset => "",
            Self::Other(word) => word,
        }
    }

    /// Returns whether the operation has not ended.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running | Self::Terminating)
    }

    /// Returns whether the operation has ended, well or badly.
    pub fn has_ended(&self) -> bool {
        self.has_failed() || *self == Self::Succeeded
    }

    /// Returns whether the operation ended badly.
    pub fn has_failed(&self) -> bool {
        matches!(self, Self::Failed | Self::Error)
    }
}

impl From<String> for Phase {
    fn from(word: String) -> Self {
        match word.as_str() {
            "Running" => Self::Running,
            "Terminating" => Self::Terminating,
            "Failed" => Self::Failed,
            "Error" => Self::Error,
            "Succeeded" => Self::Succeeded,
            "" => Self::Unset,
            _ => Self::Other(word),
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
