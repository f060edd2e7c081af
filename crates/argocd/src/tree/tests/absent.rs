//! What is missing, and what nobody looked at.

use insta::assert_snapshot;
use serde_json::json;

use crate::application::Application;
use crate::catalog::Catalog;
use crate::destination::DestinationKey;
use crate::snapshot::{Gap, GapReason, Scope, Update};
use crate::tree::fixture::{
    application, application_value, managing, metadata, resources, served, settled, sketch,
    snapshot,
};
use crate::tree::{Presence, ResourceTree, TreeOptions, build};

fn said(tree: &ResourceTree) -> String {
    let gaps = tree.gaps.iter();
    let lines = gaps.map(|gap| format!("{:?}: {}: {}", gap.reason, gap.what, gap.message));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn missing_is_said_only_where_the_whole_scope_was_read() {
    let application = managing(
        "core ConfigMap web/a OutOfSync
         core ConfigMap web/b OutOfSync
         core Secret web/c OutOfSync",
    );
    let snapshot = snapshot([settled("", "ConfigMap", "web")]);
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_snapshot!(sketch(&tree), @"
    ConfigMap/a · OutOfSync · Missing
    ConfigMap/b · OutOfSync · Missing
    Secret/c · OutOfSync · not inspected
    ");
    assert_snapshot!(said(&tree), @"NotRecorded: Secret objects in namespace web: it was not read");
    let ids: Vec<&str> = tree.nodes.iter().map(|node| &*node.uid).collect();
    assert_eq!(
        ids,
        ["/ConfigMap/web/a", "/ConfigMap/web/b", "/Secret/web/c"]
    );
}

#[test]
fn one_object_that_was_asked_for_and_is_not_there_is_missing() {
    let application = managing("core ConfigMap web/a");
    let scope = Scope::object(&application.detail.as_ref().unwrap().resources[0].reference());
    let snapshot = snapshot([Update::Settled(scope)]);
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_eq!(tree.nodes[0].presence, Presence::Missing);
    assert!(tree.gaps.is_empty());
}

#[test]
fn a_refusal_is_one_gap_and_is_not_repeated_for_each_object() {
    let application = managing("core Secret web/a\ncore Secret web/b");
    let refused = Gap {
        reason: GapReason::Forbidden,
        what: "Secrets in namespace web".to_owned(),
        message: "you may not list them".to_owned(),
        scope: Some(Scope::namespace("", "Secret", "web")),
        right: None,
    };
    let snapshot = snapshot([Update::Gap(refused.clone())]);
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_eq!(tree.gaps, [refused]);
    let presence = |node: &crate::tree::Node| (node.presence, node.health.clone());
    assert_eq!(presence(&tree.nodes[0]), (Presence::NotInspected, None));
}

#[test]
fn gaps_that_do_not_concern_the_tree_are_left_out() {
    let application = managing("core Service web/a");
    let gap = |kind: &str, namespace: &str| {
        Update::Gap(Gap {
            reason: GapReason::Forbidden,
            what: format!("{kind} in {namespace}"),
            message: "you may not list them".to_owned(),
            scope: Some(Scope::namespace("", kind, namespace)),
            right: None,
        })
    };
    let mut updates = metadata("v1 Service web/a s1");
    updates.extend([gap("Pod", "web"), gap("Pod", "other"), gap("Event", "web")]);
    let tree = build(&application, &snapshot(updates), &TreeOptions::default());
    assert_snapshot!(said(&tree), @"Forbidden: Pod in web: you may not list them");
}

#[test]
fn an_object_of_a_kind_that_is_not_served_is_missing() {
    let application = managing("example.com Widget web/a OutOfSync");
    let mut snapshot = snapshot([]);
    snapshot.catalog = Catalog::from_iter(served("v1 Pod namespaced"));
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_snapshot!(sketch(&tree), @"Widget/a · OutOfSync · Missing");
    let trouble = tree.nodes[0].trouble.as_deref();
    assert_snapshot!(trouble.unwrap(), @"the cluster does not serve kind Widget of group example.com");
    assert!(tree.gaps.is_empty());
}

#[test]
fn while_an_api_group_is_broken_nobody_knows_what_it_served() {
    let application = managing("example.com Widget web/a");
    for reason in [
        GapReason::Unavailable,
        GapReason::TimedOut,
        GapReason::Unreadable,
    ] {
        let mut snapshot = snapshot([Update::Gap(Gap {
            reason,
            what: "API group example.com/v1".to_owned(),
            message: "it does not answer".to_owned(),
            scope: None,
            right: None,
        })]);
        snapshot.catalog = Catalog::from_iter(served("v1 Pod namespaced"));
        let tree = build(&application, &snapshot, &TreeOptions::default());
        assert_eq!(sketch(&tree), "Widget/a · not inspected");
        assert_eq!(tree.gaps.len(), 2);
    }
}

#[test]
fn a_hook_that_is_gone_and_what_git_dropped_are_not_missed() {
    let mut resources = resources("batch Job web/migrate\ncore ConfigMap web/old OutOfSync");
    resources[0]["hook"] = json!(true);
    resources[0]["syncWave"] = json!(-2);
    resources[1]["requiresPruning"] = json!(true);
    let application = application("web", resources);
    let snapshot = snapshot([
        settled("batch", "Job", "web"),
        settled("", "ConfigMap", "web"),
    ]);
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_snapshot!(sketch(&tree), @"
    Job/migrate · hook · gone
    ConfigMap/old · OutOfSync · gone
    ");
    assert_eq!(tree.nodes[0].sync_wave, Some(-2));
    assert!(tree.nodes[1].requires_pruning);
}

fn elsewhere() -> Application {
    let mut value = application_value("web", resources("apps Deployment web/front Synced"));
    value["spec"]["destination"] = json!({"name": "production", "namespace": "web"});
    value["status"]["resources"][0]["health"] =
        json!({"status": "Degraded", "message": "crash loop"});
    Application::from_value(&value).unwrap()
}

#[test]
fn a_same_named_object_of_this_cluster_is_not_shown_for_another_one() {
    let mut updates = metadata(
        "apps/v1 Deployment web/front d1
         v1 Pod web/front-1 p1 < d1",
    );
    updates.push(settled("apps", "Deployment", ""));
    let tree = build(&elsewhere(), &snapshot(updates), &TreeOptions::default());
    assert_snapshot!(sketch(&tree), @"Deployment/front · Synced · Degraded · not inspected");
    assert_eq!(tree.nodes[0].uid, "apps/Deployment/web/front@production");
    assert_eq!(tree.nodes[0].trouble.as_deref(), Some("crash loop"));
    assert_snapshot!(said(&tree), @"OtherCluster: objects in cluster production: the Application deploys to a cluster that was not read");
}

#[test]
fn a_cluster_known_by_another_name_is_read_like_any() {
    let mut snapshot = snapshot(metadata("apps/v1 Deployment web/front d1"));
    snapshot.is_meant_by(DestinationKey::of(&elsewhere()));
    let tree = build(&elsewhere(), &snapshot, &TreeOptions::default());
    assert_eq!(tree.nodes[0].uid, "d1");
    assert!(tree.gaps.is_empty());
}

#[test]
fn an_application_read_as_a_summary_says_so() {
    let mut application = managing("core Service web/a");
    application.detail = None;
    let tree = build(&application, &snapshot([]), &TreeOptions::default());
    assert!(tree.nodes.is_empty());
    assert_snapshot!(said(&tree), @"NotRecorded: the resources of Application web: only a summary of the Application was read");
}

#[test]
fn the_url_of_another_cluster_loses_its_credentials() {
    let mut application = application_value("web", resources("core ConfigMap web/a"));
    application["spec"]["destination"] = json!({"server": "https://bot:hunter2@far:6443"});
    let application = Application::from_value(&application).unwrap();
    let tree = build(&application, &snapshot([]), &TreeOptions::default());
    assert_snapshot!(said(&tree), @"OtherCluster: objects in cluster https://far:6443: the Application deploys to a cluster that was not read");
    assert_eq!(tree.nodes[0].uid, "/ConfigMap/web/a@https://far:6443");
}

#[test]
fn a_cluster_out_of_reach_is_said_of_its_own_applications_alone_and_even_of_an_empty_one() {
    let far = |name: &str| json!({"name": name, "namespace": "web"});
    let mut value = application_value("web", resources(""));
    value["spec"]["destination"] = far("production");
    let empty = Application::from_value(&value).unwrap();
    let why = "nothing listens there";
    let gap = Gap::other_cluster(&empty.spec.destination, why);
    let home = snapshot([Update::Gap(gap)]);
    assert_snapshot!(said(&build(&empty, &home, &TreeOptions::default())), @"OtherCluster: objects in cluster production: nothing listens there");
    assert_snapshot!(said(&build(&elsewhere(), &home, &TreeOptions::default())), @"OtherCluster: objects in cluster production: nothing listens there");
    value["spec"]["destination"] = far("staging");
    let another = Application::from_value(&value).unwrap();
    assert_snapshot!(said(&build(&another, &home, &TreeOptions::default())), @"");
    let here = managing("core Service web/a");
    assert!(!said(&build(&here, &home, &TreeOptions::default())).contains("production"));
}
