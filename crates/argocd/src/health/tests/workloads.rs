//! Deployment, StatefulSet, DaemonSet, ReplicaSet.

use super::check;

#[test]
fn a_deployment_is_judged_by_its_rollout() {
    check(
        "{apiVersion: apps/v1, kind: Deployment, ",
        &[
            ("spec: {paused: true}}", "Suspended: Deployment is paused"),
            (
                "metadata: {generation: 2}, status: {observedGeneration: 1}}",
                "Progressing: Waiting for rollout to finish: observed deployment generation less than desired generation",
            ),
            (
                "status: {conditions: [{type: Progressing, reason: ProgressDeadlineExceeded}]}}",
                "Degraded: Deployment \"web\" exceeded its progress deadline",
            ),
            (
                "spec: {replicas: 3}, status: {updatedReplicas: 1, conditions: [{type: Progressing, reason: ReplicaSetUpdated}]}}",
                "Progressing: Waiting for rollout to finish: 1 out of 3 new replicas have been updated...",
            ),
            (
                "spec: {replicas: 1}, status: {updatedReplicas: 1, replicas: 3}}",
                "Progressing: Waiting for rollout to finish: 2 old replicas are pending termination...",
            ),
            (
                "spec: {replicas: 2}, status: {updatedReplicas: 2, replicas: 2, availableReplicas: 1}}",
                "Progressing: Waiting for rollout to finish: 1 of 2 updated replicas are available...",
            ),
            (
                "spec: {replicas: 2}, status: {updatedReplicas: 2, replicas: 2, availableReplicas: 2}}",
                "Healthy",
            ),
            ("spec: {replicas: null}, status: null}", "Healthy"),
            (
                "spec: {replicas: many}}",
                "Unknown: failed to convert unstructured Deployment to typed: spec.replicas is not a whole number",
            ),
        ],
    );
}

#[test]
fn a_stateful_set_is_judged_by_its_rollout() {
    check(
        "{apiVersion: apps/v1, kind: StatefulSet, ",
        &[
            (
                "status: {}}",
                "Progressing: Waiting for statefulset spec update to be observed...",
            ),
            (
                "metadata: {generation: 2}, status: {observedGeneration: 1}}",
                "Progressing: Waiting for statefulset spec update to be observed...",
            ),
            (
                "spec: {replicas: 3}, status: {observedGeneration: 1, readyReplicas: 1}}",
                "Progressing: Waiting for 2 pods to be ready...",
            ),
            (
                "spec: {replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}}, status: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1}}",
                "Progressing: Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...",
            ),
            (
                "spec: {replicas: 3, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}}, status: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 2}}",
                "Healthy: partitioned roll out complete: 2 new pods have been updated...",
            ),
            (
                "spec: {updateStrategy: {type: RollingUpdate, rollingUpdate: {}}}, status: {observedGeneration: 1, updatedReplicas: 2}}",
                "Healthy: partitioned roll out complete: 2 new pods have been updated...",
            ),
            (
                "spec: {updateStrategy: {type: OnDelete}}, status: {observedGeneration: 1, readyReplicas: 3}}",
                "Healthy: statefulset has 3 ready pods",
            ),
            (
                "spec: {updateStrategy: {type: RollingUpdate}}, status: {observedGeneration: 1, updatedReplicas: 1, currentRevision: web-1, updateRevision: web-2}}",
                "Progressing: waiting for statefulset rolling update to complete 1 pods at revision web-2...",
            ),
            (
                "status: {observedGeneration: 1, currentReplicas: 3, currentRevision: web-2, updateRevision: web-2}}",
                "Healthy: statefulset rolling update complete 3 pods at revision web-2...",
            ),
        ],
    );
}

#[test]
fn a_daemon_set_is_judged_by_its_rollout() {
    check(
        "{apiVersion: apps/v1, kind: DaemonSet, ",
        &[
            (
                "metadata: {generation: 2}, status: {observedGeneration: 1}}",
                "Progressing: Waiting for rollout to finish: observed daemon set generation less than desired generation",
            ),
            (
                "spec: {updateStrategy: {type: OnDelete}}, status: {updatedNumberScheduled: 1, desiredNumberScheduled: 3}}",
                "Healthy: daemon set 1 out of 3 new pods have been updated",
            ),
            (
                "status: {updatedNumberScheduled: 1, desiredNumberScheduled: 3}}",
                "Progressing: Waiting for daemon set \"web\" rollout to finish: 1 out of 3 new pods have been updated...",
            ),
            (
                "status: {updatedNumberScheduled: 3, desiredNumberScheduled: 3, numberAvailable: 2}}",
                "Progressing: Waiting for daemon set \"web\" rollout to finish: 2 of 3 updated pods are available...",
            ),
            (
                "status: {updatedNumberScheduled: 3, desiredNumberScheduled: 3, numberAvailable: 3}}",
                "Healthy",
            ),
        ],
    );
}

#[test]
fn a_replica_set_is_judged_by_its_pods() {
    check(
        "{apiVersion: apps/v1, kind: ReplicaSet, ",
        &[
            (
                "metadata: {generation: 2}, status: {observedGeneration: 1}}",
                "Progressing: Waiting for rollout to finish: observed replica set generation less than desired generation",
            ),
            (
                "status: {conditions: [{type: ReplicaFailure, status: 'True', message: exceeded quota}]}}",
                "Degraded: exceeded quota",
            ),
            (
                "spec: {replicas: 2}, status: {availableReplicas: 1, conditions: [{type: ReplicaFailure, status: 'False'}]}}",
                "Progressing: Waiting for rollout to finish: 1 out of 2 new replicas are available...",
            ),
            ("spec: {replicas: 0}}", "Healthy"),
        ],
    );
}

#[test]
fn a_version_argo_cd_does_not_read_is_unknown() {
    for kind in ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"] {
        check(
            &format!("{{apiVersion: apps/v1beta1, kind: {kind}"),
            &[(
                "}",
                &format!("Unknown: unsupported {kind} GVK: apps/v1beta1, Kind={kind}"),
            )],
        );
    }
}
