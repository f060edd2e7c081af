//! Lines 6 and 7: what Argo CD has compared is not what is wanted now, or it could not compare.

use super::case::{Case, quoting, verdict};
use super::{Lifecycle, Reason, State};
use crate::application::{Condition, HydrationOperation};
use crate::duration;
use crate::sync::SyncStatus;

/// Annotation that asks Argo CD to compare again; any value asks.
const REFRESH: &str = "argocd.argoproj.io/refresh";

/// Condition that ends a reconciliation before it compares anything, so that
/// `comparedTo` and `reconciledAt` stay as they are (`refreshAppConditions`).
const NOT_COMPARED_FOR: &str = "UnknownError";

/// Line 6: fits when the spec is not the one last compared, or a refresh is asked for
/// (`needRefreshAppStatus`). An error that keeps Argo CD from comparing is named by line 7.
pub(super) fn not_compared(case: &Case<'_>) -> Option<Lifecycle> {
    let message = if case.annotation(REFRESH).is_some() {
        "A refresh is asked for; Argo CD has not compared it yet"
    } else if !cannot_compare(case) && case.application.has_uncompared_spec() {
        "Its spec has changed; Argo CD has not compared it yet"
    } else {
        return None;
    };
    Some(verdict(State::Pending, "NotCompared", message))
}

fn cannot_compare(case: &Case<'_>) -> bool {
    case.condition(NOT_COMPARED_FOR).is_some()
}

/// Line 6: fits when the last operation ended after the last comparison, so that sync
/// and health are those of before. A dry run changes nothing.
pub(super) fn assessing(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.operation()?;
    let ended = operation.finished_at?;
    let compared = case.application.status.reconciled_at?;
    (compared < ended && !operation.operation.is_dry_run() && !cannot_compare(case)).then(|| {
        let ago = duration::in_words(case.since(ended));
        let message = format!("The sync ended {ago} ago; Argo CD has not assessed it yet");
        verdict(State::Deploying, "Assessing", message)
    })
}

/// Line 6: fits while the hydrator renders the manifests.
pub(super) fn hydrating(case: &Case<'_>) -> Option<Lifecycle> {
    let hydration = hydration(case, "Hydrating")?;
    let how_long = case.for_how_long(hydration.started_at);
    let message = format!("Its manifests are being hydrated{how_long}");
    Some(verdict(State::Deploying, "Hydrating", message))
}

/// Line 6: fits when the hydrator could not render the manifests.
pub(super) fn hydration_failed(case: &Case<'_>) -> Option<Lifecycle> {
    let hydration = hydration(case, "Failed")?;
    let message = quoting("Its manifests could not be hydrated", &hydration.message);
    Some(verdict(State::Degraded, "HydrationFailed", message))
}

fn hydration<'a>(case: &Case<'a>, phase: &str) -> Option<&'a HydrationOperation> {
    case.application.spec.source_hydrator.as_ref()?;
    let status = case.application.status.source_hydrator.as_ref()?;
    let operation = status.current_operation.as_ref()?;
    (operation.phase == phase).then_some(operation)
}

/// Line 7: fits when Argo CD could not compare; the reason is the type of its complaint.
pub(super) fn unknown(case: &Case<'_>) -> Option<Lifecycle> {
    let status = &case.application.status;
    if status.sync.status != Some(SyncStatus::Unknown) {
        return None;
    }
    let (reason, message) = match complaint(&status.conditions) {
        Some(condition) => (
            Reason::Condition(condition.kind.clone()),
            condition.message.as_str(),
        ),
        None => (Reason::Word("SyncUnknown"), ""),
    };
    Some(Lifecycle {
        state: State::Unknown,
        reason,
        message: quoting("Argo CD could not compare it with Git", message),
    })
}

/// Returns the complaint that tells most: a comparison error, else any other error.
fn complaint(conditions: &[Condition]) -> Option<&Condition> {
    let first = |fits: fn(&Condition) -> bool| conditions.iter().find(|c| fits(c));
    first(|condition| condition.kind == "ComparisonError")
        .or_else(|| first(|condition| condition.kind == NOT_COMPARED_FOR))
        .or_else(|| first(|condition| condition.kind.ends_with("Error")))
}
