//! Where a cause lies, and where to look first: the state says which part of an add-on it comes from.

use crate::lifecycle::{Lifecycle, State};

/// Part of an add-on's life in which a cause may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Level {
    /// It is being deleted.
    Deletion,
    /// Nobody compares it: controller, namespaces, annotations.
    Control,
    /// Argo CD refuses its spec or could not compare it.
    Spec,
    /// A sync runs or has failed.
    Operation,
    /// Its objects are unhealthy.
    Health,
    /// Git and cluster differ and nothing is under way.
    Drift,
    /// True of add-ons that look well, too.
    Note,
}

use Level::{Control, Deletion, Drift, Health, Note, Operation, Spec};

/// Returns the levels in the order in which they explain a state; what is not named explains nothing of it.
pub(super) fn order(lifecycle: &Lifecycle) -> &'static [Level] {
    match lifecycle.reason.as_str() {
        _ if lifecycle.state == State::Synced => &[Control, Note],
        "DeletionBlocked" | "Deleting" => &[Spec, Deletion, Control, Health, Note],
        "SkipReconcile" | "NotReconciled" | "NobodyReconciles" => &[Control, Spec, Note],
        "SyncRequested" | "NotCompared" | "Assessing" => {
            &[Control, Spec, Operation, Health, Drift, Note]
        }
        "Unhealthy" | "Progressing" | "ProgressingLong" | "HealthUnknown" | "Suspended" => {
            &[Health, Spec, Operation, Drift, Control, Note]
        }
        "Missing" => &[Operation, Drift, Health, Spec, Control, Note],
        "Syncing" | "Retrying" | "SyncRetrying" | "WaitingFor" | "SyncWindow"
        | "ConfirmationNeeded" | "Terminating" | "SyncFailed" | "HookFailed" => {
            &[Operation, Spec, Health, Drift, Control, Note]
        }
        "SelfHealBackoff" | "WouldDeleteAll" | "RolloutStep" | "AutoSyncPaused" | "ManualSync"
        | "PruneDisabled" | "SelfHealDisabled" | "NotAttempted" | "NeverSynced" => {
            &[Drift, Operation, Spec, Health, Control, Note]
        }
        _ => &[Spec, Control, Operation, Health, Drift, Note],
    }
}
