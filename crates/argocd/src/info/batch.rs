//! Completions of a Job and the schedule of a CronJob, as kubectl prints them.

use serde_json::Value;

use super::Info;
use crate::field;
use crate::object::Resource;

/// Returns the status and the completions of a Job.
pub(super) fn job(resource: &Resource, body: &Value) -> Vec<Info> {
    vec![
        Info::new("Status", status(resource, body)),
        Info::new("Completions", completions(body)),
    ]
}

/// Returns the schedule of a CronJob, whether it is suspended, and how many Jobs run.
pub(super) fn cron_job(body: &Value) -> Vec<Info> {
    let mut facts = vec![Info::new("Schedule", field::text(body, "/spec/schedule"))];
    if field::flag(body, "/spec/suspend") {
        facts.push(Info::new("Status", "Suspended"));
    }
    let active = field::list(body, "/status/active").len();
    if active > 0 {
        facts.push(Info::new("Active", active.to_string()));
    }
    facts
}

fn status(resource: &Resource, body: &Value) -> &'static str {
    let deleted = resource.metadata.deletion_timestamp.is_some();
    match () {
        () if field::holds(body, "Complete") => "Complete",
        () if field::holds(body, "Failed") => "Failed",
        () if deleted => "Terminating",
        () if field::holds(body, "Suspended") => "Suspended",
        () if field::holds(body, "FailureTarget") => "FailureTarget",
        () if field::holds(body, "SuccessCriteriaMet") => "SuccessCriteriaMet",
        () => "Running",
    }
}

fn completions(body: &Value) -> String {
    let succeeded = field::number(body, "/status/succeeded");
    let parallelism = field::number(body, "/spec/parallelism");
    match field::optional_number(body, "/spec/completions") {
        Some(wanted) => format!("{succeeded}/{wanted}"),
        None if parallelism > 1 => format!("{succeeded}/1 of {parallelism}"),
        None => format!("{succeeded}/1"),
    }
}
