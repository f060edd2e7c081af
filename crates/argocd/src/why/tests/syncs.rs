//! What a sync fails by, waits for or is held by.

use serde_json::{Value, json};

use super::world::{World, assert_cause, failed_sync, managing, merge, over};
use crate::why::Cause;

/// What the API server writes of a resource it does not take, and the cause.
pub(super) const TEXTS: &[(Cause, &str, &str)] = &[
    (
        Cause::WebhookRefused,
        "Deployment.apps/front",
        "admission webhook \"check.example.org\" denied the request: no latest tags here",
    ),
    (
        Cause::WebhookRefused,
        "Deployment.apps/front",
        "Internal error occurred: failed calling webhook \"check.example.org\": failed to call webhook: Post \"https://127.0.0.1:1/check?timeout=1s\": dial tcp 127.0.0.1:1: connect: connection refused",
    ),
    (
        Cause::WebhookRefused,
        "Deployment.apps/front",
        "deployments.apps \"front\" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'few' denied request: One replica is enough for everybody",
    ),
    (
        Cause::InvalidManifest,
        "Service/front",
        "Service \"front\" is invalid: spec.ports[0].port: Invalid value: 99999999: must be between 1 and 65535, inclusive",
    ),
    (
        Cause::InvalidManifest,
        "Deployment.apps/front",
        "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.replicass\"",
    ),
    (
        Cause::ImmutableField,
        "Deployment.apps/front",
        "Deployment.apps \"front\" is invalid: spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"b\"}}: field is immutable",
    ),
    (
        Cause::ImmutableField,
        "StatefulSet.apps/db",
        "StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template' are forbidden",
    ),
    (
        Cause::ImmutableField,
        "PersistentVolumeClaim/data",
        "PersistentVolumeClaim \"data\" is invalid: spec: Forbidden: spec is immutable after creation except resources.requests",
    ),
    (
        Cause::KindMissing,
        "ServiceMonitor.monitoring.coreos.com/front",
        "The Kubernetes API could not find monitoring.coreos.com/ServiceMonitor for requested resource web/front. Make sure the \"ServiceMonitor\" CRD is installed on the destination cluster.",
    ),
    (
        Cause::LastAppliedTooLong,
        "ConfigMap/dashboards",
        "ConfigMap \"dashboards\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes",
    ),
    (
        Cause::ProjectForbids,
        "ClusterRole.rbac.authorization.k8s.io/readers",
        "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project default",
    ),
    (
        Cause::NamespaceMissing,
        "Service/front",
        "namespaces \"web\" not found",
    ),
    (
        Cause::NamespaceTerminating,
        "Service/front",
        "services \"front\" is forbidden: unable to create new content in namespace web because it is being terminated",
    ),
    (
        Cause::QuotaExceeded,
        "Service/front",
        "services \"front\" is forbidden: exceeded quota: small, requested: services=1, used: services=5, limited: services=5",
    ),
    (
        Cause::SyncFailed,
        "Service/front",
        "the server is thinking of something else",
    ),
];

/// A world in which a hook failed.
pub(super) fn hook() -> World {
    World::of(json!({"status": {"operationState": {
        "phase": "Failed", "message": "one or more synchronization tasks completed unsuccessfully",
        "syncResult": {"revision": "a1", "resources": [
            {"group": "batch", "version": "v1", "kind": "Job", "namespace": "web", "name": "migrate", "status": "Synced",
             "hookType": "PreSync", "hookPhase": "Failed", "message": "Job has reached the specified backoff limit"}]}}}}))
}

/// A world in which the sync is held by a window that is never open.
pub(super) fn window() -> World {
    running("Sync operation blocked by sync window", json!({})).with(closed_project())
}

pub(super) fn closed_project() -> Value {
    json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"},
        "spec": {"syncWindows": [{"kind": "deny", "schedule": "0 0 * * *", "duration": "24h", "applications": ["*"]}]}})
}

/// A world in which the sync waits for somebody's word.
pub(super) fn confirmation() -> World {
    running(
        "waiting for pruning confirmation of /PersistentVolumeClaim/data",
        json!({}),
    )
}

/// A world whose sync runs since yesterday.
pub(super) fn stuck() -> World {
    running(
        "waiting for healthy state of apps/Deployment/front",
        json!({"status": {
        "operationState": {"startedAt": "2026-11-25T10:00:00Z"}, "health": {"lastTransitionTime": "2026-11-25T10:00:00Z"}}}),
    )
}

/// A world whose sync has failed as often as it may, for a reason nobody knows.
pub(super) fn retries() -> World {
    World::of(
        json!({"status": {"sync": {"status": "OutOfSync"}, "operationState": {
        "phase": "Failed", "message": "one or more synchronization tasks completed unsuccessfully (retried 5 times).", "retryCount": 5}}}),
    )
}

/// A world whose sync runs with this message.
pub(super) fn running(message: &str, patch: Value) -> World {
    let mut whole = json!({"status": {"sync": {"status": "OutOfSync"}, "operationState": {
        "phase": "Running", "message": message, "startedAt": "2026-11-26T09:58:00Z", "finishedAt": null, "syncResult": null}}});
    over(&mut whole, patch);
    World::of(whole)
}

#[test]
fn every_text_of_a_failed_sync_means_what_it_says() {
    for (cause, resource, text) in TEXTS {
        let answer = World::of(failed_sync(resource, text)).ask();
        assert_eq!(answer.cause, *cause, "{text}: {answer:#?}");
        assert!(!answer.next.is_empty(), "{text}");
    }
}

