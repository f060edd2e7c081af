//! Health, sync and the promised JSON of nodes.

use insta::assert_snapshot;
use serde_json::json;

use crate::tree::fixture::{
    application, application_value, managing, metadata, object, resources, sketch, snapshot, whole,
};
use crate::tree::{TreeOptions, build};

#[test]
fn sync_is_joined_by_group_namespace_and_name_and_never_by_name_alone() {
    let application = managing(
        "core Service alpha/front Synced
         core Service beta/front OutOfSync
         serving.example.com Service beta/front Unknown",
    );
    let objects = "v1 Service alpha/front a
         v1 Service beta/front b
         serving.example.com/v1 Service beta/front c";
    let tree = build(
        &application,
        &snapshot(metadata(objects)),
        &TreeOptions::default(),
    );
    assert_snapshot!(sketch(&tree), @"
    Service/front · Synced
    Service/front · OutOfSync
    Service/front · Unknown
    ");
}

#[test]
fn what_was_read_is_judged_before_what_the_application_says() {
    let mut claim = object("v1 PersistentVolumeClaim web/data c1");
    claim["status"] = json!({"phase": "Bound"});
    let mut resources = resources(
        "core PersistentVolumeClaim web/data Synced
         example.com Widget web/a Synced",
    );
    let inline = json!({"status": "Progressing", "message": "long ago"});
    resources[0]["health"] = inline.clone();
    resources[1]["health"] = inline;
    let mut updates = metadata("example.com/v1 Widget web/a w1");
    updates.push(whole(claim));
    let application = application("web", resources);
    let tree = build(&application, &snapshot(updates), &TreeOptions::default());
    assert_snapshot!(sketch(&tree), @"
    PersistentVolumeClaim/data · Synced · Healthy
    Widget/a · Synced · Progressing
    ");
}

#[test]
fn a_kind_nobody_knows_has_no_health() {
    let application = managing("example.com Widget web/a Synced");
    let widget = whole(object("example.com/v1 Widget web/a w1"));
    let tree = build(&application, &snapshot([widget]), &TreeOptions::default());
    assert_eq!(tree.nodes[0].health, None);
}

#[test]
fn the_same_input_in_any_order_gives_the_same_tree() {
    let application = managing("apps Deployment web/front\ncore Service web/front");
    let mut updates = metadata(
        "apps/v1 Deployment web/front d1
         v1 Service web/front s1
         v1 Pod web/a p1 < d1 s1
         v1 Pod web/b p2 < s1 d1",
    );
    let tree = build(
        &application,
        &snapshot(updates.clone()),
        &TreeOptions::default(),
    );
    updates.reverse();
    assert_eq!(
        tree,
        build(&application, &snapshot(updates), &TreeOptions::default())
    );
}

#[test]
fn nodes_are_written_as_promised() {
    let mut value = application_value(
        "web",
        resources("core PersistentVolumeClaim web/data Synced"),
    );
    value["status"]["resources"][0]["syncWave"] = json!(3);
    let application = application("web", value["status"]["resources"].clone());
    let mut claim = object("v1 PersistentVolumeClaim web/data c1");
    claim["metadata"]["creationTimestamp"] = json!("2026-01-01T10:00:00Z");
    claim["status"] = json!({"phase": "Lost"});
    let tree = build(
        &application,
        &snapshot([whole(claim)]),
        &TreeOptions::default(),
    );
    let mut written = serde_json::to_value(&tree).unwrap();
    let node = written["nodes"][0].as_object_mut().unwrap();
    node.retain(|key, _| !matches!(key.as_str(), "info" | "trouble"));
    assert_snapshot!(serde_json::to_string_pretty(&written).unwrap(), @r#"
    {
      "addon": {
        "group": "argoproj.io",
        "kind": "Application",
        "namespace": "argocd",
        "name": "web"
      },
      "nodes": [
        {
          "uid": "c1",
          "group": "",
          "kind": "PersistentVolumeClaim",
          "namespace": "web",
          "name": "data",
          "version": "v1",
          "presence": "Live",
          "health": {
            "status": "Degraded"
          },
          "sync": "Synced",
          "parents": [],
          "createdAt": "2026-01-01T10:00:00Z",
          "managed": true,
          "hook": false,
          "syncWave": 3,
          "requiresPruning": false
        }
      ],
      "gaps": [],
      "remarks": []
    }
    "#);
}
