//! `why` without a name, against a cluster: each root once, and each list of the cluster asked for once.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::run;
use crate::server::{Server, cluster};

/// Add-ons that share a namespace and an image that is not there.
const SHOPS: usize = 12;

fn application(name: &str, status: Value) -> Value {
    let source = json!({"repoURL": "https://git.example.com/shop.git", "path": name, "targetRevision": "main"});
    let destination = json!({"name": "in-cluster", "namespace": "web"});
    let mut application = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd", "uid": format!("app-{name}")},
        "spec": {"project": "default", "source": source, "destination": destination},
        "status": {"health": {"status": "Degraded"}, "reconciledAt": "2099-01-01T00:00:00Z",
                   "sync": {"status": "Synced", "comparedTo": {"source": source, "destination": destination}},
                   "resources": [{"version": "v1", "kind": "Pod", "namespace": "web", "name": name, "status": "Synced"}]}});
    for (key, value) in status.as_object().unwrap() {
        application["status"][key] = value.clone();
    }
    application
}

fn pod(name: &str) -> Value {
    let waiting = json!({"reason": "ErrImagePull", "message": "shop:2 was not found"});
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "web", "uid": format!("pod-{name}")},
        "spec": {"containers": [{"name": "app", "image": "shop:2"}]},
        "status": {"phase": "Pending", "containerStatuses": [
            {"name": "app", "ready": false, "restartCount": 0, "image": "shop:2", "state": {"waiting": waiting}}]}})
}

fn objects() -> Vec<Value> {
    let names: Vec<String> = (0..SHOPS)
        .map(|number| format!("shop-{number:02}"))
        .collect();
    let shops = names.iter().map(|name| application(name, json!({})));
    let blog = application(
        "blog",
        json!({"health": {"status": "Healthy"}, "resources": [],
        "conditions": [{"type": "ComparisonError", "message": "charts/blog: app path does not exist"}],
        "sync": {"status": "Unknown", "comparedTo": {"source": {"repoURL": "https://git.example.com/shop.git", "path": "blog",
            "targetRevision": "main"}, "destination": {"name": "in-cluster", "namespace": "web"}}}}),
    );
    let project = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject",
        "metadata": {"name": "default", "namespace": "argocd"}, "spec": {}});
    shops
        .chain([blog, project])
        .chain(names.iter().map(|name| pod(name)))
        .collect()
}

#[test]
fn add_ons_with_one_root_are_one_line_and_every_name_is_there_when_asked_for() {
    let server = Server::start(|asked| cluster(&objects(), asked));
    assert_snapshot!(run(&format!("why {}", server.flags())), @r#"
    STATE      CAUSE                 ADD-ONS                             SUMMARY
    Degraded   ImageCannotBePulled   shop-00, shop-01, shop-02, 9 more   Image shop:2 cannot be pulled
    Unknown    PathMissing           blog                                Path blog is not in https://git.example.com/shop.git at main
    --- standard error
    not seen: Namespace: the cluster does not serve this kind
    "#);
    let wide = run(&format!("why -o wide --no-headers {}", server.flags())).answer;
    assert!(wide.contains("shop-10, shop-11"), "{wide}");
}

#[test]
fn the_pods_of_a_namespace_come_in_one_list_and_what_a_setting_explains_is_not_looked_into() {
    let server = Server::start(|asked| cluster(&objects(), asked));
    let ended = run(&format!("why -o json {}", server.flags()));
    let answer: Value = serde_json::from_str(&ended.answer).unwrap();
    assert_eq!(
        answer["causes"][0]["addons"].as_array().map(Vec::len),
        Some(SHOPS)
    );
    assert_eq!(answer["causes"][0]["root"], "shop:2");
    assert_eq!(answer["items"].as_array().map(Vec::len), Some(SHOPS + 1));
    assert_eq!(answer["items"][0]["inspected"], true);
    assert_eq!(answer["items"][SHOPS]["inspected"], false);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for asked in server.asked() {
        *counts.entry(asked).or_default() += 1;
    }
    // Metadata, then bodies.
    assert_eq!(counts["/api/v1/namespaces/web/pods"], 2, "{counts:#?}");
    let of_pods = counts.keys().filter(|asked| asked.contains("/pods/"));
    assert_eq!(of_pods.count(), 0, "{counts:#?}");
    let of_blog = counts.keys().filter(|asked| asked.ends_with("/blog"));
    assert_eq!(of_blog.count(), 0, "{counts:#?}");
}

#[test]
fn of_very_many_the_worst_are_looked_into_and_the_rest_is_said() {
    let many = || {
        let names: Vec<String> = (0..104).map(|number| format!("shop-{number:03}")).collect();
        let shops = names.iter().map(|name| application(name, json!({})));
        shops
            .chain(names.iter().map(|name| pod(name)))
            .collect::<Vec<Value>>()
    };
    let objects = many();
    let server = Server::start(move |asked| cluster(&objects, asked));
    assert_snapshot!(run(&format!("why {}", server.flags())), @r#"
    STATE      CAUSE                 ADD-ONS                                 SUMMARY
    Degraded   ImageCannotBePulled   shop-000, shop-001, shop-002, 97 more   Image shop:2 cannot be pulled
    Degraded   Unhealthy             shop-100                                Its resources have been unhealthy
    Degraded   Unhealthy             shop-101                                Its resources have been unhealthy
    Degraded   Unhealthy             shop-102                                Its resources have been unhealthy
    Degraded   Unhealthy             shop-103                                Its resources have been unhealthy
    --- standard error
    not seen: Namespace: the cluster does not serve this kind
    4 more add-ons are told of from their Applications alone; choose fewer with --stack or -l, or name one
    "#);
}
