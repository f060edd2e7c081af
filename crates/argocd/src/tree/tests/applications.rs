//! Applications among the nodes.

use insta::assert_snapshot;
use serde_json::json;

use crate::snapshot::Update;
use crate::tree::fixture::{
    application, application_value, managing, metadata, resources, sketch, snapshot, whole,
};
use crate::tree::{TreeOptions, build};

const RECURSIVE: fn() -> TreeOptions = || TreeOptions {
    recursive: true,
    ..TreeOptions::default()
};

fn child(name: &str, managed: &str) -> Update {
    whole(application_value(name, resources(managed)))
}

#[test]
fn a_child_application_answers_with_its_own_sync_and_health() {
    let mut value = application_value("child", json!([]));
    value["status"]["sync"]["status"] = json!("OutOfSync");
    value["status"]["health"] = json!({"status": "Degraded", "message": "a pod crashes"});
    let parent = managing("argoproj.io Application argocd/child Synced");
    let tree = build(&parent, &snapshot([whole(value)]), &TreeOptions::default());
    assert_snapshot!(sketch(&tree), @"Application/child · OutOfSync · Degraded");
    assert_eq!(tree.nodes[0].trouble.as_deref(), Some("a pod crashes"));
    assert_eq!(tree.nodes[0].uid, "app-child");
    assert_eq!(tree.nodes[0].version, "v1alpha1");
}

#[test]
fn an_error_of_argo_cd_is_the_trouble_of_a_child() {
    let mut value = application_value("child", json!([]));
    value["status"]["conditions"] = json!([
        {"type": "OrphanedResourceWarning", "message": "there are orphans"},
        {"type": "ComparisonError", "message": "no such chart"},
    ]);
    let parent = managing("argoproj.io Application argocd/child Synced");
    let tree = build(&parent, &snapshot([whole(value)]), &TreeOptions::default());
    assert_eq!(tree.nodes[0].trouble.as_deref(), Some("no such chart"));
}

#[test]
fn resources_of_children_stand_under_them_when_asked_for() {
    let parent = managing("argoproj.io ApplicationSet argocd/teams");
    let mut updates = metadata(
        "argoproj.io/v1alpha1 ApplicationSet argocd/teams set
         apps/v1 Deployment web/front d1
         v1 Pod web/front-1 p1 < d1",
    );
    let mut owned = application_value("team-a", resources("argoproj.io Application argocd/leaf"));
    owned["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "a/v1", "kind": "A", "name": "a", "uid": "set"}]);
    updates.push(whole(owned));
    updates.push(child("leaf", "apps Deployment web/front Synced"));
    let snapshot = snapshot(updates);
    assert_snapshot!(sketch(&build(&parent, &snapshot, &TreeOptions::default())), @"
    ApplicationSet/teams
      Application/team-a · Synced · Healthy
    ");
    assert_snapshot!(sketch(&build(&parent, &snapshot, &RECURSIVE())), @"
    ApplicationSet/teams
      Application/team-a · Synced · Healthy
        Application/leaf · Synced · Healthy
          Deployment/front · Synced
            Pod/front-1
    ");
}

#[test]
fn applications_that_manage_each_other_or_themselves_end() {
    let parent = application_value(
        "web",
        resources("argoproj.io Application argocd/web\nargoproj.io Application argocd/child"),
    );
    let updates = [
        whole(parent.clone()),
        child(
            "child",
            "argoproj.io Application argocd/web\nargoproj.io Application argocd/child\ncore Service web/front",
        ),
    ];
    let parent = application("web", parent["status"]["resources"].clone());
    let tree = build(&parent, &snapshot(updates), &RECURSIVE());
    assert_snapshot!(sketch(&tree), @"
    Application/child · Synced · Healthy
      Application/web · Synced · Healthy
      Service/front · not inspected
    ");
}

#[test]
fn resources_of_an_application_that_manages_itself_stay_at_the_roots() {
    let own = resources("argoproj.io Application argocd/web\ncore Service web/front");
    let updates = [whole(application_value("web", own.clone()))];
    let tree = build(&application("web", own), &snapshot(updates), &RECURSIVE());
    assert_snapshot!(sketch(&tree), @"
    Application/web · Synced · Healthy
    Service/front · not inspected
    ");
}

#[test]
fn children_in_two_clusters_keep_their_same_named_resources_apart() {
    let remote = |name: &str, cluster: &str| {
        let mut value = application_value(name, resources("core Service web/front Synced"));
        value["spec"]["destination"] = json!({"name": cluster, "namespace": "web"});
        whole(value)
    };
    let parent = managing(
        "argoproj.io Application argocd/blue
         argoproj.io Application argocd/green",
    );
    let updates = [remote("blue", "blue"), remote("green", "green")];
    let tree = build(&parent, &snapshot(updates), &RECURSIVE());
    assert_snapshot!(sketch(&tree), @"
    Application/blue · Synced · Healthy
      Service/front · Synced · not inspected
    Application/green · Synced · Healthy
      Service/front · Synced · not inspected
    ");
    assert_eq!(tree.gaps.len(), 2);
}
