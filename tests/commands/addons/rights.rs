//! Readers who may not read everything: what is shown all the same, what is told, exit code 6.

use insta::assert_snapshot;

use crate::program::run;
use crate::server::{Asked, Reply, Server, cluster, shop};

/// A server that refuses whatever path `refused` names.
fn refusing(refused: impl Fn(&Asked) -> bool + Send + Sync + 'static) -> Server {
    Server::start(move |asked| match refused(asked) {
        true => Reply::status(403, "forbidden: User cannot list resource"),
        false => cluster(&shop(), asked),
    })
}

#[test]
fn nothing_may_be_read() {
    let server = refusing(|_| true);
    assert_snapshot!(run(&format!("list {}", server.flags())), @r#"
    --- standard error
    error: you may not list applications.argoproj.io in all namespaces
    next: ask for a ClusterRole with {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    next: name a namespace you may read with -n NAMESPACE
    --- exit 6
    "#);
    assert_snapshot!(run(&format!("get shop {}", server.flags())), @r#"
    --- standard error
    error: you may not list applications.argoproj.io named shop in all namespaces
    next: ask for a ClusterRole with {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    next: name a namespace you may read with -n NAMESPACE
    --- exit 6
    "#);
}

#[test]
fn a_namespace_that_may_not_be_read() {
    let server = refusing(|_| true);
    assert_snapshot!(run(&format!("list -n team {}", server.flags())), @r#"
    --- standard error
    error: you may not list applications.argoproj.io in namespace team
    next: ask for a Role in namespace team with {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    --- exit 6
    "#);
}

#[test]
fn all_namespaces_may_not_be_read_but_the_usual_ones_may() {
    let server = refusing(|asked| asked.path == "/apis/argoproj.io/v1alpha1/applications");
    assert_snapshot!(run(&format!("list -o name --state Synced {}", server.flags())), @r#"
    argocd/shop
    --- standard error
    not seen: Applications of other namespaces: you may not list applications.argoproj.io in all namespaces
    to see it, ask for a ClusterRole with
    - {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    "#);
    assert_snapshot!(run(&format!("get shop -o name {}", server.flags())), @r#"
    argocd/shop
    --- standard error
    not seen: Applications of other namespaces: you may not list applications.argoproj.io named shop in all namespaces
    to see it, ask for a ClusterRole with
    - {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    "#);
}

#[test]
fn secrets_may_not_be_read() {
    let server = refusing(|asked| asked.path.ends_with("/secrets"));
    assert_snapshot!(run(&format!("tree shop {}", server.flags())), @r#"
    RESOURCE             HEALTH      SYNC     AGE   MESSAGE
    Application/shop     ✔ Synced    Synced
    └─ Deployment/shop   ✔ Healthy   Synced

    Not inspected: could not be read
    Secret/shop                      Synced
    --- standard error
    not seen: you may not list secrets in namespace web
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    "#);
}

#[test]
fn what_may_not_be_read_is_not_said_to_be_absent() {
    let server = refusing(|asked| asked.path.ends_with("/pods"));
    for question in ["resource shop Pod/web-0", "events shop --for Pod/web-0"] {
        let told = run(&format!("{question} {}", server.flags()));
        assert!(
            told.talk
                .contains("Pod/web-0 is not among what could be read of shop"),
            "{}",
            told.talk
        );
        assert_eq!(told.code, 6);
    }
    let told = run(&format!("resource shop Service/web-0 {}", server.flags()));
    assert_eq!(told.code, 3);
}

#[test]
fn nothing_that_could_be_compared_is_no_equality() {
    let server = refusing(|asked| asked.path.contains("/namespaces/web/"));
    assert_snapshot!(run(&format!("diff shop --against applied {}", server.flags())), @r#"
    --- standard error
    shop: live against last applied: nothing could be compared
    not seen: Deployment/shop: you may not get deployments.apps web/shop
    not seen: Secret/shop: you may not get secrets web/shop
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [secrets], resourceNames: [shop], verbs: [get]}
    - {apiGroups: [apps], resources: [deployments], resourceNames: [shop], verbs: [get]}
    --- exit 6
    "#);
}

#[test]
fn filters_say_that_they_fit_what_could_be_read() {
    let server = refusing(|asked| asked.path.ends_with("/secrets"));
    let told = run(&format!("tree shop --unhealthy {}", server.flags()));
    let none = "none of its resources that could be read fits the filters";
    assert!(told.talk.contains(none), "{}", told.talk);
}

#[test]
fn projects_may_not_be_read() {
    let server = refusing(|asked| asked.path.ends_with("/appprojects"));
    assert_snapshot!(run(&format!("list -o name --state Synced {}", server.flags())), @r#"
    argocd/shop
    --- standard error
    not seen: you may not list appprojects.argoproj.io in namespace argocd
    to see it, ask for a Role in namespace argocd with
    - {apiGroups: [argoproj.io], resources: [appprojects], verbs: [get, list, watch]}
    "#);
}

#[test]
fn events_may_not_be_read() {
    let server = refusing(|asked| asked.path.ends_with("/events"));
    assert_snapshot!(run(&format!("events shop {}", server.flags())), @r#"
    --- standard error
    no events of shop among what could be read
    not seen: you may not list events in namespace argocd
    not seen: you may not list events in namespace web
    to see it, ask for a Role in each of the namespaces argocd and web with
    - {apiGroups: [""], resources: [events], verbs: [get, list, watch]}
    "#);
}
