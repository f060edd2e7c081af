//! The answer of `why`: the state, the cause, the way down to it and what to do next, in a dozen lines.

mod list;
mod screen;

use argocd::snapshot::Gap;
use argocd::why::{Answer, Cause};
use plugin_kit::shape::{Blocks, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use list::{WhyListView, WhyRow};

use super::addon::Addon;

/// Why one add-on is in its state.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhyView {
    /// The add-on.
    addon: Addon,
    #[serde(flatten)]
    answer: Answer,
    /// What could not be seen.
    gaps: Vec<Gap>,
}

impl WhyView {
    /// Shows an answer, and what could not be seen for it.
    pub(crate) fn new(addon: Addon, answer: Answer, gaps: Vec<Gap>) -> Self {
        Self {
            addon,
            answer,
            gaps,
        }
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns whether nothing is wrong.
    pub(crate) fn is_well(&self) -> bool {
        self.answer.is_well()
    }
}

/// Returns how a cause is painted: what waits for a person or an hour is no defect.
fn tone(cause: Cause) -> Tone {
    match cause {
        Cause::Nothing => Tone::Good,
        Cause::StillProgressing | Cause::RolloutStep | Cause::WaitsForMember => Tone::Busy,
        Cause::SyncWindowClosed
        | Cause::AutoSyncOff
        | Cause::AutoSyncPaused
        | Cause::SelfHealOff
        | Cause::PruneOff
        | Cause::WaitsForConfirmation
        | Cause::Suspended => Tone::Paused,
        Cause::NotInspected | Cause::SkipReconcile | Cause::ControllerSilent => Tone::Unknown,
        _ => Tone::Bad,
    }
}

impl View for WhyView {
    const KIND: &'static str = "Why";

    fn blocks(&self, wide: bool) -> Blocks {
        screen::blocks(&self.addon, &self.answer, wide)
    }
}
