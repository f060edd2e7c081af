//! Whether an operation will not end by itself.

use jiff::{SignedDuration, Timestamp};

use crate::application::{Application, OperationState, Phase};

/// An operation that shows no progress for longer is stuck.
const LIMIT: SignedDuration = SignedDuration::from_hours(1);

/// Messages of operations that wait for a window or a person, and rightly so.
const RIGHTLY_HELD: [&str; 2] = [
    "Sync operation blocked by sync window",
    "waiting for pruning confirmation of ",
];

/// Returns whether the operation under way shows no progress for over an hour, or is said
/// to have succeeded but never ended: Argo CD then syncs this Application no more.
/// Progress is its beginning, a retry, or a change of health.
pub fn is_stuck(application: &Application, now: Timestamp) -> bool {
    let Some(operation) = &application.status.operation_state else {
        return false;
    };
    match operation.phase {
        Phase::Succeeded => operation.finished_at.is_none(),
        _ if !operation.phase.is_running() || is_rightly_held(operation) => false,
        _ => last_progress(application, operation)
            .is_some_and(|progress| now.duration_since(progress) > LIMIT),
    }
}

fn is_rightly_held(operation: &OperationState) -> bool {
    let held = |message: &&str| operation.message.starts_with(message);
    operation.phase == Phase::Running && RIGHTLY_HELD.iter().any(held)
}

fn last_progress(application: &Application, operation: &OperationState) -> Option<Timestamp> {
    let health = application.status.health.last_transition_time;
    let started = operation.started_at?;
    let later = [operation.finished_at, health].into_iter().flatten();
    later.chain([started]).max()
}
