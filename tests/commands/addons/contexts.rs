//! `list --contexts`: the Argo CDs of several contexts in one table.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::{Ended, run_in};
use crate::server::{Reply, Server, cluster, shop};

/// Two Argo CDs with an Application of one name, and a context that leads nowhere.
struct Contexts {
    blue: Server,
    green: Server,
    folder: tempfile::TempDir,
}

impl Contexts {
    fn start() -> Self {
        let blue = Server::start(|asked| cluster(&shop(), asked));
        let green = Server::start(|asked| match asked.path.ends_with("/appprojects") {
            true => Reply::status(403, "no"),
            false => cluster(&out_of_sync(), asked),
        });
        let folder = tempfile::tempdir().unwrap();
        let contexts = Self {
            blue,
            green,
            folder,
        };
        contexts.write();
        contexts
    }

    fn write(&self) {
        let cluster =
            |name: &str, server: &str| format!("{{name: {name}, cluster: {{server: '{server}'}}}}");
        let kubeconfig = format!(
            "{{apiVersion: v1, kind: Config, current-context: blue,
              contexts: [{{name: blue, context: {{cluster: blue}}}}, {{name: green, context: {{cluster: green}}}}, {{name: red, context: {{cluster: red}}}}],
              clusters: [{}, {}, {}]}}",
            cluster("blue", self.blue.address()),
            cluster("green", self.green.address()),
            cluster("red", "http://127.0.0.1:1"),
        );
        fs::write(self.folder.path().join("config"), kubeconfig).unwrap();
    }

    fn run(&self, line: &str) -> Ended {
        run_in(self.folder.path(), &format!("{line} --kubeconfig config"))
    }
}

fn out_of_sync() -> Vec<Value> {
    let mut objects = shop();
    objects[0]["status"]["sync"]["status"] = json!("OutOfSync");
    objects
}

#[test]
fn each_row_says_its_context() {
    let contexts = Contexts::start();
    let ended = contexts.run("list --contexts blue,green");
    assert_snapshot!(ended.answer, @r"
    CONTEXT   NAME   CHART   VERSION   STATE       SYNC        HEALTH    NAMESPACE   UPDATED
    blue      shop   shop              Synced      Synced      Healthy   web
    green     shop   shop              OutOfSync   OutOfSync   Healthy   web
    ");
    assert_snapshot!(ended.talk, @r#"
    not seen: in context green, you may not list appprojects.argoproj.io in namespace argocd
    to see it in context green, ask for a Role in namespace argocd with
    - {apiGroups: [argoproj.io], resources: [appprojects], verbs: [get, list, watch]}
    "#);
    assert_snapshot!(contexts.run("list --contexts green,blue --sort-by name"), @r#"
    CONTEXT   NAME   CHART   VERSION   STATE       SYNC        HEALTH    NAMESPACE   UPDATED
    green     shop   shop              OutOfSync   OutOfSync   Healthy   web
    blue      shop   shop              Synced      Synced      Healthy   web
    --- standard error
    not seen: in context green, you may not list appprojects.argoproj.io in namespace argocd
    to see it in context green, ask for a Role in namespace argocd with
    - {apiGroups: [argoproj.io], resources: [appprojects], verbs: [get, list, watch]}
    "#);
}

#[test]
fn a_context_that_cannot_be_read_is_a_gap() {
    let contexts = Contexts::start();
    let ended = contexts.run("list --contexts blue,red -o json");
    let list: Value = serde_json::from_str(&ended.answer).unwrap();
    assert_eq!(list["items"][0]["context"], "blue");
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_snapshot!(list["gaps"][0], @r#"{"reason":"Unavailable","what":"Applications of context red","message":"nothing listens at http://127.0.0.1:1"}"#);
    assert_snapshot!(ended.talk, @"not seen: Applications of context red: nothing listens at http://127.0.0.1:1");
    assert_eq!(ended.code, 0);
    assert_snapshot!(contexts.run("list --contexts red"), @r"
    --- standard error
    error: asking context red: nothing listens at http://127.0.0.1:1
    next: is the cluster running, and is this its address? see: kubectl config view --minify
    --- exit 1
    ");
}

#[test]
fn roles_are_asked_for_where_they_are_missing() {
    let refusing = |path: &'static str| {
        Server::start(move |asked| match asked.path.ends_with(path) {
            true => Reply::status(403, "no"),
            false => cluster(&shop(), asked),
        })
    };
    let contexts = Contexts {
        blue: refusing("/applications"),
        green: refusing("/appprojects"),
        folder: tempfile::tempdir().unwrap(),
    };
    contexts.write();
    assert_snapshot!(contexts.run("list --contexts blue,green,red").talk, @r#"
    not seen: Applications of context blue: you may not list applications.argoproj.io in all namespaces
    not seen: Applications of context red: nothing listens at http://127.0.0.1:1
    not seen: in context green, you may not list appprojects.argoproj.io in namespace argocd
    to see it in context blue, ask for a ClusterRole with
    - {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    to see it in context green, ask for a Role in namespace argocd with
    - {apiGroups: [argoproj.io], resources: [appprojects], verbs: [get, list, watch]}
    "#);
    let json = contexts.run("list --contexts blue,green -o json").answer;
    let list: Value = serde_json::from_str(&json).unwrap();
    assert_snapshot!(list["gaps"][0], @r#"{"reason":"Forbidden","what":"Applications of context blue","message":"you may not list applications.argoproj.io in all namespaces","right":{"verb":"list","group":"argoproj.io","resource":"applications","namespace":null}}"#);
}

#[test]
fn filters_and_names_hold_over_all_contexts() {
    let contexts = Contexts::start();
    assert_snapshot!(contexts.run("list --contexts blue,green,blue -o name").answer, @r"
    blue argocd/shop
    green argocd/shop
    ");
    assert_snapshot!(contexts.run("list --contexts blue,green --state OutOfSync -o name --exit-code"), @r#"
    green argocd/shop
    --- standard error
    not seen: in context green, you may not list appprojects.argoproj.io in namespace argocd
    to see it in context green, ask for a Role in namespace argocd with
    - {apiGroups: [argoproj.io], resources: [appprojects], verbs: [get, list, watch]}
    context blue: the only Application does not fit the filters
    --- exit 4
    "#);
    assert_eq!(contexts.run("list --contexts blue --exit-code").code, 0);
    assert_eq!(contexts.run("get --contexts blue,green -o name").code, 0);
}

#[test]
fn what_makes_no_sense_is_refused_before_anybody_is_asked() {
    let contexts = Contexts::start();
    assert_snapshot!(contexts.run("list --contexts blue,pink"), @r"
    --- standard error
    error: the kubeconfig has no context pink
    next: choose one with --context: blue, green, red
    --- exit 3
    ");
    assert_snapshot!(contexts.run("list --contexts blue --context green"), @r"
    --- standard error
    error: the argument '--contexts <CONTEXT>' cannot be used with '--context <CONTEXT>'

    Usage: kubectl addons list --contexts <CONTEXT> --kubeconfig <FILE>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(contexts.run("list --contexts blue -w").code, @"2");
    assert_snapshot!(contexts.run("get shop --contexts blue"), @r"
    --- standard error
    error: --contexts chooses among many add-ons, and shop names one
    next: leave out the name or the flag
    --- exit 2
    ");
    assert!(contexts.blue.asked().is_empty() && contexts.green.asked().is_empty());
}
