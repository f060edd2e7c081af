//! Lines 12 and 13: Git differs from the cluster and nothing is under way; why not?
//!
//! The order is that of Argo CD's `autoSync`: window, what needs pruning alone, what was
//! tried already, what would delete everything.

use jiff::SignedDuration;

use super::case::{Case, quoting, verdict};
use super::outcome;
use super::{Lifecycle, State};
use crate::application::Automated;
use crate::sync::SyncStatus;
use crate::{duration, marks, windows};

/// User in whose name an ApplicationSet that rolls out in steps asks for syncs
/// (`progressive_sync.go`).
const ROLLOUT_USER: &str = "applicationset-controller";

/// First wait between two self-heals, unless the controller is told otherwise
/// (`--self-heal-backoff-timeout-seconds`).
const BACKOFF: i64 = 2;
/// Factor of every further wait (`--self-heal-backoff-factor`).
const BACKOFF_FACTOR: i64 = 3;
/// Longest wait (`--self-heal-backoff-cap-seconds`).
const BACKOFF_CAP: i64 = 300;

/// Line 12: fits when no sync window lets auto-sync begin.
pub(super) fn closed_window(case: &Case<'_>) -> Option<Lifecycle> {
    automated(case)?;
    let project = case.project.project()?;
    let window = windows::is_open(project, case.application, case.now(), false);
    (!window.open).then(|| {
        let words = match window.until {
            Some(until) => format!("No sync window is open until {until}"),
            None => "No sync window is open".to_owned(),
        };
        let complaint = window.complaint.as_deref().unwrap_or_default();
        verdict(State::Pending, "SyncWindow", quoting(&words, complaint))
    })
}

/// Line 12: fits when self-heal has just reverted a change and waits before it does so
/// again; each wait is three times the last (`selfHealRemainingBackoff`).
pub(super) fn backing_off(case: &Case<'_>) -> Option<Lifecycle> {
    let automated = automated(case)?;
    if needs_pruning_alone(case, automated) || !automated.self_heal || !outcome::attempted(case) {
        return None;
    }
    let operation = case.operation()?;
    let attempts = operation.operation.sync.as_ref()?.auto_heal_attempts_count;
    let next = operation.finished_at?.checked_add(backoff(attempts)).ok()?;
    (case.now() < next).then(|| {
        let wait = duration::in_words(next.duration_since(case.now()));
        let message = format!(
            "Self-heal waits {wait} before it reverts changes again (try {})",
            attempts + 1
        );
        verdict(State::Pending, "SelfHealBackoff", message)
    })
}

/// Returns the wait after a number of self-heals: 0, 2, 6, 18, 54, 162, 300, 300… seconds.
fn backoff(attempts: i64) -> SignedDuration {
    let seconds = match attempts {
        ..=0 => 0,
        _ => (1..attempts.min(10)).fold(BACKOFF, |wait, _| {
            wait.saturating_mul(BACKOFF_FACTOR).min(BACKOFF_CAP)
        }),
    };
    SignedDuration::from_secs(seconds)
}

/// Line 12: fits when a sync would delete every resource and `allowEmpty` is off. The
/// table names it before line 13; Argo CD gets there only if it would try at all, so
/// that a revision already tried without self-heal is left to line 13.
pub(super) fn would_delete_all(case: &Case<'_>) -> Option<Lifecycle> {
    let automated = automated(case)?;
    let resources = case.application.status.resources;
    let all = resources.requires_pruning == resources.total;
    let tries = automated.self_heal || !outcome::attempted(case);
    (automated.prune && !automated.allow_empty && all && tries).then(|| {
        let message = format!(
            "Auto-sync would delete every resource ({}) and refuses to",
            resources.total
        );
        verdict(State::Degraded, "WouldDeleteAll", message)
    })
}

