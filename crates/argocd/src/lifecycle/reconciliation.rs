//! Lines 2 and 3: nothing has been compared, because the Application is wrong, is to be
//! left alone, or because no controller looks after it.

use jiff::SignedDuration;

use super::case::{Case, quoting, verdict};
use super::{Lifecycle, State};
use crate::duration;

/// A controller that has said nothing for longer does not reconcile the Application.
const SILENCE: SignedDuration = SignedDuration::from_mins(5);

/// Line 2: fits when Argo CD refuses the Application's spec.
pub(super) fn invalid_spec(case: &Case<'_>) -> Option<Lifecycle> {
    let condition = case.condition("InvalidSpecError")?;
    let message = quoting("Argo CD refuses the spec", &condition.message);
    Some(verdict(State::Unknown, "InvalidSpec", message))
}

/// Line 3: fits when Argo CD is told to leave the Application alone, so that its status is old.
pub(super) fn skipped(case: &Case<'_>) -> Option<Lifecycle> {
    let message = "Argo CD is told to skip this Application; its status may be old";
    case.is_skipped()
        .then(|| verdict(State::Unknown, "SkipReconcile", message))
}

/// Line 3: fits when Argo CD has never compared the Application. An error before the
/// first comparison leaves `sync.status` behind (`processAppRefreshQueueItem`), so that
/// line 7 can name it.
pub(super) fn not_reconciled(case: &Case<'_>) -> Option<Lifecycle> {
    let status = &case.application.status;
    if status.reconciled_at.is_some() || status.sync.status.is_some() {
        return None;
    }
    let created = case.application.metadata.creation_timestamp;
    Some(match created.filter(|_| case.is_over(created, SILENCE)) {
        None => verdict(
            State::Pending,
            "NotReconciled",
            "Argo CD has not looked at it yet",
        ),
        Some(created) => {
            let age = duration::in_words(case.since(created));
            let message = format!("No Argo CD has looked at it since it was created {age} ago");
            verdict(State::Unknown, "NobodyReconciles", message)
        }
    })
}
