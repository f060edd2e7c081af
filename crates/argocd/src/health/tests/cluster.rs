//! CustomResourceDefinition, APIService and PodDisruptionBudget.

use super::check;

#[test]
fn a_definition_is_judged_by_the_first_condition_that_says_something() {
    let with = |conditions: &str| format!("status: {{conditions: [{conditions}]}}}}");
    check(
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, ",
        &[
            (
                "spec: {}}",
                "Unknown: the CustomResourceDefinition has no status",
            ),
            ("status: {}}", "Progressing: Status conditions not found"),
            (&with(""), "Progressing: Status conditions not found"),
            (
                &with("{type: Terminating, status: 'True', message: m}"),
                "Progressing: CRD is terminating: m",
            ),
            (
                &with(
                    "{type: NamesAccepted, status: 'False', message: taken}, {type: Established, status: 'True', message: x}",
                ),
                "Degraded: CRD names have not been accepted: taken",
            ),
            (
                &with("{type: NonStructuralSchema, status: 'True', message: v}"),
                "Degraded: Schema violations found: v",
            ),
            (
                &with(
                    "{type: Established, status: 'False', reason: InvalidCABundle, message: bad}",
                ),
                "Degraded: CRD is not established: bad",
            ),
            (
                &with("{type: Established, status: 'False', reason: Installing}"),
                "Progressing: CRD is being installed",
            ),
            (
                &with("{type: Established, status: 'False', reason: Other}"),
                "Progressing: CRD is not established",
            ),
            (
                &with("{type: NamesAccepted, status: 'True'}"),
                "Progressing: CRD is not established",
            ),
            (
                &with("{type: NamesAccepted, status: 'True'}, {type: Established, status: 'True'}"),
                "Healthy: CRD is healthy",
            ),
            (
                &with("{type: Terminating, status: 'True'}"),
                "Unknown: the condition Terminating has no message",
            ),
        ],
    );
}

#[test]
fn an_api_service_is_judged_by_its_available_condition() {
    for version in ["v1", "v1beta1"] {
        check(
            &format!("{{apiVersion: apiregistration.k8s.io/{version}, kind: APIService, "),
            &[
                ("status: {}}", "Progressing: Waiting to be processed"),
                (
                    "status: {conditions: [{type: Available, status: 'True', reason: Passed, message: ok}]}}",
                    "Healthy: Passed: ok",
                ),
                (
                    "status: {conditions: [{type: Available, status: 'False', reason: Failed, message: refused}]}}",
                    "Progressing: Failed: refused",
                ),
            ],
        );
    }
    check(
        "{apiVersion: apiregistration.k8s.io/v2, kind: APIService",
        &[(
            "}",
            "Unknown: unsupported APIService GVK: apiregistration.k8s.io/v2, Kind=APIService",
        )],
    );
}

#[test]
fn a_budget_is_degraded_by_any_failure_but_too_few_pods() {
    let with = |conditions: &str| format!("status: {{conditions: [{conditions}]}}}}");
    check(
        "{apiVersion: policy/v1, kind: PodDisruptionBudget, ",
        &[
            ("spec: {}}", "Progressing: Waiting for status"),
            (
                &with("{status: 'True', reason: SufficientPods}"),
                "Healthy: PodDisruptionBudget has SufficientPods",
            ),
            (
                &with("{status: 'False', reason: InsufficientPods}"),
                "Healthy: PodDisruptionBudget has InsufficientPods",
            ),
            (
                &with("{status: 'False', reason: SyncFailed}, {status: 'True', reason: Fine}"),
                "Degraded: PodDisruptionBudget has SyncFailed",
            ),
            (
                &with("{status: 'False'}"),
                "Unknown: a condition in status.conditions has no reason",
            ),
        ],
    );
}