/// Line 13: fits when an ApplicationSet that rolls out in steps syncs it: such a one
/// takes auto-sync away and asks for every sync itself.
pub(super) fn rollout_step(case: &Case<'_>) -> Option<Lifecycle> {
    switched_off(case)?;
    let owners = &case.application.metadata.owner_references;
    let set = owners.iter().find(|owner| owner.kind == "ApplicationSet")?;
    let initiated_by = &case.operation()?.operation.initiated_by;
    (initiated_by.username == ROLLOUT_USER).then(|| {
        let message = format!(
            "It waits for its step in the rollout of ApplicationSet {}",
            set.name
        );
        verdict(State::Pending, "RolloutStep", message)
    })
}

/// Line 13: fits when somebody paused auto-sync.
pub(super) fn paused(case: &Case<'_>) -> Option<Lifecycle> {
    switched_off(case)?;
    let note = case.annotation(marks::PAUSED_ANNOTATION)?;
    let message = quoting("Git differs from the cluster and auto-sync is paused", note);
    Some(verdict(State::OutOfSync, "AutoSyncPaused", message))
}

/// Line 13: fits when auto-sync is off.
pub(super) fn manual(case: &Case<'_>) -> Option<Lifecycle> {
    switched_off(case)?;
    let message = format!("{} and auto-sync is off", differs(case));
    Some(verdict(State::OutOfSync, "ManualSync", message))
}

/// Line 13: fits when all that differs needs pruning, and pruning is off.
pub(super) fn prune_disabled(case: &Case<'_>) -> Option<Lifecycle> {
    needs_pruning_alone(case, automated(case)?).then(|| {
        let count = case.application.status.resources.to_prune;
        let message = format!("Git no longer has {count} of its resources and pruning is off");
        verdict(State::OutOfSync, "PruneDisabled", message)
    })
}

/// Line 13: fits when this revision was deployed, the cluster differs again, and self-heal is off.
pub(super) fn self_heal_disabled(case: &Case<'_>) -> Option<Lifecycle> {
    let automated = automated(case)?;
    (!automated.self_heal && succeeded(case)).then(|| {
        let message = format!(
            "{}; this revision was already deployed and self-heal is off",
            differs(case)
        );
        verdict(State::OutOfSync, "SelfHealDisabled", message)
    })
}

/// Line 13: fits when auto-sync is on and Argo CD has not synced it yet.
pub(super) fn not_attempted(case: &Case<'_>) -> Option<Lifecycle> {
    automated(case)?;
    let words = format!("{} and auto-sync has not begun", differs(case));
    let trouble = case
        .condition("SyncError")
        .map(|error| error.message.as_str());
    let message = quoting(&words, trouble.unwrap_or_default());
    Some(verdict(State::OutOfSync, "NotAttempted", message))
}

fn is_out_of_sync(case: &Case<'_>) -> bool {
    case.application.status.sync.status == Some(SyncStatus::OutOfSync)
}

/// Returns the policy of an Application that is out of sync with auto-sync on.
fn automated<'a>(case: &Case<'a>) -> Option<&'a Automated> {
    let automated = case.application.spec.automated()?;
    is_out_of_sync(case).then_some(automated)
}

/// Fits an Application that is out of sync with auto-sync off.
fn switched_off(case: &Case<'_>) -> Option<()> {
    (is_out_of_sync(case) && case.application.spec.automated().is_none()).then_some(())
}

/// A resource without a sync status (a hook, a copy) counts as one that differs, as in `autoSync`.
fn needs_pruning_alone(case: &Case<'_>, automated: &Automated) -> bool {
    !automated.prune && case.application.status.resources.to_apply == 0
}

fn succeeded(case: &Case<'_>) -> bool {
    let failed = case
        .operation()
        .is_some_and(|operation| operation.phase.has_failed());
    outcome::attempted(case) && !failed
}

fn differs(case: &Case<'_>) -> String {
    let resources = case.application.status.resources;
    match resources.out_of_sync {
        0 => "Git differs from the cluster".to_owned(),
        count => format!(
            "Git differs from the cluster in {count} of {} resources",
            resources.total
        ),
    }
}
