//! Where an Application stands in the steps of a `RollingSync`.
//!
//! Steps and words are those of Argo CD's ApplicationSet controller
//! (`ApplicationSetApplicationStatus`; docs, "Progressive Syncs"): a step begins when every
//! Application of the steps before is Healthy.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::field;
use crate::mask;

/// Status of an Application whose step has not begun, or that has not been asked to sync.
const WAITING: &str = "Waiting";
/// Status of an Application that its step is done with.
const HEALTHY: &str = "Healthy";

/// What the controller notes of one Application.
#[derive(Debug, Clone, PartialEq)]
pub struct RolloutStatus {
    application: String,
    step: usize,
    status: String,
    message: String,
    since: Option<Timestamp>,
}

impl RolloutStatus {
    /// Reads one of `status.applicationStatus[]`.
    pub(super) fn of(status: &Value) -> Self {
        Self {
            application: field::text(status, "/application").to_owned(),
            step: field::text(status, "/step").parse().unwrap_or_default(),
            status: field::text(status, "/status").to_owned(),
            message: mask::text(field::text(status, "/message")).into_owned(),
            since: field::text(status, "/lastTransitionTime").parse().ok(),
        }
    }
}

/// The place of one Application in the rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// Its step, from 1; 0 where no step takes it, so that it is never synced by the rollout.
    pub step: usize,
    /// How many steps there are.
    pub steps: usize,
    /// `Waiting`, `Pending`, `Progressing` or `Healthy`, verbatim.
    pub status: String,
    /// The controller's sentence.
    pub message: String,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The Applications of earlier steps that are not Healthy yet, which it waits for.
    pub waits_for: Vec<String>,
}

impl Rollout {
    pub(super) fn of(application: &str, steps: usize, statuses: &[RolloutStatus]) -> Option<Self> {
        let of_it = statuses
            .iter()
            .find(|status| status.application == application)
            .filter(|_| steps > 0)?;
        Some(Self {
            step: of_it.step,
            steps,
            status: of_it.status.clone(),
            message: of_it.message.clone(),
            since: of_it.since,
            waits_for: waits_for(of_it, statuses),
        })
    }

    /// Returns whether its step has not begun.
    pub fn is_waiting(&self) -> bool {
        self.status == WAITING
    }
}

fn waits_for(of_it: &RolloutStatus, statuses: &[RolloutStatus]) -> Vec<String> {
    if of_it.status != WAITING {
        return Vec::new();
    }
    let before = |status: &&RolloutStatus| (1..of_it.step).contains(&status.step);
    let mut names: Vec<String> = statuses
        .iter()
        .filter(before)
        .filter(|status| status.status != HEALTHY)
        .map(|status| status.application.clone())
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn statuses() -> Vec<RolloutStatus> {
        let statuses = json!([
            {"application": "shop-dev", "step": "1", "status": "Healthy"},
            {"application": "shop-test", "step": "1", "status": "Progressing"},
            {"application": "shop-eu", "step": "2", "status": "Waiting",
             "message": "Application is out of date with the current AppSet generation, setting status to Waiting.",
             "lastTransitionTime": "2026-03-01T12:00:00Z"},
            {"application": "shop-us", "step": "3", "status": "Waiting"},
            {"application": "shop-lab", "step": "-1", "status": "Waiting"},
        ]);
        let statuses = statuses.as_array().unwrap().iter();
        statuses.map(RolloutStatus::of).collect()
    }

    #[test]
    fn one_that_waits_names_what_is_not_healthy_in_earlier_steps() {
        let of = |name: &str| Rollout::of(name, 3, &statuses()).unwrap();
        assert_eq!(of("shop-eu").waits_for, ["shop-test"]);
        assert_eq!(of("shop-us").waits_for, ["shop-eu", "shop-test"]);
        assert!(of("shop-eu").is_waiting() && of("shop-eu").since.is_some());
        assert_eq!(of("shop-test").waits_for, Vec::<String>::new());
    }

    #[test]
    fn one_that_no_step_takes_stands_at_step_0() {
        assert_eq!(Rollout::of("shop-lab", 3, &statuses()).unwrap().step, 0);
    }

    #[test]
    fn one_that_the_controller_does_not_know_has_no_place() {
        assert_eq!(Rollout::of("wiki", 3, &statuses()), None);
        assert_eq!(Rollout::of("shop-eu", 0, &statuses()), None);
    }
}
