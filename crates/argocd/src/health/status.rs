//! The words of health and their order.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Health status, ordered from best to worst as Argo CD orders it
/// (`healthOrder` in gitops-engine's `health.go`); an unknown word is kept verbatim.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(from = "String", into = "String")]
#[schemars(extend("examples" = ["Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown"]))]
pub enum HealthStatus {
    /// Works as meant.
    Healthy,
    /// Paused, waiting for somebody to resume it.
    Suspended,
    /// Not healthy yet, but may still become so.
    Progressing,
    /// Wanted, but not in the cluster.
    Missing,
    /// Failed, or will not become healthy in its deadline.
    Degraded,
    /// A word of an Argo CD newer than this program.
    Other(String),
    /// The assessment itself failed.
    Unknown,
}

impl HealthStatus {
    /// Returns Argo CD's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Healthy => "Healthy",
            Self::Suspended => "Suspended",
            Self::Progressing => "Progressing",
            Self::Missing => "Missing",
            Self::Degraded => "Degraded",
            Self::Unknown => "Unknown",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for HealthStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "Healthy" => Self::Healthy,
            "Suspended" => Self::Suspended,
            "Progressing" => Self::Progressing,
            "Missing" => Self::Missing,
            "Degraded" => Self::Degraded,
            "Unknown" => Self::Unknown,
            _ => Self::Other(word),
        }
    }
}

impl From<HealthStatus> for String {
    fn from(status: HealthStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl fmt::Display for HealthStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A verdict on one object: the status and, where there is one, the reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Health {
    /// How well it is.
    pub status: HealthStatus,
    /// Why, in Argo CD's words; empty when there is nothing to say.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
}

impl Health {
    /// Makes a verdict with a message.
    pub fn new(status: HealthStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }
}

impl From<HealthStatus> for Health {
    fn from(status: HealthStatus) -> Self {
        Self::new(status, "")
    }
}