#[test]
fn the_resource_that_failed_is_named() {
    let answer = World::of(failed_sync(
        "Deployment.apps/front",
        "Deployment.apps \"front\" is invalid: spec.selector: Invalid value: x: field is immutable",
    ))
    .ask();
    assert_cause(
        &answer,
        Cause::ImmutableField,
        &[
            "Git changes spec.selector of Deployment/front, which cannot be changed",
            "DESTRUCTIVE",
            "kubectl delete -n web deployment.apps front",
        ],
    );
    let subjects: Vec<&str> = answer.steps.iter().map(|step| &*step.subject).collect();
    assert_eq!(subjects, ["Application/shop", "Deployment/front"]);
}

#[test]
fn what_is_too_large_is_told_of_server_side_apply() {
    let answer = World::of(failed_sync(
        "ConfigMap/dashboards",
        "metadata.annotations: Too long: must have at most 262144 bytes",
    ))
    .ask();
    assert_cause(
        &answer,
        Cause::LastAppliedTooLong,
        &["ConfigMap/dashboards", "ServerSideApply=true"],
    );
}

#[test]
fn a_list_of_applications_tells_the_cause_from_the_message_alone() {
    let mut patch = failed_sync("Service/front", "namespaces \"web\" not found");
    merge(
        &mut patch,
        json!({"status": {"operationState": {"syncResult": {"resources": []}}}}),
    );
    assert_cause(
        &World::of(patch).ask(),
        Cause::NamespaceMissing,
        &["kubectl create namespace web"],
    );
}

#[test]
fn a_failed_hook_is_named_with_its_phase() {
    assert_cause(
        &hook().ask(),
        Cause::HookFailed,
        &["PreSync hook Job/migrate failed", "backoff limit"],
    );
}

#[test]
fn a_window_is_named_with_its_hours() {
    assert_cause(
        &window().ask(),
        Cause::SyncWindowClosed,
        &["AppProject default", "deny window 0 0 * * * for 24h"],
    );
}

#[test]
fn what_waits_for_a_word_says_that_it_destroys() {
    assert_cause(
        &confirmation().ask(),
        Cause::WaitsForConfirmation,
        &[
            "PersistentVolumeClaim/data",
            "DESTRUCTIVE",
            "deletion-approved=",
        ],
    );
}

#[test]
fn a_sync_without_progress_is_stuck_but_not_where_what_it_waits_for_has_a_cause() {
    assert_cause(
        &stuck().ask(),
        Cause::OperationStuck,
        &["Deployment/front", "Terminating"],
    );
    let waits = json!({"status": {"health": {"lastTransitionTime": "2026-11-25T10:00:00Z"}, "operationState": {"phase": "Running", "message": "waiting for healthy state of apps/Deployment/front",
        "startedAt": "2026-11-25T10:00:00Z", "finishedAt": null, "syncResult": null}}});
    let mut patch = managing("Progressing", &["apps Deployment front"]);
    over(&mut patch, waits);
    let world = super::pods::crash_loop().with(super::world::shop(patch));
    let answer = world.ask();
    assert_cause(
        &answer,
        Cause::CrashLoop,
        &["the sync is waiting for healthy state of apps/Deployment/front"],
    );
    assert_eq!(answer.others[0].cause, Cause::OperationStuck);
}

#[test]
fn an_operation_that_succeeded_without_an_end_is_stuck_though_all_looks_well() {
    let world = World::of(json!({"status": {"operationState": {"finishedAt": null}}}));
    assert_cause(&world.ask(), Cause::OperationStuck, &["finishedAt"]);
}

#[test]
fn retries_that_are_used_up_say_so_where_nothing_else_is_known() {
    assert_cause(
        &retries().ask(),
        Cause::RetriesExhausted,
        &["failed 6 times"],
    );
    let mut known = failed_sync(
        "Service/web",
        "Service \"web\" is invalid: spec.ports[0].port: Invalid value: 70000",
    );
    merge(
        &mut known,
        json!({"status": {"operationState": {"retryCount": 2}}}),
    );
    assert_cause(
        &World::of(known).ask(),
        Cause::InvalidManifest,
        &["70000", "tried again 2 times"],
    );
    let mut unknown = failed_sync("Job/", "from import-: cannot use generate name with apply");
    merge(
        &mut unknown,
        json!({"status": {"operationState": {"retryCount": 1, "message": "one or more objects failed (retried 1 times)."}}}),
    );
    assert_cause(
        &World::of(unknown).ask(),
        Cause::RetriesExhausted,
        &["A Job without a name", "cannot use generate name"],
    );
}

#[test]
fn a_webhook_that_does_not_answer_does_not_refuse() {
    let text = "Internal error occurred: failed calling webhook \"check.example.org\": failed to call webhook: Post \"https://check.web.svc/x?timeout=1s\": connection refused";
    assert_cause(
        &World::of(failed_sync("Deployment.apps/front", text)).ask(),
        Cause::WebhookRefused,
        &[
            "Webhook check.example.org, which is asked about Deployment/front, does not answer: Post",
            "kubectl get validatingwebhookconfigurations",
        ],
    );
}

#[test]
fn a_sync_that_merely_runs_is_on_its_way() {
    assert_cause(
        &running("", json!({})).ask(),
        Cause::StillProgressing,
        &["kubectl addons tree shop -w"],
    );
}
