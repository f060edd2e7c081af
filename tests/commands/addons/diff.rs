//! `diff`: what was changed since the last apply, who did it, two deployments, what may not be read, exit codes.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::run;
use crate::server::{Asked, Reply, Server, cluster, shop};

/// Annotation in which a client-side apply keeps what was applied.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

fn of_kind<'a>(objects: &'a mut [Value], kind: &str) -> &'a mut Value {
    let mut objects = objects.iter_mut();
    objects.find(|object| object["kind"] == kind).unwrap()
}

/// A shop of which somebody has scaled the Deployment and changed the Secret.
fn drifted() -> Vec<Value> {
    let mut objects = shop();
    let application = of_kind(&mut objects, "Application");
    application["status"]["resources"][0]["status"] = "OutOfSync".into();
    application["status"]["reconciledAt"] = "2026-01-01T12:00:00Z".into();
    application["status"]["history"] = json!([
        {"id": 0, "revision": "aaaa", "source": {"repoURL": "https://git.example.com/shop.git", "path": "shop", "targetRevision": "main"}},
        {"id": 1, "revision": "bbbb", "source": {"repoURL": "https://git.example.com/shop.git", "path": "shop", "targetRevision": "main"}}]);
    let deployment = of_kind(&mut objects, "Deployment");
    let applied = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop", "namespace": "web"},
        "spec": {"replicas": 1}});
    deployment["metadata"]["annotations"] = json!({LAST_APPLIED: applied.to_string()});
    deployment["metadata"]["managedFields"] = json!([{"manager": "kubectl", "operation": "Update", "subresource": "scale",
        "time": "2026-01-01T11:00:00Z", "fieldsV1": {"f:spec": {"f:replicas": {}}}}]);
    deployment["spec"]["replicas"] = 5.into();
    let secret = of_kind(&mut objects, "Secret");
    let applied = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "shop", "namespace": "web"},
        "data": {"password": "b2xk"}});
    secret["metadata"]["annotations"] = json!({LAST_APPLIED: applied.to_string()});
    objects
}

fn serving(objects: Vec<Value>) -> Server {
    Server::start(move |asked| cluster(&objects, asked))
}

/// Runs a line against a server; the age of what was set is another every time.
fn told(server: &Server, line: &str) -> String {
    let told = server.hidden_in(&run(&format!("{line} {}", server.flags())));
    let ago = told
        .lines()
        .map(|line| match line.split_once("through scale ") {
            Some((before, after)) => {
                let (_, after) = after.split_once(" ago").unwrap();
                format!("{before}through scale SOME TIME ago{after}\n")
            }
            None => format!("{line}\n"),
        });
    ago.collect()
}

