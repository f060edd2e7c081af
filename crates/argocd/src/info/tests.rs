use serde_json::Value;

use super::info;
use crate::object::{Object, Resource};

fn resource(yaml: &str) -> Resource {
    let value: Value = serde_saphyr::from_str(yaml).unwrap();
    match Object::from_value(value).unwrap() {
        Object::Resource(resource) => *resource,
        Object::Application(_) => panic!("an Application is no resource"),
    }
}

/// Returns the facts as `name=value`, one after the other.
fn facts(yaml: &str) -> String {
    let facts = info(&resource(yaml)).into_iter();
    let facts: Vec<String> = facts
        .map(|fact| format!("{}={}", fact.name, fact.value))
        .collect();
    facts.join("; ")
}

fn check(head: &str, cases: &[(&str, &str)]) {
    for (fields, wanted) in cases {
        assert_eq!(&facts(&format!("{head}\n{fields}")), wanted, "{fields}");
    }
}

#[test]
fn workloads_show_revision_replicas_and_images() {
    check(
        "{apiVersion: apps/v1, kind: Deployment, ",
        &[
            (
                "metadata: {name: a, annotations: {deployment.kubernetes.io/revision: '3'}}, spec: {replicas: 2, template: {spec: {initContainers: [{image: i}], containers: [{image: b}, {image: b}]}}}, status: {readyReplicas: 1}}",
                "Revision=Rev:3; Replicas=1/2; Images=i, b",
            ),
            ("metadata: {name: a}}", "Replicas=0/1"),
        ],
    );
    check(
        "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: a}, ",
        &[(
            "status: {numberReady: 2, desiredNumberScheduled: 3}}",
            "Replicas=2/3",
        )],
    );
    check(
        "{apiVersion: apps/v1, kind: ControllerRevision, metadata: {name: a}, ",
        &[("revision: 4}", "Revision=Rev:4")],
    );
}

#[test]
fn without_its_body_an_object_shows_what_its_metadata_says() {
    let mut deployment = resource(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, annotations: {deployment.kubernetes.io/revision: '3'}}}",
    );
    deployment.body = None;
    assert_eq!(info(&deployment).len(), 1);
    deployment.metadata.annotations.clear();
    assert_eq!(info(&deployment), []);
}

#[test]
fn services_show_type_and_addresses() {
    check(
        "{apiVersion: v1, kind: Service, metadata: {name: a}, ",
        &[
            (
                "spec: {clusterIP: 10.0.0.1}}",
                "Type=ClusterIP; Cluster IP=10.0.0.1",
            ),
            (
                "spec: {type: ClusterIP, clusterIP: None}}",
                "Type=ClusterIP; Cluster IP=None",
            ),
            (
                "spec: {type: LoadBalancer, clusterIP: 10.0.0.1}}",
                "Type=LoadBalancer; Cluster IP=10.0.0.1; Address=<pending>",
            ),
            (
                "spec: {type: LoadBalancer, externalIPs: [5.5.5.5]}, status: {loadBalancer: {ingress: [{ip: 1.2.3.4}, {hostname: lb.example.com}]}}}",
                "Type=LoadBalancer; Address=1.2.3.4,lb.example.com,5.5.5.5",
            ),
            (
                "spec: {type: NodePort, externalIPs: [5.5.5.5]}}",
                "Type=NodePort; Address=5.5.5.5",
            ),
            (
                "spec: {type: ExternalName, externalName: db.example.com}}",
                "Type=ExternalName; Address=db.example.com",
            ),
        ],
    );
    check(
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, ",
        &[
            (
                "spec: {rules: [{host: a.example.com}, {http: {}}]}}",
                "Hosts=a.example.com; Address=<pending>",
            ),
            (
                "status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}",
                "Address=1.2.3.4",
            ),
        ],
    );
}

#[test]
fn claims_show_phase_capacity_and_class() {
    check(
        "{apiVersion: v1, kind: PersistentVolumeClaim, ",
        &[
            (
                "metadata: {name: a}, spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}, status: {phase: Bound, capacity: {storage: 2Gi}}}",
                "Phase=Bound; Capacity=2Gi; Class=fast",
            ),
            (
                "metadata: {name: a, deletionTimestamp: '2026-01-01T00:00:00Z'}, spec: {resources: {requests: {storage: 1Gi}}}, status: {phase: Bound}}",
                "Phase=Terminating; Capacity=1Gi",
            ),
        ],
    );
}

#[test]
fn jobs_show_status_and_completions() {
    let with = |kind: &str| {
        format!(
            "metadata: {{name: a}}, status: {{succeeded: 1, conditions: [{{type: {kind}, status: 'True'}}]}}}}"
        )
    };
    check(
        "{apiVersion: batch/v1, kind: Job, ",
        &[
            (
                "metadata: {name: a}, spec: {completions: 3}}",
                "Status=Running; Completions=0/3",
            ),
            (
                "metadata: {name: a}, spec: {parallelism: 4}}",
                "Status=Running; Completions=0/1 of 4",
            ),
            (&with("Complete"), "Status=Complete; Completions=1/1"),
            (&with("Failed"), "Status=Failed; Completions=1/1"),
            (&with("Suspended"), "Status=Suspended; Completions=1/1"),
            (
                &with("FailureTarget"),
                "Status=FailureTarget; Completions=1/1",
            ),
            (
                &with("SuccessCriteriaMet"),
                "Status=SuccessCriteriaMet; Completions=1/1",
            ),
            (
                "metadata: {name: a, deletionTimestamp: '2026-01-01T00:00:00Z'}}",
                "Status=Terminating; Completions=0/1",
            ),
        ],
    );
    check(
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, ",
        &[(
            "spec: {schedule: '5 * * * *', suspend: true, jobTemplate: {spec: {template: {spec: {containers: [{image: b}]}}}}}, status: {active: [{}]}}",
            "Schedule=5 * * * *; Status=Suspended; Active=1; Images=b",
        )],
    );
}

