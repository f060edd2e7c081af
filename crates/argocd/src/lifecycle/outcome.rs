//! Line 8: how the last operation ended, and whether it was about what is compared now.

use super::case::{Case, quoting, verdict};
use super::{Lifecycle, State};
use crate::application::{OperationState, SyncResultSummary};

/// Line 8: fits when the last operation that was no dry run failed on the revision that
/// is compared now, even if everything looks synced.
pub(super) fn failed(case: &Case<'_>) -> Option<Lifecycle> {
    let operation = case.operation()?;
    let real = operation.phase.has_failed() && !operation.operation.is_dry_run();
    if !real || !(attempted(case) || never_resolved(operation)) {
        return None;
    }
    let result = operation.sync_result.as_ref();
    let hooks = result.map(|result| &result.resources);
    Some(match hooks.and_then(|hooks| hooks.first_hook.as_ref()) {
        Some(hook) => {
            let message = quoting(&format!("Its hook {hook} failed"), &operation.message);
            verdict(State::Degraded, "HookFailed", message)
        }
        None => {
            let message = quoting("The last sync failed", &operation.message);
            verdict(State::Degraded, "SyncFailed", message)
        }
    })
}

/// Returns whether Argo CD has already tried what is compared now (`alreadyAttemptedSync`):
/// the same revisions of the same sources. An operation that ended without a result counts.
pub(super) fn attempted(case: &Case<'_>) -> bool {
    let Some(operation) = case.operation() else {
        return false;
    };
    match &operation.sync_result {
        Some(result) => is_current(case, result),
        None => operation.phase.has_ended(),
    }
}

fn is_current(case: &Case<'_>, result: &SyncResultSummary) -> bool {
    let spec = &case.application.spec;
    let sync = &case.application.status.sync;
    let same_revision = match spec.has_multiple_sources() {
        true => result.revisions == sync.revisions,
        false => result.revision == sync.revision,
    };
    same_revision && spec.deploys_same_sources(result.source.as_ref(), &result.sources)
}

/// Returns whether the operation ended before it knew what it would deploy.
fn never_resolved(operation: &OperationState) -> bool {
    let result = operation.sync_result.as_ref();
    result.is_none_or(|result| result.revision.is_empty() && result.revisions.is_empty())
}
