//! What shows in Pods.

use serde_json::{Value, json};

use super::world::{World, assert_cause, managing, merge, owned, pod, with_pod};
use crate::why::Cause;

/// A Pod whose image cannot be pulled, as the kubelet tells of it.
pub(super) fn image() -> World {
    let waiting = json!({"state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"registry.example.com/shop:1\""}}});
    with_pod(pod(waiting)).event(
        "Pod/front-1",
        "Failed",
        "Failed to pull image \"registry.example.com/shop:1\": rpc error: code = NotFound desc = not found",
    )
}

/// A Pod whose container ends with exit code 1 again and again.
pub(super) fn crash_loop() -> World {
    with_pod(pod(json!({"restartCount": 7,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container=app"}},
        "lastState": {"terminated": {"exitCode": 1, "reason": "Error"}}})))
}

/// A Pod whose container is killed for its memory again and again.
pub(super) fn out_of_memory() -> World {
    with_pod(pod(json!({"restartCount": 3,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
        "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}})))
}

/// A Pod whose container refers to a ConfigMap that is not there.
pub(super) fn config() -> World {
    with_pod(pod(
        json!({"state": {"waiting": {"reason": "CreateContainerConfigError", "message": "configmap \"settings\" not found"}}}),
    ))
}

/// A Pod whose init container fails.
pub(super) fn init_container() -> World {
    let mut value = pod(json!({"state": {"waiting": {"reason": "PodInitializing"}}}));
    merge(
        &mut value,
        json!({"status": {"phase": "Pending", "initContainerStatuses": [
        {"name": "migrate", "ready": false, "restartCount": 5, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
         "lastState": {"terminated": {"exitCode": 2, "reason": "Error"}}}]}}),
    );
    with_pod(value)
}

/// A Pod whose container runs and is not ready.
pub(super) fn probe() -> World {
    with_pod(pod(json!({"state": {"running": {}}}))).event(
        "Pod/front-1",
        "Unhealthy",
        "Readiness probe failed: HTTP probe failed with statuscode: 503",
    )
}

/// A Pod that no node takes.
pub(super) fn unschedulable() -> World {
    with_pod(pending(
        "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
    ))
}

/// A Pod that no node takes, since its claim has no volume.
pub(super) fn volume_claim() -> World {
    let mut value =
        pending("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.");
    value["spec"]["volumes"] =
        json!([{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]);
    with_pod(value).with(claim()).event(
        "PersistentVolumeClaim/data",
        "ProvisioningFailed",
        "storageclass.storage.k8s.io \"fast\" not found",
    )
}

fn claim() -> Value {
    json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "web", "uid": "c"},
        "spec": {"storageClassName": "fast"}, "status": {"phase": "Pending"}})
}

fn pending(message: &str) -> Value {
    let mut value = pod(json!({"state": {"waiting": {}}}));
    merge(
        &mut value,
        json!({"status": {"phase": "Pending", "containerStatuses": [], "conditions": [
        {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]}}),
    );
    value
}

#[test]
fn an_image_that_cannot_be_pulled_is_said_with_what_the_registry_said() {
    let answer = image().ask();
    let words = [
        "registry.example.com/shop:1 cannot be pulled",
        "NotFound",
        "kubectl addons events shop --for Pod/front-1",
    ];
    assert_cause(&answer, Cause::ImageCannotBePulled, &words);
    let subjects: Vec<&str> = answer.steps.iter().map(|step| &*step.subject).collect();
    assert_eq!(
        subjects,
        [
            "Application/shop",
            "Deployment/front",
            "ReplicaSet/front-1",
            "Pod/front-1"
        ]
    );
}

#[test]
fn a_crash_loop_ends_with_the_last_lines_of_the_log_before() {
    let answer = crash_loop().ask();
    assert_cause(
        &answer,
        Cause::CrashLoop,
        &[
            "exit code 1",
            "restarted 7 times",
            "kubectl logs -n web front-1 -c app --previous",
        ],
    );
    let want = answer.log.clone().unwrap();
    assert!(want.previous && want.container == "app");
    let told = crash_loop()
        .log(
            "app",
            true,
            &["starting", "panic: password=hunter2 is wrong"],
        )
        .ask();
    let last = told.steps.last().unwrap();
    assert_eq!(last.log.len(), 2);
    assert!(!format!("{told:?}").contains("hunter2"));
}

#[test]
fn a_container_that_crashes_is_named_between_two_tries_too() {
    let world = with_pod(pod(
        json!({"restartCount": 1, "state": {"terminated": {"exitCode": 3, "reason": "Error"}}}),
    ));
    let answer = world.ask();
    assert_cause(&answer, Cause::CrashLoop, &["exit code 3"]);
    assert!(!answer.log.unwrap().previous);
}

#[test]
fn memory_is_the_cause_of_a_crash_loop_and_the_limit_is_named() {
    let answer = out_of_memory().ask();
    assert_cause(
        &answer,
        Cause::OutOfMemory,
        &["256Mi", "kubectl addons values shop"],
    );
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn what_a_container_refers_to_is_named() {
    assert_cause(
        &config().ask(),
        Cause::ContainerConfigError,
        &["configmap \\\"settings\\\" not found"],
    );
}

#[test]
fn a_volume_of_what_is_not_there_is_a_config_error() {
    let mut value = pod(json!({"state": {"waiting": {"reason": "ContainerCreating"}}}));
    value["status"]["phase"] = json!("Pending");
    let world = with_pod(value).event(
        "Pod/front-1",
        "FailedMount",
        "MountVolume.SetUp failed for volume \"tls\" : secret \"web-tls\" not found",
    );
    assert_cause(
        &world.ask(),
        Cause::ContainerConfigError,
        &["secret \\\"web-tls\\\" not found"],
    );
}

#[test]
fn an_init_container_is_named_as_one() {
    let answer = init_container().ask();
    assert_cause(
        &answer,
        Cause::InitContainerFailing,
        &[
            "Init container migrate",
            "exit code 2",
            "-c migrate --previous",
        ],
    );
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_probe_that_fails_is_said_in_the_kubelets_words() {
    assert_cause(&probe().ask(), Cause::ProbeFailing, &["statuscode: 503"]);
}

#[test]
fn a_container_that_is_ended_for_its_probe_is_no_crash_loop() {
    let world = crash_loop()
        .event(
            "Pod/front-1",
            "Unhealthy",
            "Liveness probe failed: connection refused",
        )
        .event(
            "Pod/front-1",
            "Killing",
            "Container app failed liveness probe, will be restarted",
        );
    let answer = world.ask();
    assert_cause(&answer, Cause::ProbeFailing, &["Liveness probe failed"]);
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_pod_without_a_node_is_said_in_the_schedulers_words_without_its_plans() {
    let answer = unschedulable().ask();
    assert_cause(&answer, Cause::Unschedulable, &["3 Insufficient memory"]);
    assert!(!answer.summary.contains("preemption"));
}

#[test]
fn pods_that_ask_for_different_nodes_have_different_roots() {
    let message = "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.";
    let ask = |selector: Value| {
        let mut value = pending(message);
        merge(&mut value, json!({"spec": {"nodeSelector": selector}}));
        with_pod(value).ask()
    };
    let gpu = ask(json!({"accelerator": "gpu"}));
    assert_cause(
        &gpu,
        Cause::Unschedulable,
        &["It asks for a node with accelerator=gpu"],
    );
    assert_eq!(gpu.root, ask(json!({"accelerator": "gpu"})).root);
    assert_ne!(gpu.root, ask(json!({"pool": "migrations"})).root);
    assert_eq!(ask(json!({})).root, "web/Pod/front-1");
}

#[test]
fn a_claim_without_a_volume_is_the_cause_of_a_pod_without_a_node() {
    let answer = volume_claim().ask();
    assert_cause(
        &answer,
        Cause::VolumeClaimPending,
        &["PersistentVolumeClaim/data", "\\\"fast\\\" not found"],
    );
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_claim_that_waits_for_its_pod_is_no_cause() {
    let mut value = pending("0/3 nodes are available: 3 Insufficient cpu.");
    value["spec"]["volumes"] =
        json!([{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]);
    let world = with_pod(value).with(claim()).event(
        "PersistentVolumeClaim/data",
        "WaitForFirstConsumer",
        "waiting for first consumer to be created before binding",
    );
    assert_cause(&world.ask(), Cause::Unschedulable, &["Insufficient cpu"]);
}

#[test]
fn a_claim_that_no_pod_wants_yet_is_a_cause_by_itself() {
    let world = World::of(managing(
        "Progressing",
        &["core PersistentVolumeClaim data"],
    ))
    .with(claim());
    assert_cause(
        &world.ask(),
        Cause::VolumeClaimPending,
        &["storage class fast"],
    );
}

#[test]
fn pods_of_what_is_healthy_are_not_suspected() {
    let world = World::of(managing("Degraded", &["apps Deployment front", "core Pod lone"]))
        .with(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "front", "namespace": "web", "uid": "d", "generation": 1},
            "spec": {"replicas": 1}, "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}}))
        .with(owned("apps/v1", "ReplicaSet", "front-1", "r", "d", json!({})))
        .with(owned("v1", "Pod", "front-1", "p", "r", pod(json!({"state": {"waiting": {"reason": "CrashLoopBackOff"}}}))))
        .with(json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lone", "namespace": "web", "uid": "l"},
            "spec": {}, "status": {"phase": "Failed", "message": "The node was low on resource: memory.", "reason": "Evicted"}}));
    assert_cause(
        &world.ask(),
        Cause::Unhealthy,
        &["Pod/lone", "low on resource"],
    );
}

#[test]
fn a_probe_whose_events_are_forgotten_is_told_by_what_it_asks() {
    let world = with_pod(pod(json!({"started": true, "state": {"running": {}}})));
    assert_cause(
        &world.ask(),
        Cause::ProbeFailing,
        &["its readiness probe (GET /ready) does not pass"],
    );
}
