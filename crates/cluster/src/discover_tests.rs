use serde_json::json;

use crate::cluster::RequestTimeout;
use crate::error::Cause;
use crate::fake::{Fake, Reply};

fn aggregated(groups: serde_json::Value) -> Reply {
    Reply::json(json!({"kind": "APIGroupDiscoveryList", "items": groups}))
}

fn group(name: &str, version: &str, kind: &str, freshness: &str) -> serde_json::Value {
    json!({"metadata": {"name": name}, "versions": [{"version": version, "freshness": freshness,
        "resources": [{"resource": format!("{}s", kind.to_lowercase()), "scope": "Namespaced",
            "responseKind": {"group": "", "version": "", "kind": kind}, "verbs": ["get", "list", "watch"],
            "subresources": [{"subresource": "status"}]}]}]})
}

#[tokio::test]
async fn two_requests_tell_all_kinds_and_a_broken_group_is_a_gap() {
    let fake = Fake::start(|asked| match asked.is_at("/api") {
        true => aggregated(json!([group("", "v1", "Pod", "Current")])),
        false => aggregated(json!([
            group("apps", "v1", "Deployment", "Current"),
            {"metadata": {"name": "metrics.k8s.io"}, "versions": [{"version": "v1beta1", "freshness": "Stale"}]},
            group("apps", "v1beta1", "Deployment", "Current"),
        ])),
    })
    .await;
    let found = fake.cluster().await.discover().await.unwrap();
    assert_eq!(fake.asked().len(), 2);
    assert_eq!(found.catalog.kinds().count(), 2);
    let deployment = found.catalog.find("apps", "Deployment").unwrap();
    assert_eq!(deployment.kind.version, "v1");
    assert!(deployment.namespaced && deployment.listable);
    let gaps: Vec<&str> = found.gaps.iter().map(|gap| gap.what.as_str()).collect();
    assert_eq!(gaps, ["API group metrics.k8s.io/v1beta1"]);
}

#[tokio::test]
async fn a_server_without_the_aggregated_form_is_asked_group_by_group() {
    let fake = Fake::start(|asked| match asked.path.as_str() {
        "/api" => Reply::json(json!({"kind": "APIVersions", "versions": ["v1"]})),
        "/api/v1" => Reply::json(json!({"resources": [
            {"name": "pods", "kind": "Pod", "namespaced": true, "verbs": ["list", "watch"]},
            {"name": "pods/log", "kind": "Pod", "namespaced": true, "verbs": ["get"]},
            {"name": "bindings", "kind": "Binding", "namespaced": true, "verbs": ["create"]}]})),
        "/apis" => Reply::json(json!({"kind": "APIGroupList", "groups": [
            {"name": "apps", "preferredVersion": {"groupVersion": "apps/v1"},
             "versions": [{"groupVersion": "apps/v1beta1"}, {"groupVersion": "apps/v1"}]},
            {"name": "slow.io", "preferredVersion": {"groupVersion": "slow.io/v1"}, "versions": []}]})),
        "/apis/slow.io/v1" => Reply::Silence,
        _ => Reply::json(json!({"resources": [
            {"name": "deployments", "kind": "Deployment", "namespaced": true, "verbs": ["list", "watch"]}]})),
    })
    .await;
    let short = RequestTimeout::After(std::time::Duration::from_millis(200));
    let found = fake.cluster_within(short).await.discover().await.unwrap();
    let kinds = found.catalog.kinds();
    let kinds: Vec<_> = kinds
        .map(|kind| (kind.kind.api_version(), kind.plural.as_str(), kind.listable))
        .collect();
    assert_eq!(
        kinds,
        [
            ("v1".to_owned(), "bindings", false),
            ("v1".to_owned(), "pods", true),
            ("apps/v1".to_owned(), "deployments", true),
        ]
    );
    assert_eq!(found.gaps.len(), 1);
    assert_eq!(found.gaps[0].what, "API group slow.io/v1");
}

#[tokio::test]
async fn an_address_that_is_no_api_server_is_told() {
    let fake = Fake::start(|_| Reply::Whole(200, Vec::new(), "<html>".to_owned())).await;
    let error = fake.cluster().await.discover().await.unwrap_err();
    assert_eq!(error.cause(), Cause::Unreadable);
    assert!(error.advice()[0].contains("address"));
}
