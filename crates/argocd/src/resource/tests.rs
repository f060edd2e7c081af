use serde_json::{Value, json};

use super::*;
use crate::object::{Object, Resource};

fn resource(value: Value) -> Resource {
    match Object::from_value(value) {
        Ok(Object::Resource(resource)) => *resource,
        other => panic!("{other:?}"),
    }
}

fn judged(kind: &str, status: &str) -> Judgement {
    conditions(&json!({"status": {"conditions": [{"type": kind, "status": status}]}}))[0].judgement
}

#[test]
fn a_condition_is_bad_news_when_a_failure_holds_or_anything_else_does_not() {
    assert_eq!(judged("Ready", "True"), Judgement::Good);
    assert_eq!(judged("Ready", "False"), Judgement::Bad);
    assert_eq!(judged("Ready", "Unknown"), Judgement::Unknown);
    assert_eq!(judged("ReplicaFailure", "True"), Judgement::Bad);
    assert_eq!(judged("DiskPressure", "False"), Judgement::Good);
    assert_eq!(judged("Suspended", "True"), Judgement::Neutral);
    assert_eq!(judged("SyncError", ""), Judgement::Bad);
}

#[test]
fn a_condition_keeps_reason_and_time_and_loses_secrets() {
    let all = conditions(&json!({"status": {"conditions": [{
        "type": "Available", "status": "False", "reason": "FailedDiscoveryCheck",
        "message": "dial https://robot:hunter2@db.example.com", "lastTransitionTime": "2026-03-01T11:00:00Z",
    }]}}));
    assert_eq!(all[0].reason, "FailedDiscoveryCheck");
    assert!(all[0].since.is_some());
    assert!(!all[0].message.contains("hunter2"), "{}", all[0].message);
    assert_eq!(conditions(&json!({"status": {"conditions": null}})), []);
}

fn pod() -> Resource {
    resource(json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-0", "namespace": "web"},
        "spec": {
            "initContainers": [
                {"name": "migrate", "image": "web:2"},
                {"name": "proxy", "image": "proxy:1", "restartPolicy": "Always"}],
            "containers": [
                {"name": "web", "image": "web:2",
                 "resources": {"requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}}],
        },
        "status": {
            "initContainerStatuses": [
                {"name": "migrate", "state": {"terminated": {"reason": "Completed", "exitCode": 0, "finishedAt": "2026-03-01T10:00:00Z"}}},
                {"name": "proxy", "ready": true, "state": {"running": {"startedAt": "2026-03-01T10:00:01Z"}}}],
            "containerStatuses": [
                {"name": "web", "ready": false, "restartCount": 7,
                 "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s"}},
                 "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-03-01T11:55:00Z",
                                              "message": "password=hunter2"}}}],
        },
    }))
}

#[test]
fn containers_say_what_they_are_for_how_they_are_and_what_they_died_of() {
    let all = containers(&pod());
    let told = all.iter().map(|one| {
        (
            one.name.as_str(),
            one.role,
            one.state.as_deref().unwrap_or(""),
        )
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("migrate", Role::Init, "Completed"),
            ("proxy", Role::Sidecar, "Running"),
            ("web", Role::Main, "CrashLoopBackOff"),
        ]
    );
    let death = all[2].last_death.clone().unwrap();
    assert_eq!(
        (death.reason.as_str(), death.exit_code, all[2].restarts),
        ("OOMKilled", 137, 7)
    );
    assert!(!death.message.contains("hunter2"), "{}", death.message);
    assert_eq!(all[2].requests, "cpu 100m, memory 1Gi");
    assert_eq!(all[2].limits, "memory 1Gi");
}

#[test]
fn the_containers_of_a_template_have_no_state() {
    let cron = resource(json!({
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "nightly", "namespace": "web"},
        "spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "run", "image": "run:1"}]}}}}},
    }));
    let all = containers(&cron);
    assert_eq!(
        (all[0].image.as_str(), all[0].state.as_deref()),
        ("run:1", None)
    );
}

fn service(spec: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Service", "spec": spec})
}

fn slice(ports: Value, endpoints: Value) -> Value {
    json!({"ports": ports, "endpoints": endpoints})
}

fn trouble(service: &Value, slices: &[&Value]) -> String {
    of_service(service, slices).trouble.unwrap_or_default()
}

