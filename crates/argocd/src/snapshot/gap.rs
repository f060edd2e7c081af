//! What could not be read, and why: an answer is never presented as complete when it is not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Scope;
use crate::application::Destination;
use crate::redact::without_credentials;
use crate::rights::Right;

/// One thing that was not seen.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Gap {
    /// Why it was not seen, as one word.
    pub reason: GapReason,
    /// What was not seen, as in `Secrets in namespace web`.
    pub what: String,
    /// What stood in the way, as a sentence.
    pub message: String,
    /// The scope that was asked for, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// The right that was missing, where that is why; absent for clusters whose rights are not ours to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Box<Right>>,
}

impl Gap {
    /// Says that nothing is known of the cluster an Application deploys to, and why.
    pub fn other_cluster(destination: &Destination, why: impl Into<String>) -> Self {
        let cluster = without_credentials(destination.cluster());
        Self {
            reason: GapReason::OtherCluster,
            what: format!("objects in cluster {cluster}"),
            message: why.into(),
            scope: None,
            right: None,
        }
    }

    /// Returns whether two gaps differ in no more than what stood in the way.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.reason, &self.what, &self.scope) == (other.reason, &other.what, &other.scope)
    }

    /// Returns whether the gap is about this scope.
    pub fn is_about(&self, scope: &Scope) -> bool {
        self.scope.as_ref() == Some(scope)
    }
}

/// Why something was not seen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum GapReason {
    /// The user may not read it.
    Forbidden,
    /// The API group is broken or does not answer.
    Unavailable,
    /// The server did not answer in time.
    TimedOut,
    /// It lies in another cluster.
    OtherCluster,
    /// It was found, but cannot be read.
    Unreadable,
    /// It is not in the file that was given.
    NotRecorded,
}
