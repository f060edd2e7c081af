//! Smaller trees.

use insta::assert_snapshot;
use serde_json::json;

use crate::tree::fixture::{managing, metadata, object, sketch, snapshot, whole};
use crate::tree::{Category, ResourceTree, TreeOptions, build};

fn tree() -> ResourceTree {
    let application = managing(
        "apps Deployment web/front Synced
         core Service web/front Synced
         core ConfigMap web/front Synced",
    );
    let mut updates = metadata(
        "apps/v1 Deployment web/front d1
         v1 Service web/front s1
         v1 ConfigMap web/front c1
         apps/v1 ReplicaSet web/front-1 r1 < d1
         v1 Pod web/front-1-a p1 < r1
         v1 PersistentVolumeClaim web/sound v1 < r1 s1",
    );
    let mut lost = object("v1 PersistentVolumeClaim web/lost v2 < r1 s1");
    lost["status"] = json!({"phase": "Lost"});
    updates.push(whole(lost));
    build(&application, &snapshot(updates), &TreeOptions::default())
}

#[test]
fn unhealthy_nodes_keep_all_their_ancestors() {
    assert_snapshot!(sketch(&tree().unhealthy()), @"
    Deployment/front · Synced
      ReplicaSet/front-1
        PersistentVolumeClaim/lost · Degraded · shared
    Service/front · Synced
    ");
}

#[test]
fn kinds_are_found_in_any_case_and_with_their_group() {
    let pods = "
    Deployment/front · Synced
      ReplicaSet/front-1
        Pod/front-1-a
    ";
    let pods: String = pods
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| format!("{}\n", &l[4..]))
        .collect();
    assert_eq!(format!("{}\n", sketch(&tree().of_kind("pod"))), pods);
    assert_snapshot!(sketch(&tree().of_kind("deployment.apps")), @"Deployment/front · Synced");
    assert!(tree().of_kind("Deployment.extensions").nodes.is_empty());
}

#[test]
fn a_category_keeps_what_its_nodes_hang_under() {
    assert_snapshot!(sketch(&tree().category(Category::Configuration)), @"ConfigMap/front · Synced");
    assert_eq!(tree().category(Category::Storage).nodes.len(), 5);
}

#[test]
fn depth_counts_from_the_roots() {
    assert_snapshot!(sketch(&tree().to_depth(1)), @"
    Deployment/front · Synced
    Service/front · Synced
    ConfigMap/front · Synced
    ");
    assert_eq!(tree().to_depth(2).nodes.len(), 4);
    assert!(tree().to_depth(0).nodes.is_empty());
}

#[test]
fn parents_that_are_cut_off_are_not_named() {
    let shallow = tree().to_depth(2);
    let names = |uid: &str| shallow.node(uid).is_some();
    assert!(
        shallow
            .nodes
            .iter()
            .flat_map(|node| &node.parents)
            .all(|uid| names(uid))
    );
}
