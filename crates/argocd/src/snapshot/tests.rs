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
fn what_comes_while_a_scope_is_listed_anew_stays_by_whatever_way_it_came() {
    let (pods, all) = (
        Scope::namespace("", "Pod", "web"),
        Scope::everywhere("", "Pod"),
    );
    let mut snapshot = Snapshot::default();
    snapshot.extend([pod("a"), pod("b"), Update::Relist(pods.clone())]);
    snapshot.extend([Update::Relist(all.clone()), pod("c"), Update::Settled(all)]);
    assert_eq!(names(&snapshot), ["c"]);
    snapshot.extend([
        Update::Relist(pods.clone()),
        pod("c"),
        Update::Relist(pods.clone()),
        pod("d"),
    ]);
    snapshot.apply(Update::Settled(pods));
    assert_eq!(names(&snapshot), ["d"]);
}

#[test]
fn an_application_is_the_same_one_until_it_is_seen_again() {
    let application = |name: &str| {
        let value = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd"}});
        Update::Seen(Object::from_value(value).unwrap())
    };
    let kept = |snapshot: &Snapshot| snapshot.shared_applications().cloned().collect::<Vec<_>>();
    let mut snapshot = Snapshot::default();
    snapshot.extend([application("a"), application("b")]);
    let before = kept(&snapshot);
    snapshot.extend([pod("a"), application("b")]);
    let same = before
        .iter()
        .zip(&kept(&snapshot))
        .map(|(a, b)| Arc::ptr_eq(a, b))
        .collect::<Vec<_>>();
    assert_eq!(same, [true, false]);
}

#[test]
fn lists_that_were_read_stay_though_somebody_keeps_the_application() {
    let whole = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": "a", "namespace": "argocd", "uid": "1"}});
    let Ok(Object::Application(whole)) = Object::from_value(whole) else {
        panic!("an Application");
    };
    let summary = Application {
        detail: None,
        ..*whole.clone()
    };
    let mut snapshot = Snapshot::default();
    snapshot.apply(Update::Seen(Object::Application(whole)));
    let kept: Vec<_> = snapshot.shared_applications().cloned().collect();
    snapshot.apply(Update::Seen(Object::Application(Box::new(summary))));
    let now = snapshot.shared_applications().next().unwrap();
    assert!(now.detail.is_some() && now.detail == kept[0].detail);
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
