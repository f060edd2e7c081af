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
