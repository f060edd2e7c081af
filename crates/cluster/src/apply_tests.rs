use serde_json::{Value, json};

use super::*;
use crate::fake::{Fake, Reply};

fn map(version: &str, data: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "data": data,
        "metadata": {"name": "argocd-cm", "namespace": "argocd", "resourceVersion": version}})
}

fn written() -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "1"},
        "metadata": {"name": "argocd-cm", "namespace": "argocd"}})
}

#[tokio::test]
async fn an_apply_names_us_and_sends_the_object_alone() {
    let fake = Fake::start(|_| Reply::json(map("8", json!({"a": "1"})))).await;
    let before = map("7", json!({}));
    let applied = fake
        .cluster()
        .await
        .apply(
            &pinned::config_maps(),
            &written(),
            Some(&before),
            Conflicts::Refuse,
            Mode::Write,
        )
        .await
        .unwrap();
    assert!(matches!(applied, Applied::Changed(_)), "{applied:?}");
    let asked = &fake.asked()[0];
    assert!(asked.head.starts_with("PATCH "), "{}", asked.head);
    assert!(asked.is_at("/api/v1/namespaces/argocd/configmaps/argocd-cm"));
    assert!(asked.has("fieldManager=helm-stack") && asked.has("force=false"));
    assert!(!asked.path.contains("dryRun"));
    assert!(asked.head.contains("application/apply-patch+yaml"));
    assert_eq!(
        serde_json::from_str::<Value>(&asked.body).unwrap(),
        written()
    );
}

#[tokio::test]
async fn what_differs_says_what_a_write_did() {
    let fake = Fake::start(|_| Reply::json(map("7", json!({"a": "1"})))).await;
    let cluster = fake.cluster().await;
    let kind = pinned::config_maps();
    let same = map("7", json!({"a": "1"}));
    let apply = |before| cluster.apply(&kind, &same, before, Conflicts::Force, Mode::DryRun);
    assert!(matches!(
        apply(Some(&same)).await.unwrap(),
        Applied::Unchanged(_)
    ));
    assert!(matches!(apply(None).await.unwrap(), Applied::Created(_)));
    let other = map("7", json!({"a": "2"}));
    assert!(matches!(
        apply(Some(&other)).await.unwrap(),
        Applied::Changed(_)
    ));
    assert!(fake.asked()[0].has("force=true") && fake.asked()[0].has("dryRun=All"));
}

#[tokio::test]
async fn a_merge_patch_holds_only_for_the_version_that_was_read() {
    let fake = Fake::start(|_| Reply::status(409, json!({"name": "argocd-cm"}))).await;
    let patch = json!({"data": {"a": "1"}});
    let refused = fake
        .cluster()
        .await
        .merge_patch(&pinned::config_maps(), &map("7", json!({})), patch)
        .await
        .unwrap_err();
    assert_eq!(refused.cause(), Cause::Conflict);
    let sent: Value = serde_json::from_str(&fake.asked()[0].body).unwrap();
    assert_eq!(
        sent,
        json!({"data": {"a": "1"}, "metadata": {"resourceVersion": "7"}})
    );
}

#[tokio::test]
async fn a_write_that_is_forbidden_names_the_right() {
    let fake = Fake::start(|_| Reply::status(403, json!({"name": "argocd-cm"}))).await;
    let refused = fake
        .cluster()
        .await
        .apply(
            &pinned::config_maps(),
            &written(),
            None,
            Conflicts::Refuse,
            Mode::Write,
        )
        .await
        .unwrap_err();
    assert_eq!(refused.cause(), Cause::Forbidden);
    assert_eq!(
        refused.to_string(),
        "you may not patch configmaps argocd/argocd-cm"
    );
}

#[tokio::test]
async fn an_object_that_is_not_there_is_no_error() {
    let fake = Fake::start(|_| Reply::status(404, json!({"name": "argocd-cm"}))).await;
    let cluster = fake.cluster().await;
    let found = cluster
        .get_object(&pinned::config_maps(), Some("argocd"), "argocd-cm")
        .await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_cluster_is_known_by_its_system_namespace() {
    let fake = Fake::start(
        |asked| match asked.is_at("/api/v1/namespaces/kube-system") {
            true => Reply::json(
                json!({"metadata": {"name": "kube-system", "uid": "6e0f", "resourceVersion": "1"}}),
            ),
            false => Reply::status(404, json!({})),
        },
    )
    .await;
    assert_eq!(fake.cluster().await.identity().await.unwrap(), "6e0f");
}

#[tokio::test]
async fn what_a_busy_server_did_not_take_is_sent_again_whole() {
    let tried = std::sync::atomic::AtomicUsize::new(0);
    let fake =
        Fake::start(
            move |_| match tried.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                0 => Reply::status(429, json!({})).with("retry-after", "0"),
                _ => Reply::json(map("8", json!({}))),
            },
        )
        .await;
    let cluster = fake.cluster().await;
    let applied = cluster
        .apply(
            &pinned::config_maps(),
            &written(),
            None,
            Conflicts::Refuse,
            Mode::Write,
        )
        .await;
    assert!(applied.is_ok());
    let bodies: Vec<String> = fake.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies, [written().to_string(), written().to_string()]);
}