#[test]
fn what_was_changed_in_the_cluster_is_shown_with_who_did_it_and_secrets_masked() {
    let server = serving(drifted());
    assert_snapshot!(told(&server, "diff shop --against applied"), @r#"
    Secret/shop in web   Synced, 1 field differs
    --- live
    +++ last applied
    @@ -1,6 +1,6 @@
     apiVersion: v1
     data:
    -  password: ••••••
    +  password: •••••• (changed)
     kind: Secret
     metadata:
       name: shop

    Deployment/shop in web   OutOfSync, 1 field differs
    --- live
    +++ last applied
    @@ -4,4 +4,4 @@
       name: shop
       namespace: web
     spec:
    -  replicas: 5
    +  replicas: 1
    set by kubectl through scale SOME TIME ago: spec.replicas
    --- standard error
    shop: live against last applied, 2 objects: 2 differ
    --- exit 4
    "#);
}

#[test]
fn a_summary_names_what_differs() {
    let server = serving(drifted());
    assert_snapshot!(told(&server, "diff shop --summary --against applied"), @r#"
    KIND         NAMESPACE   NAME   SYNC        DIFFERENCE
    Secret       web         shop   Synced      1 field differs
    Deployment   web         shop   OutOfSync   1 field differs
    --- standard error
    shop: live against last applied, 2 objects: 2 differ
    --- exit 4
    "#);
    assert_snapshot!(told(&server, "diff shop -o name --against applied"), @r#"
    Secret/shop
    Deployment/shop
    --- standard error
    shop: live against last applied, 2 objects: 2 differ
    --- exit 4
    "#);
}

#[test]
fn one_resource_can_be_asked_for() {
    let server = serving(drifted());
    assert_snapshot!(told(&server, "diff shop secret/shop -o name --against applied"), @r#"
    Secret/shop
    --- standard error
    shop: live against last applied, 1 object: 1 differs
    --- exit 4
    "#);
    assert_snapshot!(told(&server, "diff shop Service/shop --against applied"), @r#"
    --- standard error
    error: Service/shop is not among the resources that shop manages
    next: see them all: kubectl addons tree shop --server http://server
    --- exit 3
    "#);
    assert_snapshot!(told(&server, "diff shop shop --against applied"), @r#"
    --- standard error
    error: `shop` names no resource
    next: write KIND/NAME, as in `Pod/web-0`, or KIND/NAMESPACE/NAME
    --- exit 2
    "#);
}

#[test]
fn scripts_get_fields_lines_and_gaps() {
    let server = serving(drifted());
    let ended = run(&format!(
        "diff shop Deployment/shop -o json --against applied {}",
        server.flags()
    ));
    assert_eq!(ended.code, 4);
    assert_snapshot!(ended.answer, @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "AddonDiff",
      "name": "shop",
      "namespace": "argocd",
      "between": {
        "left": "live",
        "right": "last applied"
      },
      "differs": true,
      "question": "applied",
      "compared": 1,
      "outOfSyncAsApplied": 0,
      "objects": [
        {
          "group": "apps",
          "kind": "Deployment",
          "namespace": "web",
          "name": "shop",
          "version": "v1",
          "sync": "OutOfSync",
          "change": "Changed",
          "method": "LastApplied",
          "fields": [
            {
              "path": "spec.replicas",
              "live": 5,
              "wanted": 1,
              "setBy": {
                "manager": "kubectl",
                "operation": "Update",
                "subresource": "scale",
                "time": "2026-01-01T11:00:00Z"
              }
            }
          ],
          "hunks": [
            {
              "liveStart": 4,
              "wantedStart": 4,
              "lines": [
                {
                  "side": "Both",
                  "text": "  name: shop"
                },
                {
                  "side": "Both",
                  "text": "  namespace: web"
                },
                {
                  "side": "Both",
                  "text": "spec:"
                },
                {
                  "side": "Live",
                  "text": "  replicas: 5"
                },
                {
                  "side": "Wanted",
                  "text": "  replicas: 1"
                }
              ]
            }
          ]
        }
      ],
      "gaps": []
    }
    "#);
}

#[test]
fn no_difference_exits_with_zero() {
    let mut objects = drifted();
    for kind in ["Deployment", "Secret"] {
        let object = of_kind(&mut objects, kind);
        let applied = json!({"kind": kind, "spec": object["spec"], "data": object["data"]});
        object["metadata"]["annotations"] = json!({LAST_APPLIED: applied.to_string()});
    }
    let server = serving(objects);
    assert_snapshot!(told(&server, "diff shop --against applied"), @r#"
    --- standard error
    shop: live against last applied, 2 objects: no difference
    Argo CD calls 1 object that is as it was applied last OutOfSync: what is wanted has changed since
    "#);
}

#[test]
fn what_may_not_be_read_is_a_gap() {
    let objects = drifted();
    let server = Server::start(move |asked: &Asked| match asked.path.contains("/secrets") {
        true => Reply::status(403, "forbidden"),
        false => cluster(&objects, asked),
    });
    assert_snapshot!(told(&server, "diff shop -o name --against applied"), @r#"
    Deployment/shop
    --- standard error
    shop: live against last applied, 1 object: 1 differs
    not seen: Secret/shop: you may not get secrets web/shop
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [secrets], resourceNames: [shop], verbs: [get]}
    --- exit 4
    "#);
}

#[test]
fn two_deployments_are_compared_by_their_ids() {
    let server = serving(drifted());
    assert_snapshot!(told(&server, "diff shop --history 0"), @r#"
    Application/shop in argocd   1 field differs
    --- deployment 0
    +++ deployment 1
    @@ -1,5 +1,5 @@
     source:
       path: shop
       repoURL: https://git.example.com/shop.git
    -  revision: aaaa
    +  revision: bbbb
       targetRevision: main
    --- standard error
    shop: deployment 0 against deployment 1: they differ
    --- exit 4
    "#);
    assert_snapshot!(told(&server, "diff shop --history 1 1"), @r#"
    --- standard error
    shop: deployment 1 against deployment 1: no difference
    "#);
    assert_snapshot!(told(&server, "diff shop --history 7"), @r#"
    --- standard error
    error: shop remembers no deployment 7
    next: it remembers 0, 1
    --- exit 3
    "#);
}

#[test]
fn an_expression_that_cannot_be_read_is_told() {
    let mut objects = drifted();
    let application = of_kind(&mut objects, "Application");
    application["spec"]["ignoreDifferences"] =
        json!([{"group": "*", "kind": "*", "jqPathExpressions": [".a |", "halt"]}]);
    let server = serving(objects);
    assert_snapshot!(told(&server, "diff shop -o name --against applied"), @r#"
    Secret/shop
    Deployment/shop
    --- standard error
    shop: live against last applied, 2 objects: 2 differ
    not seen: ignoreDifferences `.a |`: it is no jq expression
    not seen: ignoreDifferences `halt`: it calls what is not there
    --- exit 4
    "#);
}

#[test]
fn a_file_keeps_no_record_of_what_was_applied() {
    assert_snapshot!(run("diff grafana --from healthy --against applied"), @r#"
    --- standard error
    grafana: live against last applied: nothing could be compared
    not seen: what was applied last: files keep no record of it; snapshots leave it out, since it repeats every secret
    --- exit 1
    "#);
}

#[test]
fn what_cannot_be_rendered_is_compared_with_what_was_applied_and_said() {
    let server = serving(drifted());
    assert_snapshot!(told(&server, "diff shop -o name --offline"), @r#"
    Secret/shop
    Deployment/shop
    --- standard error
    what Git wants could not be rendered here, so live objects are compared with what was applied to them last
    shop: live against last applied, 2 objects: 2 differ
    not seen: https://git.example.com/shop.git at main: Git is needed, and there is no program git on PATH
    --- exit 4
    "#);
    assert_snapshot!(told(&server, "diff shop -o name --offline --against rendered"), @r#"
    --- standard error
    error: shop cannot be rendered here: https://git.example.com/shop.git at main: Git is needed, and there is no program git on PATH
    next: install Git 2.31 or newer
    next: compare with what was applied: kubectl addons diff shop --against applied --server http://server
    --- exit 1
    "#);
    assert_snapshot!(told(&server, "diff shop -o name --offline --against deployed"), @r#"
    --- standard error
    error: shop cannot be rendered here: https://git.example.com/shop.git at main: Git is needed, and there is no program git on PATH
    next: install Git 2.31 or newer
    next: compare with what was applied: kubectl addons diff shop --against applied --server http://server
    --- exit 1
    "#);
}
