//! The conditions of an object (`status.conditions[]`), and which of them are bad news.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::field;
use crate::mask;

/// Conditions that are bad news when they hold; every other one is when it does not. Kubernetes' API conventions leave
/// the sense to the type: these are the types of its own kinds that name a failure, and the words projects agree on.
const FAILURES: [&str; 16] = [
    "Failed",
    "FailureTarget",
    "ReplicaFailure",
    "Degraded",
    "Stalled",
    "Error",
    "DisruptionTarget",
    "MemoryPressure",
    "DiskPressure",
    "PIDPressure",
    "NetworkUnavailable",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionGroupVersionParsingFailure",
    "NamesConflict",
    "FileSystemResizeFailed",
];
/// Conditions that are news and neither good nor bad: whether something is going on.
const NEUTRAL: [&str; 11] = [
    "Suspended",
    "Reconciling",
    "Resizing",
    "FileSystemResizePending",
    "ScalingLimited",
    "Terminating",
    "PodResizePending",
    "PodResizeInProgress",
    "NamespaceContentRemaining",
    "NamespaceFinalizersRemaining",
    "SuccessCriteriaMet",
];

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Condition {
    /// Its type, as in `Ready`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`; empty where an object does not say (Argo CD's own conditions).
    pub status: String,
    /// Why, as one word.
    pub reason: String,
    /// Why, as a sentence; secrets masked.
    pub message: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether it is good news.
    pub judgement: Judgement,
}

/// Whether a condition is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub enum Judgement {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Nobody can tell.
    Unknown,
    /// Neither.
    Neutral,
}

/// Returns the conditions of an object in the order it has them.
pub fn conditions(body: &Value) -> Vec<Condition> {
    let conditions = field::list(body, "/status/conditions").iter();
    conditions.map(Condition::of).collect()
}

impl Condition {
    fn of(condition: &Value) -> Self {
        let text = |pointer| field::text(condition, pointer);
        let instants = ["/lastTransitionTime", "/lastUpdateTime"];
        let mut instants = instants.iter().map(|pointer| text(pointer).parse().ok());
        Self {
            kind: text("/type").to_owned(),
            status: text("/status").to_owned(),
            reason: text("/reason").to_owned(),
            message: mask::text(text("/message")).into_owned(),
            since: instants.find_map(|instant| instant),
            judgement: judgement(text("/type"), text("/status")),
        }
    }
}

fn judgement(kind: &str, status: &str) -> Judgement {
    let fails = FAILURES.contains(&kind) || kind.ends_with("Error");
    match status {
        _ if NEUTRAL.contains(&kind) => Judgement::Neutral,
        "" if fails => Judgement::Bad,
        "True" if fails => Judgement::Bad,
        "False" if !fails => Judgement::Bad,
        "True" | "False" => Judgement::Good,
        "Unknown" => Judgement::Unknown,
        _ => Judgement::Neutral,
    }
}
