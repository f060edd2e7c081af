//! One complaint of Argo CD about an add-on, its secrets masked.

use argocd::application::Condition;
use argocd::mask;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Text, Tone};
use schemars::JsonSchema;
use serde::Serialize;

/// One complaint of Argo CD.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConditionFacts {
    /// Argo CD's type of condition, as `SyncError`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// The complaint; secrets masked.
    message: String,
    /// Since when.
    since: Option<Timestamp>,
}

impl ConditionFacts {
    /// Reads it off an add-on.
    pub(super) fn of(condition: &Condition) -> Self {
        Self {
            kind: condition.kind.clone(),
            message: mask::text(&condition.message).into_owned(),
            since: condition.last_transition_time,
        }
    }

    /// Returns it as cells of a table: type, since, message.
    pub(super) fn cells(&self, now: Timestamp) -> [Text; 3] {
        let tone = match self.kind.ends_with("Error") {
            true => Tone::Bad,
            false => Tone::Paused,
        };
        [
            Text::toned(self.kind.clone(), tone),
            self.since
                .map(|since| age(since, now).into())
                .unwrap_or_default(),
            self.message.clone().into(),
        ]
    }
}
