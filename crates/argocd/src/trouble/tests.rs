use serde_json::Value;

use super::trouble;
use crate::health::{Health, HealthStatus, assess};
use crate::object::{Object, Resource};

fn resource(yaml: &str) -> Resource {
    let value: Value = serde_saphyr::from_str(yaml).unwrap();
    match Object::from_value(value).unwrap() {
        Object::Resource(resource) => *resource,
        Object::Application(_) => panic!("an Application is no resource"),
    }
}

fn check(head: &str, cases: &[(&str, &str)]) {
    for (fields, wanted) in cases {
        let resource = resource(&format!("{head}\n{fields}"));
        let found = trouble(&resource, assess(&resource).as_ref());
        assert_eq!(found.as_deref().unwrap_or("-"), *wanted, "{fields}");
    }
}

#[test]
fn a_pod_says_what_its_first_bad_container_waits_for_or_died_of() {
    let statuses = |kind: &str, statuses: &str| {
        format!(
            "spec: {{restartPolicy: Always}}, status: {{phase: Running, {kind}: [{statuses}]}}}}"
        )
    };
    check(
        "{apiVersion: v1, kind: Pod, metadata: {name: web}, ",
        &[
            (
                &statuses(
                    "containerStatuses",
                    "{name: a, ready: true, state: {running: {}}, lastState: {terminated: {exitCode: 1}}}, \
                     {name: b, state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m}}, \
                      lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}",
                ),
                "container b: CrashLoopBackOff: back-off 5m; it died of OOMKilled (exit code 137)",
            ),
            (
                &statuses(
                    "initContainerStatuses",
                    "{name: i, state: {terminated: {reason: Error, exitCode: 2, message: \"no\\n  database\"}}}",
                ),
                "init container i: died of exit code 2: no database",
            ),
            (
                &statuses(
                    "containerStatuses",
                    "{name: a, ready: false, state: {running: {}}, lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}",
                ),
                "container a: died of OOMKilled (exit code 137)",
            ),
            (
                &statuses(
                    "containerStatuses",
                    "{name: a, state: {waiting: {reason: ContainerCreating}}}",
                ),
                "-",
            ),
            (
                &statuses(
                    "containerStatuses",
                    "{name: a, state: {terminated: {reason: Completed, exitCode: 0}}}",
                ),
                "-",
            ),
        ],
    );
}

#[test]
fn a_pod_says_why_it_has_no_place_or_is_not_ready() {
    check(
        "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {restartPolicy: Always}, ",
        &[
            (
                "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes are available}]}}",
                "Unschedulable: 0/3 nodes are available",
            ),
            (
                "status: {phase: Failed, reason: Evicted, message: low on memory}}",
                "Evicted: low on memory",
            ),
            (
                "status: {phase: Running, conditions: [{type: Ready, status: 'False', message: 'containers with unready status: [a]'}]}}",
                "containers with unready status: [a]",
            ),
            (
                "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
                "-",
            ),
        ],
    );
}

#[test]
fn workloads_say_the_cause_before_the_summary() {
    check(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2}, ",
        &[
            (
                "status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: exceeded quota}]}}",
                "FailedCreate: exceeded quota",
            ),
            (
                "status: {updatedReplicas: 2, replicas: 2}}",
                "Waiting for rollout to finish: 0 of 2 updated replicas are available...",
            ),
            (
                "status: {updatedReplicas: 2, replicas: 2, availableReplicas: 2}}",
                "-",
            ),
        ],
    );
    check(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: job}, ",
        &[
            (
                "status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: too often}]}}",
                "BackoffLimitExceeded: too often",
            ),
            (
                "status: {conditions: [{type: FailureTarget, status: 'True', reason: DeadlineExceeded}]}}",
                "DeadlineExceeded",
            ),
            (
                "status: {conditions: [{type: Complete, status: 'True', message: done}]}}",
                "-",
            ),
        ],
    );
}

#[test]
fn a_deployment_without_a_message_says_its_conditions() {
    let deployment = resource(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, status: {conditions: [\
         {type: Progressing, status: 'True', reason: New}, \
         {type: Available, status: 'False', reason: MinimumReplicasUnavailable, message: not enough}]}}",
    );
    assert_eq!(
        trouble(&deployment, None).as_deref(),
        Some("MinimumReplicasUnavailable: not enough")
    );
}

#[test]
fn what_waits_says_for_what() {
    check(
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, ",
        &[
            ("status: {phase: Pending}}", "waits for a volume"),
            (
                "spec: {storageClassName: fast}, status: {phase: Pending}}",
                "waits for a volume of storage class fast",
            ),
            ("status: {phase: Lost}}", "its volume is lost"),
            ("status: {phase: Bound}}", "-"),
        ],
    );
    check(
        "{apiVersion: v1, kind: Service, metadata: {name: web}, ",
        &[
            (
                "spec: {type: LoadBalancer}}",
                "waits for an address of the load balancer",
            ),
            ("spec: {type: ClusterIP}}", "-"),
        ],
    );
    check(
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, ",
        &[("status: {}}", "waits for an address of the load balancer")],
    );
}

#[test]
fn deletion_and_other_verdicts_are_said_as_they_are_but_masked() {
    check(
        "{apiVersion: v1, kind: Pod, metadata: {name: web, deletionTimestamp: '2026-01-01T00:00:00Z'}, ",
        &[("status: {reason: Evicted}}", "Pending deletion")],
    );
    let widget = resource("{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}}");
    let degraded = Health::new(HealthStatus::Degraded, "cannot reach\nhttps://u:p@db/x");
    assert_eq!(
        trouble(&widget, Some(&degraded)).as_deref(),
        Some("cannot reach https://••••••@db/x")
    );
    assert_eq!(trouble(&widget, None), None);
}

#[test]
fn a_pod_whose_node_fell_silent_points_at_the_node() {
    let status = |containers: &str| {
        format!(
            "spec: {{nodeName: n1, restartPolicy: Always}}, status: {{phase: Running, conditions: [\
             {{type: Ready, status: \"False\"}}, {{type: ContainersReady, status: \"{containers}\"}}]}}}}"
        )
    };
    check(
        "{apiVersion: v1, kind: Pod, metadata: {name: web}, ",
        &[
            (
                &status("True"),
                "not ready though all its containers are: look at its node n1",
            ),
            (&status("False"), "-"),
        ],
    );
}
