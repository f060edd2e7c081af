//! Which cause wins where several hold.

use serde_json::json;

use super::world::{
    World, assert_cause, condition, failed_sync, managing, merge, pod, shop, with_pod,
};
use super::{pods, workloads};
use crate::why::Cause;

#[test]
fn an_image_is_the_cause_of_a_service_without_endpoints() {
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "front", "namespace": "web", "uid": "s"}, "spec": {"selector": {"app": "front"}}});
    let world = pods::image().with(service).with(shop(managing(
        "Degraded",
        &["apps Deployment front", "core Service front"],
    )));
    let answer = world.ask();
    assert_cause(&answer, Cause::ImageCannotBePulled, &[]);
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_comparison_that_fails_is_newer_than_a_sync_that_failed() {
    let mut patch = failed_sync("Service/front", "Service \"front\" is invalid: x");
    merge(
        &mut patch,
        condition("ComparisonError", "charts/shop: app path does not exist"),
    );
    let answer = World::of(patch).ask();
    assert_cause(&answer, Cause::PathMissing, &[]);
    assert_eq!(answer.others[0].cause, Cause::InvalidManifest);
}

#[test]
fn pods_explain_a_degraded_add_on_before_a_comparison_that_fails() {
    let mut patch = managing("Degraded", &["apps Deployment front"]);
    merge(
        &mut patch,
        condition("ComparisonError", "charts/shop: app path does not exist"),
    );
    let answer = pods::crash_loop().with(shop(patch)).ask();
    assert_cause(&answer, Cause::CrashLoop, &[]);
    assert_eq!(answer.others[0].cause, Cause::PathMissing);
}

#[test]
fn a_namespace_that_goes_explains_a_quota_that_is_full() {
    let world = workloads::quota().with(json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": "web", "uid": "n", "deletionTimestamp": "2026-11-26T09:00:00Z"}}));
    assert_cause(&world.ask(), Cause::NamespaceTerminating, &[]);
}

#[test]
fn two_containers_with_two_causes_are_both_told() {
    let mut value = pod(
        json!({"state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1}}}),
    );
    let sidecar = json!({"name": "proxy", "ready": false, "state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}});
    value["status"]["containerStatuses"]
        .as_array_mut()
        .unwrap()
        .push(sidecar);
    let answer = with_pod(value).ask();
    assert_cause(&answer, Cause::ImageCannotBePulled, &[]);
    assert_eq!(answer.others[0].cause, Cause::CrashLoop);
}

#[test]
fn a_paused_workload_explains_a_service_without_endpoints() {
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "front", "namespace": "web", "uid": "s"}, "spec": {"selector": {"app": "front"}}});
    let world = workloads::suspended().with(service).with(shop(managing(
        "Suspended",
        &["apps Deployment front", "core Service front"],
    )));
    assert_cause(&world.ask(), Cause::Suspended, &[]);
}

#[test]
fn what_is_well_has_nothing_and_nothing_to_do() {
    let answer = World::of(json!({})).ask();
    assert_cause(&answer, Cause::Nothing, &[]);
    assert!(answer.is_well() && answer.next.is_empty() && answer.others.is_empty());
}
