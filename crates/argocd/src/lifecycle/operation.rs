//! Line 5: a sync was asked for or is under way.
//!
//! A dry run applies nothing and is no operation here. Argo CD says what an operation
//! waits for in its message alone; the wordings are those of its `controller/sync.go`
//! and of gitops-engine's `setRunningPhase`.

use jiff::SignedDuration;

use super::case::{Case, quoting, verdict};
use super::{Lifecycle, State};
use crate::application::{OperationState, Phase};
use crate::duration;
use crate::windows;

/// Retries from this one on count as trouble.
const THIRD: i64 = 3;

/// Retrying for longer counts as trouble.
const RETRYING_LONG: SignedDuration = SignedDuration::from_mins(5);

const HELD_BY_WINDOW: &str = "Sync operation blocked by sync window";
const WAITING_FOR: &str = "waiting for ";
const WAITING_FOR_CONFIRMATION: &str = "waiting for pruning confirmation of ";

/// Fits when a sync was asked for and no controller has begun it.
pub(super) fn requested(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.application.operation.as_ref()?;
    let begun = case
        .operation()
        .is_some_and(|state| state.phase.is_running());
    (!operation.is_dry_run() && !begun).then(|| {
        let message = match operation.initiated_by.name() {
            "" => "A sync was asked for; Argo CD has not begun it yet".to_owned(),
            name => format!("A sync was asked for by {name}; Argo CD has not begun it yet"),
        };
        verdict(State::Pending, "SyncRequested", message)
    })
}

/// Fits when the operation is being terminated. It stands before the lines that tell
/// what a running operation waits for: it no longer waits.
pub(super) fn terminating(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    (operation.phase == Phase::Terminating).then(|| {
        let words = format!("The sync is being terminated{}", begun_ago(case, operation));
        verdict(State::Deploying, "Terminating", words)
    })
}

/// Fits when a sync window keeps the operation from going on (`syncWindowPreventsSync`).
pub(super) fn held_by_window(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    let trouble = operation.message.strip_prefix(HELD_BY_WINDOW)?;
    let until = case
        .project
        .project()
        .map(|project| windows::may_go_on(project, case.application, case.now()))
        .filter(|window| !window.open)
        .and_then(|window| window.until);
    let words = match until {
        Some(until) => format!("A sync window holds the sync until {until}"),
        None => "A sync window holds the sync".to_owned(),
    };
    let message = quoting(&words, trouble.trim_start_matches(": "));
    Some(verdict(State::Pending, "SyncWindow", message))
}

/// Fits when the operation would delete what may be deleted only after somebody's word.
pub(super) fn unconfirmed(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    let what = operation.message.strip_prefix(WAITING_FOR_CONFIRMATION)?;
    let message = quoting(
        "The sync waits for somebody to confirm the deletion of",
        what,
    );
    let message = message.replacen("of: ", "of ", 1);
    Some(verdict(State::Pending, "ConfirmationNeeded", message))
}

/// Fits from the third retry on, and when retrying takes over five minutes.
pub(super) fn retrying_long(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    let long = case.is_over(operation.started_at, RETRYING_LONG);
    let retries = operation.retry_count;
    (retries >= THIRD || (retries > 0 && long)).then(|| {
        let words = format!(
            "The sync keeps failing; retry {retries}{}",
            begun_ago(case, operation)
        );
        let message = quoting(&words, &operation.message);
        verdict(State::Degraded, "SyncRetrying", message)
    })
}

/// Fits when the operation waits for a resource, a member, a hook or a deletion before
/// it applies what comes after.
pub(super) fn waiting(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    let what = operation.message.strip_prefix(WAITING_FOR)?;
    let words = format!(
        "The sync waits for {}{}",
        crate::redact::first_line(what),
        begun_ago(case, operation)
    );
    Some(verdict(State::Deploying, "WaitingFor", words))
}

/// Fits when the operation has failed and is tried again, or waits for that (phase
/// Running with an end, `processRequestedAppOperation`).
pub(super) fn retrying(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    (operation.retry_count > 0).then(|| {
        let words = format!(
            "The sync failed and is tried again (retry {})",
            operation.retry_count
        );
        verdict(
            State::Deploying,
            "Retrying",
            quoting(&words, &operation.message),
        )
    })
}

/// Fits every other operation.
pub(super) fn syncing(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.running()?;
    let words = format!("Argo CD is applying it{}", begun_ago(case, operation));
    let message = quoting(&words, &operation.message);
    Some(verdict(State::Deploying, "Syncing", message))
}

fn begun_ago(case: &Case<'_>, operation: &OperationState) -> String {
    let ago = |at| format!(" (begun {} ago)", duration::in_words(case.since(at)));
    operation.started_at.map(ago).unwrap_or_default()
}
