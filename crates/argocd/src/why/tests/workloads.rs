//! What shows in workloads, Jobs and Namespaces.

use serde_json::json;

use super::world::{World, assert_cause, managing, merge, owned, pod, with_pod};
use crate::why::Cause;

/// A ReplicaSet that a quota lets make no Pods.
pub(super) fn quota() -> World {
    refused(
        "pods \"front-1-x\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0",
    )
}

/// A ReplicaSet that a webhook lets make no Pods.
pub(super) fn webhook() -> World {
    refused("admission webhook \"check.example.org\" denied the request: no latest tags here")
}

fn refused(message: &str) -> World {
    let failure = json!({"status": {"conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": message}]}});
    let mut set = json!({"spec": {"replicas": 1}, "status": {"observedGeneration": 1}});
    merge(&mut set, failure);
    World::of(managing("Progressing", &["apps Deployment front"]))
        .with(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "front", "namespace": "web", "uid": "d", "generation": 1},
            "spec": {"replicas": 1}, "status": {"observedGeneration": 1}}))
        .with(owned("apps/v1", "ReplicaSet", "front-1", "r", "d", set))
}

/// A Job that failed as often as it may.
pub(super) fn job() -> World {
    World::of(managing("Degraded", &["batch Job import"]))
        .with(json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "import", "namespace": "web", "uid": "j"},
            "status": {"failed": 1, "conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded",
                "message": "Job has reached the specified backoff limit"}]}}))
}

/// A Namespace that is being deleted.
pub(super) fn namespace_terminating() -> World {
    World::of(managing("Progressing", &["apps Deployment front"])).with(json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": "web", "uid": "n", "deletionTimestamp": "2026-11-26T09:00:00Z"},
        "status": {"phase": "Terminating", "conditions": [{"type": "NamespaceFinalizersRemaining", "status": "True",
            "message": "Some content in the namespace has finalizers remaining: example.org/held in 1 resource instances"}]}}))
}

/// A Deployment that somebody paused.
pub(super) fn suspended() -> World {
    World::of(managing("Suspended", &["apps Deployment front"]))
        .with(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "front", "namespace": "web", "uid": "d", "generation": 1},
            "spec": {"replicas": 1, "paused": true}, "status": {"observedGeneration": 1}}))
}

/// An HPA that says what is wrong with it.
pub(super) fn unhealthy() -> World {
    World::of(managing("Degraded", &["autoscaling HorizontalPodAutoscaler front"]))
        .with(json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "front", "namespace": "web", "uid": "h"},
            "status": {"conditions": [{"type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric",
                "message": "unable to get metrics for resource cpu"}]}}))
}

/// A Deployment that is merely on its way.
pub(super) fn progressing() -> World {
    World::of(managing("Progressing", &["apps Deployment front"]))
        .with(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "front", "namespace": "web", "uid": "d", "generation": 2},
            "spec": {"replicas": 1}, "status": {"observedGeneration": 1}}))
}

/// Resources that nobody could look at.
pub(super) fn not_inspected() -> World {
    World::of(managing("Degraded", &["apps Deployment front"]))
}

#[test]
fn a_quota_is_named_with_the_workload_it_stops() {
    let answer = quota().ask();
    assert_cause(
        &answer,
        Cause::QuotaExceeded,
        &[
            "exceeded quota: small",
            "Deployment/front",
            "kubectl describe -n web resourcequota,limitrange",
        ],
    );
}

#[test]
fn pods_that_a_webhook_refuses_are_never_made() {
    assert_cause(
        &webhook().ask(),
        Cause::WebhookRefused,
        &["check.example.org", "ReplicaSet/front-1"],
    );
}

#[test]
fn pods_that_a_limit_or_a_policy_refuses_are_told_apart() {
    let limit = refused(
        "pods \"front-1-x\" is forbidden: maximum memory usage per Container is 128Mi, but limit is 1Gi",
    );
    assert_cause(&limit.ask(), Cause::QuotaExceeded, &["128Mi"]);
    let policy = refused(
        "pods \"front-1-x\" is forbidden: violates PodSecurity \"restricted:latest\": runAsNonRoot != true",
    );
    assert_cause(
        &policy.ask(),
        Cause::WebhookRefused,
        &["runAsNonRoot", "--show-labels"],
    );
}

#[test]
fn a_refusal_that_no_rule_knows_is_told_in_its_own_words() {
    let world = refused(
        "pods \"front-1-\" is forbidden: error looking up service account web/builder: serviceaccount \"builder\" not found",
    );
    assert_cause(
        &world.ask(),
        Cause::Unhealthy,
        &["ReplicaSet/front-1", "\\\"builder\\\" not found"],
    );
}

#[test]
fn a_failed_job_shows_the_pod_that_failed_and_its_log() {
    let mut failed = pod(json!({"state": {"terminated": {"exitCode": 4, "reason": "Error"}}}));
    merge(
        &mut failed,
        json!({"spec": {"restartPolicy": "Never"}, "status": {"phase": "Failed"}}),
    );
    let world = job().with(owned("v1", "Pod", "front-1", "p", "j", failed));
    let world = world.log("app", false, &["no such table: orders"]);
    let answer = world.ask();
    assert_cause(
        &answer,
        Cause::JobFailed,
        &[
            "backoff limit",
            "Pod/front-1",
            "exit code 4",
            "no such table: orders",
        ],
    );
    assert_cause(
        &job().ask(),
        Cause::JobFailed,
        &["kubectl logs -n web job/import --all-containers"],
    );
}

#[test]
fn a_namespace_that_goes_says_what_holds_it() {
    assert_cause(
        &namespace_terminating().ask(),
        Cause::NamespaceTerminating,
        &["example.org/held", "kubectl get namespace web -o yaml"],
    );
}

#[test]
fn a_paused_deployment_is_told_how_to_go_on() {
    assert_cause(
        &suspended().ask(),
        Cause::Suspended,
        &["kubectl rollout -n web resume deployment/front"],
    );
}

#[test]
fn what_has_no_cause_of_its_own_says_it_in_its_own_words() {
    assert_cause(
        &unhealthy().ask(),
        Cause::Unhealthy,
        &["unable to get metrics for resource cpu"],
    );
}

#[test]
fn what_is_on_its_way_is_told_so() {
    assert_cause(
        &progressing().ask(),
        Cause::StillProgressing,
        &["Deployment/front", "kubectl addons tree shop -w"],
    );
}

#[test]
fn what_nobody_could_look_at_is_told_so() {
    assert_cause(
        &not_inspected().ask(),
        Cause::NotInspected,
        &["could not be looked at", "kubectl auth can-i -n web --list"],
    );
}

#[test]
fn the_newest_words_of_a_probe_are_told() {
    let world = with_pod(pod(json!({"state": {"running": {}}})))
        .event("Pod/front-1", "Unhealthy", "Readiness probe failed: old")
        .event("Pod/front-1", "Unhealthy", "Readiness probe failed: new");
    assert!(world.ask().summary.ends_with("new"));
}
