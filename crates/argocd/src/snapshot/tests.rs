use serde_json::json;

use super::*;
use crate::object::{Metadata, ObjectKind};

fn pod(name: &str) -> Update {
    let value =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "web"}});
    Update::Seen(Object::from_value(value).unwrap())
}

fn names(snapshot: &Snapshot) -> Vec<&str> {
    snapshot
        .resources()
        .map(|resource| resource.reference.name.as_str())
        .collect()
}

#[test]
fn a_relist_keeps_what_is_shown_until_it_is_settled() {
    let pods = Scope::namespace("", "Pod", "web");
    let mut snapshot = Snapshot::default();
    snapshot.extend([pod("a"), pod("b"), Update::Relist(pods.clone()), pod("b")]);
    assert_eq!(names(&snapshot), ["a", "b"]);
    snapshot.apply(Update::Settled(pods));
    assert_eq!(names(&snapshot), ["b"]);
}

#[test]
fn a_settled_scope_takes_nothing_outside_it() {
    let elsewhere = Scope::namespace("", "Pod", "other");
    let mut snapshot = Snapshot::default();
    snapshot.extend([
        pod("a"),
        Update::Relist(elsewhere.clone()),
        Update::Settled(elsewhere),
    ]);
    assert_eq!(names(&snapshot), ["a"]);
}

#[test]
fn a_relist_forgets_the_gap_it_may_close() {
    let secrets = Scope::namespace("", "Secret", "web");
    let gap = Gap {
        reason: GapReason::Forbidden,
        what: "Secrets in namespace web".to_owned(),
        message: "you may not list them".to_owned(),
        scope: Some(secrets.clone()),
        right: None,
    };
    let mut snapshot = Snapshot::default();
    snapshot.apply(Update::Gap(gap));
    assert_eq!(snapshot.gaps().count(), 1);
    snapshot.apply(Update::Relist(secrets));
    assert_eq!(snapshot.gaps().count(), 0);
}

#[test]
fn only_a_settled_scope_says_that_an_object_is_not_there() {
    let reference = ObjectRef::new("", "Pod", "web", "a");
    let mut snapshot = Snapshot::default();
    assert!(!snapshot.has_settled(&reference));
    snapshot.apply(Update::Settled(Scope::object(&reference)));
    assert!(snapshot.has_settled(&reference));
    assert!(!snapshot.has_settled(&ObjectRef::new("", "Pod", "web", "b")));
}

#[test]
fn metadata_leaves_the_body_of_the_same_object_and_of_no_other() {
    let project = |uid: &str, body: Option<serde_json::Value>| {
        let kind = ObjectKind::parse("argoproj.io/v1alpha1", "AppProject");
        let metadata = Metadata {
            name: "payments".to_owned(),
            namespace: "argocd".to_owned(),
            uid: uid.to_owned(),
            ..Metadata::default()
        };
        Update::Seen(Object::Resource(Box::new(Resource::new(
            &kind, metadata, body,
        ))))
    };
    let reference = ObjectRef::new("argoproj.io", "AppProject", "argocd", "payments");
    let mut snapshot = Snapshot::default();
    snapshot.extend([project("1", Some(json!({"spec": {}}))), project("1", None)]);
    assert!(snapshot.resource(&reference).unwrap().body.is_some());
    snapshot.apply(project("2", None));
    assert_eq!(snapshot.resource(&reference).unwrap().body, None);
}