#[test]
fn a_service_that_reaches_nothing_says_why() {
    let selecting = service(json!({"selector": {"app": "web"}, "ports": [{"port": 80}]}));
    assert_eq!(
        trouble(&selecting, &[]),
        "reaches nothing: no Pod fits its selector app=web"
    );
    let empty = slice(json!(null), json!(null));
    assert_eq!(
        trouble(&selecting, &[&empty]),
        "reaches nothing: no Pod fits its selector app=web"
    );
    let two = json!([{"addresses": ["10.0.0.1"], "conditions": {"ready": false}},
                     {"addresses": ["10.0.0.2"], "conditions": {"ready": false, "terminating": true}}]);
    let two = slice(json!([{"name": ""}]), two);
    assert_eq!(
        trouble(&selecting, &[&two]),
        "reaches nothing: none of its 2 endpoints is ready"
    );
    let one = slice(
        json!([]),
        json!([{"addresses": ["10.0.0.2"], "conditions": {"ready": false, "terminating": true}}]),
    );
    assert_eq!(
        trouble(&selecting, &[&one]),
        "reaches nothing: its one endpoint is ending"
    );
    let bare = service(json!({"ports": [{"port": 80}]}));
    assert!(
        trouble(&bare, &[]).contains("it has no selector"),
        "{}",
        trouble(&bare, &[])
    );
}

#[test]
fn one_ready_endpoint_is_enough_and_silence_means_ready() {
    let selecting =
        service(json!({"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]}));
    let unsaid = slice(
        json!([{"name": "", "port": 8080}]),
        json!([{"addresses": ["10.0.0.1"], "conditions": {}}]),
    );
    let waiting = slice(
        json!([]),
        json!([{"addresses": ["10.0.0.2"], "conditions": {"ready": false}}]),
    );
    let endpoints = of_service(&selecting, &[&waiting, &unsaid]);
    assert_eq!(endpoints.trouble, None);
    let told: Vec<_> = endpoints
        .addresses
        .iter()
        .map(|one| (one.address.as_str(), one.ready))
        .collect();
    assert_eq!(told, [("10.0.0.1", true), ("10.0.0.2", false)]);
}

#[test]
fn a_name_that_leads_elsewhere_and_a_headless_service_are_as_they_should_be() {
    assert_eq!(
        trouble(
            &service(json!({"type": "ExternalName", "externalName": "db.example.com"})),
            &[]
        ),
        ""
    );
    let headless = service(json!({"clusterIP": "None", "selector": {"app": "db"}}));
    let ready = slice(
        json!(null),
        json!([{"addresses": ["10.0.0.1"], "conditions": {"ready": true}}]),
    );
    assert_eq!(trouble(&headless, &[&ready]), "");
    assert!(trouble(&headless, &[]).contains("app=db"));
}

#[test]
fn a_port_name_that_no_pod_has_leads_nowhere() {
    let named = service(json!({"selector": {"app": "web"}, "ports": [
        {"name": "http", "port": 80, "targetPort": "web"}, {"name": "metrics", "port": 90, "targetPort": "prom"}]}));
    let only_http = slice(
        json!([{"name": "http", "port": 8080}]),
        json!([{"addresses": ["10.0.0.1"], "conditions": {"ready": true}}]),
    );
    assert_eq!(
        trouble(&named, &[&only_http]),
        "no Pod has a port named prom: nothing is reached there"
    );
}

#[test]
fn ports_lead_to_a_number_or_a_name() {
    let all = ports(&service(json!({"ports": [
        {"port": 80}, {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": "dns", "nodePort": 30053}]})));
    assert_eq!(
        (all[0].target.as_str(), all[0].protocol.as_str()),
        ("80", "TCP")
    );
    assert_eq!(
        (all[1].target.as_str(), all[1].node_port),
        ("dns", Some(30053))
    );
}

#[test]
fn marks_of_argo_cd_helm_and_everybody_are_told_and_others_are_not() {
    let object = resource(
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a",
        "labels": {"app.kubernetes.io/name": "web", "helm.sh/chart": "web-1", "team": "blue"}}}),
    );
    let names: Vec<String> = marks(&object.metadata.labels).into_keys().collect();
    assert_eq!(names, ["app.kubernetes.io/name", "helm.sh/chart"]);
}
