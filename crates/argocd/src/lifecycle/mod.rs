//! Lifecycle state: one word, one reason and one sentence for an Application.
//!
//! The first line that fits of the table in the product page wins. Inputs are the
//! Application, its AppProject and `now`; nothing is fetched here. Beside the state
//! stand two booleans, `stuck` and `stale`.

mod case;
mod clock;
mod comparison;
mod deletion;
mod drift;
mod health;
mod operation;
mod outcome;
mod reconciliation;
mod stale;
mod state;
mod stuck;

use jiff::Timestamp;

pub use clock::Clock;
pub use stale::SilentControllers;
pub use state::{Lifecycle, Reason, State};
pub use stuck::is_stuck;

use crate::application::Application;
use crate::project::ProjectKnown;
use case::Case;

/// One line of the table: the verdict where it fits.
type Line = fn(&Case<'_>) -> Option<Lifecycle>;

/// The table, in order. Two lines differ from the product page, where Argo CD's source
/// says otherwise; they say so themselves.
const LINES: [Line; 37] = [
    // 1
    deletion::failed,
    deletion::project_gone,
    deletion::skipped,
    deletion::unconfirmed,
    deletion::slow,
    deletion::under_way,
    // 2
    reconciliation::invalid_spec,
    // 3
    reconciliation::skipped,
    reconciliation::not_reconciled,
    // 4
    health::degraded,
    // 5
    operation::requested,
    operation::terminating,
    operation::held_by_window,
    operation::unconfirmed,
    operation::retrying_long,
    operation::waiting,
    operation::retrying,
    operation::syncing,
    // 6
    comparison::not_compared,
    comparison::assessing,
    comparison::hydrating,
    comparison::hydration_failed,
    // 7
    comparison::unknown,
    // 8
    outcome::failed,
    // 9
    health::missing,
    // 10
    health::progressing,
    // 11
    health::unknown,
    // 12
    drift::closed_window,
    drift::backing_off,
    drift::would_delete_all,
    // 13
    drift::rollout_step,
    drift::paused,
    drift::manual,
    drift::prune_disabled,
    drift::self_heal_disabled,
    drift::not_attempted,
    // 14
    health::suspended,
];

/// Returns the lifecycle state of an Application at `now`: the first line of the table
/// that fits, else `Synced` (15) or `Unknown` (16).
pub fn lifecycle(
    application: &Application,
    project: ProjectKnown<'_>,
    now: Timestamp,
) -> Lifecycle {
    lifecycle_by(application, project, &Clock::at(now))
}

/// Returns what [`lifecycle`] does at the instant of a clock, which then knows whether the state depends on it.
pub fn lifecycle_by(
    application: &Application,
    project: ProjectKnown<'_>,
    clock: &Clock,
) -> Lifecycle {
    let case = Case {
        application,
        project,
        clock,
    };
    LINES
        .iter()
        .find_map(|line| line(&case))
        .or_else(|| health::synced(&case))
        .unwrap_or_else(|| health::unrecognised(&case))
}

#[cfg(test)]
mod tests;
