use serde_json::json;

use super::*;

fn read(value: serde_json::Value) -> Application {
    Application::from_value(&value).unwrap()
}

#[test]
fn an_empty_application_reads_and_says_nothing() {
    let application = read(json!({"metadata": {"name": "web", "namespace": "argocd"}}));
    assert_eq!(application.project(), "default");
    assert_eq!(application.status.sync.status, None);
    assert_eq!(application.status.health.status, None);
    assert!(application.main_source().is_none());
}

#[test]
fn the_main_source_is_the_one_that_renders() {
    let application = read(json!({"metadata": {"name": "web"}, "spec": {"sources": [
        {"repoURL": "https://git.example.com/values.git", "ref": "values"},
        {"repoURL": "https://charts.example.com", "chart": "web", "helm": {"releaseName": "front"}},
    ]}}));
    assert_eq!(application.main_source_index(), 1);
    assert_eq!(application.release_name(), "front");
}

#[test]
fn values_count_in_a_source_though_they_are_not_kept() {
    let with = |values: &str| {
        let source = json!({"repoURL": "r", "chart": "c", "helm": {"values": values}});
        read(json!({"metadata": {"name": "web"}, "spec": {"source": source}})).spec
    };
    assert_eq!(with("a: 1"), with("a: 1"));
    assert_ne!(with("a: 1"), with("a: 2"));
}

#[test]
fn auto_sync_that_is_disabled_is_off() {
    let on = |automated| {
        let spec = json!({"syncPolicy": {"automated": automated}});
        read(json!({"metadata": {"name": "web"}, "spec": spec}))
            .spec
            .automated()
            .is_some()
    };
    assert!(on(json!({})));
    assert!(on(json!({"enabled": true})));
    assert!(!on(json!({"enabled": false})));
    assert!(!on(json!(null)));
}

#[test]
fn resources_are_counted_and_the_last_deployment_is_kept() {
    let application = read(json!({"metadata": {"name": "web"}, "status": {
        "resources": [
            {"kind": "Service", "status": "OutOfSync", "requiresPruning": true},
            {"group": "argoproj.io", "kind": "Application", "status": "Synced"},
        ],
        "history": [{"id": 0, "revision": "1.0.0"}, {"id": 1, "revision": "1.1.0"}],
    }}));
    let counts = application.status.resources;
    assert_eq!(
        (counts.total, counts.out_of_sync, counts.requires_pruning),
        (2, 1, 1)
    );
    assert_eq!(counts.applications, 1);
    assert_eq!(
        application.status.last_deployment.unwrap().revision,
        "1.1.0"
    );
    assert_eq!(application.detail.unwrap().history.len(), 2);
}

#[test]
fn outside_the_control_plane_the_instance_name_carries_the_namespace() {
    let application = read(json!({
        "metadata": {"name": "web", "namespace": "team-a"},
        "status": {"controllerNamespace": "argocd"},
    }));
    assert_eq!(application.instance_name(), "team-a_web");
}

#[test]
fn a_status_of_null_in_a_resource_does_not_hide_an_application() {
    let application = read(json!({"metadata": {"name": "web"}, "status": {
        "resources": [{"kind": "Service", "status": null}],
    }}));
    assert_eq!(application.status.resources.total, 1);
    assert_eq!(application.status.resources.out_of_sync, 0);
}

#[test]
fn hooks_are_marked_but_never_pruned() {
    let application = read(
        json!({"metadata": {"name": "web"}, "status": {"resources": [
            {"kind": "Job", "requiresPruning": true, "hook": true},
            {"kind": "Service", "status": "OutOfSync", "requiresPruning": true},
        ]}}),
    );
    let counts = application.status.resources;
    assert_eq!((counts.requires_pruning, counts.to_prune), (2, 1));
}
