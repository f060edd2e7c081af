//! Whether the sync windows of its AppProject let an add-on be synced now.

use argocd::application::Application;
use argocd::windows;
use jiff::Timestamp;
use plugin_kit::shape::{Text, Tone};
use schemars::JsonSchema;
use serde::Serialize;

use crate::view::surroundings::Surroundings;

/// Whether sync windows let it be synced now.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Windows {
    /// Whether it may be synced now.
    open: bool,
    /// When that changes; null if never or unknown.
    until: Option<Timestamp>,
    /// How many windows concern it.
    count: usize,
}

impl Windows {
    /// Reads it off an add-on.
    pub(super) fn of(application: &Application, surroundings: &Surroundings<'_>) -> Option<Self> {
        let project = surroundings.project(application).project()?;
        let count = windows::windows_of(project, application).len();
        let verdict = windows::is_open(project, application, surroundings.now(), false);
        (count > 0).then_some(Self {
            open: verdict.open,
            until: verdict.until,
            count,
        })
    }

    /// Returns it as one line.
    pub(super) fn to_text(&self) -> Text {
        let (word, tone) = match self.open {
            true => ("open", Tone::Good),
            false => ("closed", Tone::Paused),
        };
        let until = self
            .until
            .map(|until| format!(" until {until:.0}"))
            .unwrap_or_default();
        Text::toned(word, tone).then(format!("{until} ({} for this add-on)", self.count))
    }
}
