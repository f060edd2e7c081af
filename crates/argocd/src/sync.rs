//! Argo CD's sync status: whether the cluster holds what Git wants.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sync status of an Application or of one of its resources, ordered from good to bad.
///
/// The words are Argo CD's (`SyncStatusCode` in its `types.go`); a word we do not
/// know is kept verbatim.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(from = "String", into = "String")]
#[schemars(extend("examples" = ["Synced", "OutOfSync", "Unknown"]))]
pub enum SyncStatus {
    /// The cluster holds what Git wants.
    Synced,
    /// A word of an Argo CD newer than this program.
    Other(String),
    /// The comparison could not be made.
    Unknown,
    /// The cluster differs from Git.
    OutOfSync,
}

impl SyncStatus {
    /// Returns Argo CD's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Synced => "Synced",
            Self::OutOfSync => "OutOfSync",
            Self::Unknown => "Unknown",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for SyncStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "Synced" => Self::Synced,
            "OutOfSync" => Self::OutOfSync,
            "Unknown" => Self::Unknown,
            _ => Self::Other(word),
        }
    }
}

impl From<SyncStatus> for String {
    fn from(status: SyncStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl fmt::Display for SyncStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
