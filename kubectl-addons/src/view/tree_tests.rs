use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::view::fixture::{drawn, recorded, snapshot, tree};

/// Returns the Application `argocd/web` that manages one Job.
fn managing(job: Value) -> Value {
    let mut managed = json!({"group": "batch", "version": "v1", "kind": "Job", "namespace": "web", "name": "migrate"});
    for (key, value) in job.as_object().unwrap() {
        managed[key] = value.clone();
    }
    json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web", "namespace": "argocd"},
           "spec": {"destination": {"name": "in-cluster", "namespace": "web"}},
           "status": {"resources": [managed], "sync": {"status": "OutOfSync"}, "health": {"status": "Healthy"}, "reconciledAt": "2026-03-01T12:00:00Z"}})
}

fn job() -> Value {
    json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "migrate", "namespace": "web", "uid": "job-1"},
           "status": {"conditions": [{"type": "Complete", "status": "True"}]}})
}

fn drawn_with(managed: Value) -> String {
    drawn(&tree(&snapshot([managing(managed), job()]), "web"), 120)
}

#[test]
fn what_git_no_longer_has_is_to_be_pruned() {
    let drawn = drawn_with(json!({"requiresPruning": true, "status": "OutOfSync"}));
    assert!(
        drawn.contains("no longer in Git; prune to delete it"),
        "{drawn}"
    );
}

#[test]
fn what_could_not_be_compared_is_not_said_to_be_gone_from_git() {
    let drawn = drawn_with(json!({"requiresPruning": true, "status": "Unknown"}));
    assert!(!drawn.contains("prune"), "{drawn}");
}

#[test]
fn a_hook_is_never_to_be_pruned() {
    let drawn = drawn_with(json!({"requiresPruning": true, "hook": true}));
    assert!(!drawn.contains("prune"), "{drawn}");
}

#[test]
fn what_nobody_manages_stands_apart() {
    let mut view = tree(&recorded("healthy"), "grafana");
    let mut orphan = view.nodes[0].clone();
    orphan.orphan = true;
    "orphan".clone_into(&mut orphan.uid);
    "forgotten".clone_into(&mut orphan.reference.name);
    view.nodes.push(orphan);
    assert_snapshot!(drawn(&view, 100), @r#"
    RESOURCE                            HEALTH      SYNC       AGE   MESSAGE
    Application/grafana                 ✔ Synced    Synced      4h
    ├─ Deployment/grafana               ✔ Healthy   Synced   3h59m
    │  └─ ReplicaSet/grafana-7d9f       ✔ Healthy              10m
    │     └─ Pod/grafana-7d9f-abcde     ✔ Healthy              10m
    ├─ Service/grafana                  ✔ Healthy   Synced   3h59m
    │  └─ EndpointSlice/grafana-8xk2p                        3h58m
    └─ ConfigMap/grafana                            Synced   3h59m

    Orphans: in the namespace, managed by no Application
    Deployment/forgotten                ✔ Healthy   Synced   3h59m
    "#);
}

#[test]
fn it_is_well_only_if_everything_in_it_is() {
    assert!(tree(&recorded("healthy"), "grafana").is_well());
    for (cluster, name) in [
        ("degraded", "loki"),
        ("out-of-sync", "prometheus"),
        ("missing", "vault"),
    ] {
        assert!(!tree(&recorded(cluster), name).is_well(), "{cluster}");
    }
}
