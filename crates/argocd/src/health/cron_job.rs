//! Health of a CronJob: how its last execution ended (Argo CD's
//! `resource_customizations/batch/CronJob`). A paused one counts as Healthy.

use serde_json::Value;

use super::{Health, HealthStatus};
use crate::field;
use crate::object::Resource;

/// Judges a CronJob. Times are compared as text, as Argo CD compares them.
pub(super) fn assess(_resource: &Resource, body: &Value) -> Result<Health, String> {
    if field::part(body, "/spec").is_none() {
        return Err("the CronJob has no spec".to_owned());
    }
    let scheduled = field::text(body, "/status/lastScheduleTime");
    let succeeded = field::text(body, "/status/lastSuccessfulTime");
    let (status, message) = if field::flag(body, "/spec/suspend") {
        (HealthStatus::Healthy, "CronJob is Suspended")
    } else if field::part(body, "/status").is_none() {
        (HealthStatus::Progressing, "Waiting for CronJob")
    } else if scheduled.is_empty() {
        (HealthStatus::Healthy, "CronJob has not been scheduled yet")
    } else if succeeded.is_empty() {
        let message = "The CronJob never completed successfully. It may not be healthy";
        (HealthStatus::Healthy, message)
    } else if !field::list(body, "/status/active").is_empty() {
        let message = "The job is running. Its last execution may not have been successful";
        (HealthStatus::Healthy, message)
    } else if succeeded < scheduled {
        let message = "CronJob has not completed its last execution successfully";
        (HealthStatus::Degraded, message)
    } else {
        let message = "CronJob has completed its last execution successfully";
        (HealthStatus::Healthy, message)
    };
    Ok(Health::new(status, message))
}
