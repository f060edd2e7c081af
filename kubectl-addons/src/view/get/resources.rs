//! The resources of an add-on, counted.

use argocd::application::ManagedResource;
use argocd::sync::SyncStatus;
use plugin_kit::shape::{Text, Tone};
use schemars::JsonSchema;
use serde::Serialize;

/// Its resources, counted.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resources {
    /// How many there are.
    total: usize,
    /// How many differ from Git.
    out_of_sync: usize,
    /// How many Git no longer has.
    requires_pruning: usize,
}

impl Resources {
    /// Counts them; Argo CD marks hooks as to be pruned as well, but never prunes one.
    pub(super) fn of(resources: &[ManagedResource]) -> Self {
        let count = |fits: fn(&&ManagedResource) -> bool| resources.iter().filter(fits).count();
        Self {
            total: resources.len(),
            out_of_sync: count(|resource| resource.status == Some(SyncStatus::OutOfSync)),
            requires_pruning: count(|resource| resource.requires_pruning && !resource.hook),
        }
    }

    /// Returns it as one line.
    pub(super) fn to_text(&self) -> Text {
        let text = Text::from(self.total.to_string());
        match (self.out_of_sync, self.requires_pruning) {
            (0, _) => text,
            (differ, 0) => text.then_toned(format!(", {differ} differ from Git"), Tone::Paused),
            (differ, prune) => text.then_toned(
                format!(", {differ} differ from Git, {prune} of them no longer in it"),
                Tone::Paused,
            ),
        }
    }
}
