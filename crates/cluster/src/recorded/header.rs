//! The first line of a snapshot file: whose cluster, seen when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `apiVersion` of the header.
pub(crate) const API_VERSION: &str = "addons/v1";
/// `kind` of the header.
pub(crate) const KIND: &str = "Snapshot";

/// Whose cluster was read, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// Always `addons/v1`.
    pub api_version: String,
    /// Always `Snapshot`.
    pub kind: String,
    /// When reading began: the `now` of every answer from this file.
    pub taken_at: Timestamp,
    /// Address of the API server.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// Name of the context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The namespace that was asked for; `None` means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

impl Header {
    /// Returns a header of this version.
    pub fn new(taken_at: Timestamp, server: &str) -> Self {
        Self {
            api_version: API_VERSION.to_owned(),
            kind: KIND.to_owned(),
            taken_at,
            server: server.to_owned(),
            context: None,
            namespace: None,
        }
    }
}

impl Header {
    /// Reads a header from the first line of a file; `None` where it is none of our snapshots.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let header: Self = serde_json::from_slice(line).ok()?;
        (header.api_version == API_VERSION && header.kind == KIND).then_some(header)
    }
}
