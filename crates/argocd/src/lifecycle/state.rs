//! The closed set of states and reasons.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// Lifecycle state of an add-on, ordered from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum State {
    /// All resources are deployed and healthy.
    Synced,
    /// Queued for deployment.
    Pending,
    /// Argo CD is applying it, or it is becoming healthy.
    Deploying,
    /// Git differs from the cluster and nothing is under way.
    OutOfSync,
    /// The state cannot be determined.
    Unknown,
    /// Something is broken.
    Degraded,
}

impl State {
    /// Every state, in the product's order.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::Deploying,
        Self::Synced,
        Self::Degraded,
        Self::OutOfSync,
        Self::Unknown,
    ];

    /// Returns the state's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Deploying => "Deploying",
            Self::Synced => "Synced",
            Self::Degraded => "Degraded",
            Self::OutOfSync => "OutOfSync",
            Self::Unknown => "Unknown",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Why an add-on is in its state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(into = "String")]
pub enum Reason {
    /// The table's own words.
    Word(&'static str),
    /// The type of an Argo CD condition, verbatim.
    Condition(String),
}

impl Reason {
    /// Returns the reason's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Condition(word) => word,
        }
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.as_str().to_owned()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The verdict on an Application: state, reason and a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lifecycle {
    /// One of six words.
    pub state: State,
    /// Why, as one word.
    pub reason: Reason,
    /// Why, as a sentence; may quote Argo CD.
    pub message: String,
}
