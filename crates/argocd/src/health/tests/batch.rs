//! Job, CronJob and Argo Workflow.

use super::check;

#[test]
fn a_job_is_judged_by_the_types_of_its_conditions() {
    check(
        "{apiVersion: batch/v1, kind: Job, ",
        &[
            ("status: {active: 1}}", "Progressing"),
            (
                "status: {conditions: [{type: FailureTarget, status: 'True', message: m}]}}",
                "Progressing",
            ),
            (
                "status: {conditions: [{type: FailureTarget}, {type: Failed, status: 'True', message: backoff limit}]}}",
                "Degraded: backoff limit",
            ),
            (
                "status: {conditions: [{type: Failed, message: first}, {type: Complete, message: done}]}}",
                "Degraded: first",
            ),
            (
                "status: {conditions: [{type: Complete, status: 'True', message: done}]}}",
                "Healthy: done",
            ),
            (
                "status: {conditions: [{type: Suspended, status: 'True', message: Job suspended}]}}",
                "Suspended: Job suspended",
            ),
            (
                "status: {conditions: [{type: Suspended, status: 'False', message: Job resumed}]}}",
                "Healthy: Job resumed",
            ),
        ],
    );
    check(
        "{apiVersion: batch/v2, kind: Job",
        &[("}", "Unknown: unsupported Job GVK: batch/v2, Kind=Job")],
    );
}

#[test]
fn a_cron_job_is_judged_by_its_last_execution() {
    let ran = |more: &str| {
        format!("spec: {{}}, status: {{lastScheduleTime: '2026-01-02T00:00:00Z'{more}}}}}")
    };
    check(
        "{apiVersion: batch/v1, kind: CronJob, ",
        &[
            ("spec: {suspend: true}}", "Healthy: CronJob is Suspended"),
            (
                "spec: {suspend: false}}",
                "Progressing: Waiting for CronJob",
            ),
            (
                "spec: {}, status: {}}",
                "Healthy: CronJob has not been scheduled yet",
            ),
            (
                &ran(""),
                "Healthy: The CronJob never completed successfully. It may not be healthy",
            ),
            (
                &ran(", lastSuccessfulTime: '2026-01-01T00:00:00Z', active: [{}]"),
                "Healthy: The job is running. Its last execution may not have been successful",
            ),
            (
                &ran(", lastSuccessfulTime: '2026-01-01T00:00:00Z', active: []"),
                "Degraded: CronJob has not completed its last execution successfully",
            ),
            (
                &ran(", lastSuccessfulTime: '2026-01-02T00:00:07Z'"),
                "Healthy: CronJob has completed its last execution successfully",
            ),
            (
                &ran(", lastSuccessfulTime: '2026-01-02T00:00:00Z'"),
                "Healthy: CronJob has completed its last execution successfully",
            ),
            ("status: {}}", "Unknown: the CronJob has no spec"),
        ],
    );
}

#[test]
fn a_workflow_is_judged_by_its_phase() {
    check(
        "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, ",
        &[
            ("spec: {}}", "Progressing"),
            ("status: {phase: Pending}}", "Progressing"),
            ("status: {phase: Running, message: m}}", "Progressing: m"),
            ("status: {phase: Succeeded}}", "Healthy"),
            ("status: {phase: Failed, message: m}}", "Degraded: m"),
            ("status: {phase: Error}}", "Degraded"),
            ("status: {phase: Omitted}}", "Unknown"),
        ],
    );
}
