//! Objects nobody manages.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::project::PermittedKind;
use crate::settings::Settings;
use crate::snapshot::Update;
use crate::tree::fixture::{
    application_value, bare, managing, metadata, object, settled, sketch, snapshot, whole,
};
use crate::tree::{OrphanRules, TreeOptions, build};

fn drawn(updates: Vec<Update>, ignore: &[PermittedKind]) -> String {
    let application = managing("apps Deployment web/front Synced");
    let snapshot = snapshot(updates);
    let (options, settings) = (TreeOptions::default(), Settings::default());
    let rules = OrphanRules {
        settings: &settings,
        ignore,
    };
    let tree = build(&application, &snapshot, &options);
    sketch(&tree.with_orphans(&application, &snapshot, &rules))
}

fn tracked(line: &str, id: &str) -> Update {
    let mut value = object(line);
    value["metadata"]["annotations"] = json!({"argocd.argoproj.io/tracking-id": id});
    bare(value)
}

fn objects() -> Vec<Update> {
    metadata(
        "apps/v1 Deployment web/front d1
         v1 Pod web/front-1 p1 < d1
         apps/v1 Deployment web/left d2
         v1 Pod web/left-1 p2 < d2
         v1 ConfigMap web/kube-root-ca.crt c1
         v1 ServiceAccount web/default a1
         v1 Event web/front.1 e1
         v1 Secret other/elsewhere s9",
    )
}

#[test]
fn orphans_come_last_with_what_they_own() {
    assert_snapshot!(drawn(objects(), &[]), @"
    Deployment/front · Synced
      Pod/front-1
    Deployment/left · orphan
      Pod/left-1 · orphan
    ");
}

#[test]
fn objects_of_another_application_are_no_orphans() {
    let with = |more: Vec<Update>| {
        let mut updates = objects();
        updates.push(tracked(
            "v1 Service web/other s1",
            "other:/Service:web/other",
        ));
        updates.extend(more);
        drawn(updates, &[]).contains("Service/other")
    };
    let other = || whole(application_value("other", Value::Null));
    assert!(!with(vec![]), "nobody looked whether it exists");
    assert!(!with(vec![
        other(),
        settled("argoproj.io", "Application", "argocd")
    ]));
    assert!(with(vec![settled("argoproj.io", "Application", "argocd")]));
}

#[test]
fn what_the_project_ignores_is_left_out_with_what_it_owns() {
    let ignored = |group: &str, kind: &str, name: &str| PermittedKind {
        group: group.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
    };
    let managed = "Deployment/front · Synced\n  Pod/front-1";
    assert_eq!(drawn(objects(), &[ignored("apps", "*", "le*")]), managed);
    assert_eq!(drawn(objects(), &[ignored("*", "", "")]), managed);
    assert_ne!(drawn(objects(), &[ignored("", "Deployment", "")]), managed);
}

#[test]
fn a_claim_of_somebody_elses_stateful_set_is_no_orphan() {
    let mut set = object("apps/v1 StatefulSet web/db s1");
    set["metadata"]["annotations"] =
        json!({"argocd.argoproj.io/tracking-id": "other:apps/StatefulSet:web/db"});
    set["spec"] = json!({"volumeClaimTemplates": [{"metadata": {"name": "data"}}]});
    let other = whole(application_value("other", json!([])));
    let mut updates = metadata(
        "v1 PersistentVolumeClaim web/data-db-0 c1
         v1 PersistentVolumeClaim web/left c2",
    );
    updates.extend([whole(set), other]);
    assert_snapshot!(drawn(updates, &[]), @"
    Deployment/front · Synced · not inspected
    PersistentVolumeClaim/left · orphan
    ");
}