/// Judges the status word of a Pod.
fn status(fields: &str) -> String {
    let facts = info(&resource(&format!(
        "{{apiVersion: v1, kind: Pod, {fields}}}"
    )));
    facts[0].value.clone()
}

#[test]
fn the_status_of_a_pod_is_kubectls_word() {
    let named = "metadata: {name: a}";
    let deleted = "metadata: {name: a, deletionTimestamp: '2026-01-01T00:00:00Z'}";
    let main = |phase: &str, statuses: &str| {
        format!("{named}, status: {{phase: {phase}, containerStatuses: [{statuses}]}}")
    };
    let ready = "{ready: true, state: {running: {}}}";
    for (fields, wanted) in [
        (main("Running", ready), "Running"),
        (
            main("Running", "{state: {waiting: {reason: CrashLoopBackOff}}}"),
            "CrashLoopBackOff",
        ),
        (
            main(
                "Succeeded",
                "{state: {terminated: {reason: Completed, exitCode: 0}}}",
            ),
            "Completed",
        ),
        (
            main(
                "Failed",
                "{state: {terminated: {signal: 9, exitCode: 137}}}",
            ),
            "Signal:9",
        ),
        (
            main("Failed", "{state: {terminated: {exitCode: 3}}}"),
            "ExitCode:3",
        ),
        (
            main(
                "Running",
                "{state: {terminated: {reason: Completed, exitCode: 0}}}, {ready: true, state: {running: {}}}",
            ),
            "NotReady",
        ),
        (
            main(
                "Running",
                "{state: {terminated: {reason: Completed, exitCode: 0}}}, {state: {terminated: {reason: Error, exitCode: 1}}}",
            ),
            "Error",
        ),
        (
            format!(
                "{named}, status: {{phase: Running, conditions: [{{type: Ready, status: 'True'}}], containerStatuses: [{{state: {{terminated: {{reason: Completed}}}}}}, {ready}]}}"
            ),
            "Running",
        ),
        (
            format!("{named}, status: {{phase: Failed, reason: Evicted}}"),
            "Evicted",
        ),
        (
            format!(
                "{named}, status: {{phase: Pending, conditions: [{{type: PodScheduled, reason: SchedulingGated}}]}}"
            ),
            "SchedulingGated",
        ),
        (
            format!("{deleted}, status: {{phase: Running}}"),
            "Terminating",
        ),
        (
            format!("{deleted}, status: {{phase: Running, reason: NodeLost}}"),
            "Unknown",
        ),
        (
            format!("{deleted}, status: {{phase: Succeeded}}"),
            "Succeeded",
        ),
    ] {
        assert_eq!(status(&fields), wanted, "{fields}");
    }
}

#[test]
fn a_pod_that_starts_says_which_init_container_is_at_work() {
    let init = |statuses: &str| {
        format!(
            "metadata: {{name: a}}, spec: {{initContainers: [{{name: s, restartPolicy: Always}}, {{name: i}}]}}, status: {{phase: Pending, initContainerStatuses: [{statuses}]}}"
        )
    };
    let sidecar = "{name: s, started: true, ready: true, state: {running: {}}}";
    for (statuses, wanted) in [
        (
            "{name: s, state: {waiting: {reason: PodInitializing}}}".to_owned(),
            "Init:0/2",
        ),
        (
            format!("{sidecar}, {{name: i, state: {{running: {{}}}}}}"),
            "Init:1/2",
        ),
        (
            format!("{sidecar}, {{name: i, state: {{waiting: {{reason: ErrImagePull}}}}}}"),
            "Init:ErrImagePull",
        ),
        (
            format!(
                "{sidecar}, {{name: i, state: {{terminated: {{reason: Error, exitCode: 1}}}}}}"
            ),
            "Init:Error",
        ),
        (
            format!("{sidecar}, {{name: i, state: {{terminated: {{exitCode: 1}}}}}}"),
            "Init:ExitCode:1",
        ),
        (
            format!("{sidecar}, {{name: i, state: {{terminated: {{signal: 9, exitCode: 137}}}}}}"),
            "Init:Signal:9",
        ),
        (
            format!("{sidecar}, {{name: i, state: {{terminated: {{exitCode: 0}}}}}}"),
            "Pending",
        ),
    ] {
        assert_eq!(status(&init(&statuses)), wanted, "{statuses}");
    }
}

#[test]
fn ready_containers_and_restarts_count_sidecars() {
    check(
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: n1, initContainers: [{name: s, restartPolicy: Always}, {name: i}], containers: [{name: a}, {name: b}]}, ",
        &[
            (
                "status: {phase: Running, initContainerStatuses: [{name: s, started: true, ready: true, restartCount: 2, state: {running: {}}}, {name: i, restartCount: 9, state: {terminated: {exitCode: 0}}}], containerStatuses: [{ready: true, restartCount: 1, state: {running: {}}}, {restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}}]}}",
                "Status Reason=CrashLoopBackOff; Containers=2/3; Restart Count=7; Node=n1",
            ),
            (
                "status: {phase: Pending, initContainerStatuses: [{name: s, started: true, restartCount: 2, state: {running: {}}}, {name: i, restartCount: 9, state: {running: {}}}], containerStatuses: [{restartCount: 5}]}}",
                "Status Reason=Init:1/2; Containers=0/3; Restart Count=11; Node=n1",
            ),
        ],
    );
}
