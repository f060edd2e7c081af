//! Lines 4, 9 to 11 and 14 to 16: what the health of its resources says.

use jiff::SignedDuration;

use super::case::{Case, quoting, verdict};
use super::{Lifecycle, State};
use crate::application::Phase;
use crate::health::HealthStatus;
use crate::sync::SyncStatus;

/// An operation that runs longer no longer excuses unhealthy resources.
const EXCUSED: SignedDuration = SignedDuration::from_mins(10);

/// Resources that become healthy for longer than this take long.
const LONG: SignedDuration = SignedDuration::from_hours(1);

/// Line 4: fits when resources are broken and no operation, or one that takes over ten
/// minutes, is under way.
pub(super) fn degraded(case: &Case<'_>) -> Option<Lifecycle> {
    is(case, HealthStatus::Degraded)?;
    let excused = case
        .running()
        .is_some_and(|operation| !case.is_over(operation.started_at, EXCUSED));
    (!excused).then(|| {
        let how_long = case.for_how_long(case.application.status.health.last_transition_time);
        let words = format!("Its resources have been unhealthy{how_long}");
        verdict(State::Degraded, "Unhealthy", quoting(&words, cause(case)))
    })
}

/// Line 9: fits when none of its resources is in the cluster (`setApplicationHealth`;
/// before Argo CD 3.4 when any is not).
pub(super) fn missing(case: &Case<'_>) -> Option<Lifecycle> {
    is(case, HealthStatus::Missing)?;
    Some(match was_deployed(case) {
        true => verdict(
            State::Degraded,
            "Missing",
            quoting("Its resources are gone from the cluster", cause(case)),
        ),
        false => verdict(State::OutOfSync, "NeverSynced", "It was never deployed"),
    })
}

/// History may be switched off (`revisionHistoryLimit: 0`); the last operation then tells.
fn was_deployed(case: &Case<'_>) -> bool {
    let succeeded = case.operation().is_some_and(|operation| {
        operation.phase == Phase::Succeeded && !operation.operation.is_dry_run()
    });
    case.application.status.last_deployment.is_some() || succeeded
}

/// Line 10: fits while its resources become healthy.
pub(super) fn progressing(case: &Case<'_>) -> Option<Lifecycle> {
    is(case, HealthStatus::Progressing)?;
    let since = case.application.status.health.last_transition_time;
    let words = format!(
        "Its resources have not been healthy{}",
        case.for_how_long(since)
    );
    let reason = match case.is_over(since, LONG) {
        true => "ProgressingLong",
        false => "Progressing",
    };
    Some(verdict(
        State::Deploying,
        reason,
        quoting(&words, cause(case)),
    ))
}

/// Line 11: fits when Argo CD could not assess the health.
pub(super) fn unknown(case: &Case<'_>) -> Option<Lifecycle> {
    is(case, HealthStatus::Unknown)?;
    let message = quoting("Argo CD could not assess its health", cause(case));
    Some(verdict(State::Unknown, "HealthUnknown", message))
}

/// Line 14: fits when its resources are paused.
pub(super) fn suspended(case: &Case<'_>) -> Option<Lifecycle> {
    is(case, HealthStatus::Suspended)?;
    let how_long = case.for_how_long(case.application.status.health.last_transition_time);
    let words = format!("Its resources have been suspended{how_long}");
    let message = quoting(&words, cause(case));
    Some(verdict(State::Deploying, "Suspended", message))
}

/// Line 15: fits when everything is deployed and healthy.
pub(super) fn synced(case: &Case<'_>) -> Option<Lifecycle> {
    is(case, HealthStatus::Healthy)?;
    let synced = case.application.status.sync.status == Some(SyncStatus::Synced);
    let message = "All resources are deployed and healthy";
    synced.then(|| verdict(State::Synced, "Healthy", message))
}

/// Line 16: fits always, and keeps the words we do not know.
pub(super) fn unrecognised(case: &Case<'_>) -> Lifecycle {
    let status = &case.application.status;
    let sync = status.sync.status.as_ref().map_or("none", |s| s.as_str());
    let health = status.health.status.as_ref().map_or("none", |s| s.as_str());
    let message = format!("Argo CD says sync {sync}, health {health}");
    verdict(State::Unknown, "Unrecognised", message)
}

fn is(case: &Case<'_>, status: HealthStatus) -> Option<()> {
    (case.application.status.health.status == Some(status)).then_some(())
}

fn cause<'a>(case: &Case<'a>) -> &'a str {
    &case.application.status.health.message
}
