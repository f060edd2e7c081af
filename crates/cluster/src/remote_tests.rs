use argocd::destination::ClusterSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::*;
use crate::fake::{Fake, Reply, list};

fn encoded(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

fn secret(server: &str, config: &Value) -> Value {
    json!({"metadata": {"name": "cluster-far", "namespace": "argocd"},
           "data": {"name": encoded("far"), "server": encoded(server), "config": encoded(&config.to_string())}})
}

fn access(server: &str, config: &Value) -> Access {
    ClusterSecret::from_value(&secret(server, config))
        .access
        .unwrap()
}

fn trusting() -> Connection {
    Connection {
        insecure: true,
        user_agent: "test/1".to_owned(),
        ..Connection::default()
    }
}

async fn refused(config: &Value) -> Error {
    let access = access("https://far:6443", config);
    connect_through(&access, &Connection::default())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn secrets_are_asked_for_by_label_and_lead_to_the_cluster_with_their_token() {
    let far = Fake::start(|_| Reply::json(json!({"kind": "APIVersions", "versions": []}))).await;
    let address = far.address.clone();
    let home = Fake::start(move |_| {
        let config = json!({"bearerToken": "hunter2"});
        Reply::json(list(vec![secret(&address, &config)], ""))
    })
    .await;
    let secrets = home.cluster().await.cluster_secrets("argocd").await;
    let asked = &home.asked()[0];
    assert!(asked.is_at("/api/v1/namespaces/argocd/secrets"));
    assert!(asked.has("labelSelector=argocd.argoproj.io%2Fsecret-type%3Dcluster"));
    let access = secrets.unwrap().remove(0).access.unwrap();
    let cluster = connect_through(&access, &trusting()).await.unwrap();
    cluster.discover().await.unwrap();
    let head = far.asked()[0].head.to_lowercase();
    assert!(head.contains("authorization: bearer hunter2"), "{head}");
    assert!(head.contains("user-agent: test/1"), "{head}");
    assert!(!format!("{cluster:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_name_and_a_password_are_sent_too() {
    let far = Fake::start(|_| Reply::json(json!({"kind": "APIVersions", "versions": []}))).await;
    let config = json!({"username": "bot", "password": "hunter2"});
    let cluster = connect_through(&access(&far.address, &config), &trusting()).await;
    cluster.unwrap().discover().await.unwrap();
    let head = far.asked()[0].head.to_lowercase();
    assert!(
        head.contains(&format!("basic {}", encoded("bot:hunter2").to_lowercase())),
        "{head}"
    );
}

#[tokio::test]
async fn a_program_is_named_and_never_run() {
    let file = std::env::temp_dir().join(format!("cluster-remote-exec-{}", std::process::id()));
    let words = json!({"command": "/usr/bin/touch", "args": [file], "apiVersion": "client.authentication.k8s.io/v1"});
    for insecure in [false, true] {
        let access = access(
            "https://far:6443",
            &json!({"execProviderConfig": words.clone()}),
        );
        let connection = Connection {
            insecure,
            ..Connection::default()
        };
        let error = connect_through(&access, &connection).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "its credentials are made by the program touch, which is never run here"
        );
    }
    assert!(!file.exists());
}

#[tokio::test]
async fn a_server_that_nobody_checks_is_spoken_to_when_the_user_says_so_alone() {
    let insecure = json!({"bearerToken": "hunter2", "tlsClientConfig": {"insecure": true}});
    let error = refused(&insecure).await;
    assert!(
        error.to_string().contains("would not be checked"),
        "{error}"
    );
    let access_plain = access("http://far:8080", &json!({}));
    let plain = connect_through(&access_plain, &Connection::default()).await;
    assert!(plain.is_err());
    let access = access("https://far:6443", &insecure);
    assert!(connect_through(&access, &trusting()).await.is_ok());
}

#[tokio::test]
async fn what_cannot_be_read_is_not_repeated() {
    for config in [
        json!({"tlsClientConfig": {"caData": "hunter2!"}}),
        json!({"tlsClientConfig": {"certData": encoded("hunter2"), "keyData": encoded("hunter2")}}),
        json!({"tlsClientConfig": {"certData": "hunter2!", "keyData": "hunter2!"}}),
        json!({"bearerToken": "hunter2\n"}),
        json!({"proxyUrl": "http://hunter2 "}),
        json!({"proxyUrl": "ftp://bot:hunter2@gate"}),
    ] {
        let error = refused(&config).await;
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_url_without_scheme_means_https() {
    let access = access("far:6443", &json!({"bearerToken": "x"}));
    let cluster = connect_through(&access, &Connection::default()).await;
    assert_eq!(cluster.unwrap().server(), "https://far:6443");
}
