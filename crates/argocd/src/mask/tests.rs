use proptest::prelude::*;
use serde_json::json;

use super::*;

fn masked(mut value: Value) -> Value {
    object(&mut value);
    value
}

#[test]
fn the_data_of_a_secret_goes_and_its_keys_stay() {
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": {
            "name": "db", "managedFields": [{}],
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"},
        },
        "data": {"user": "YQ==", "password": "Yg=="}, "stringData": {"url": "x"},
    });
    assert_eq!(
        masked(secret),
        json!({
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": {"name": "db", "annotations": {}},
            "data": {"user": MARK, "password": MARK}, "stringData": {"url": MARK},
        })
    );
}

fn application(password: &str) -> Value {
    let source = json!({
        "repoURL": format!("https://bot:{password}@git.example.com/x.git"),
        "helm": {
            "values": format!("auth:\n  password: {password}\n  existingSecret: db\nreplicas: 2\n"),
            "valuesObject": {
                "adminPassword": password,
                "secrets": {"db": password, "name": "db"},
                "extra": [{"kind": "Secret", "data": {"a": password}}],
            },
            "parameters": [
                {"name": "auth.password", "value": password},
                {"name": "secrets.db", "value": password},
                {"name": "replicas", "value": "2"},
            ],
            "fileParameters": [{"name": "auth.password", "path": "files/password.txt"}],
        },
        "plugin": {
            "env": [{"name": "API_TOKEN", "value": password}],
            "parameters": [{"name": "secrets", "array": [password], "map": {"a": password}}],
        },
        "kustomize": {"patches": [{"patch": format!("kind: Secret\nstringData:\n  a: {password}\n")}]},
    });
    json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": "grafana"},
        "spec": {"source": source},
        "operation": {"sync": {"source": source}},
        "status": {
            "sync": {"comparedTo": {"source": source, "sources": [source]}},
            "history": [{"id": 0, "source": source, "sources": [source]}],
            "conditions": [{"type": "ComparisonError", "message": format!("helm --set password={password}: bad")}],
            "operationState": {
                "operation": {"sync": {"sources": [source]}},
                "syncResult": {"source": source, "sources": [source]},
            },
        },
    })
}

#[test]
fn an_application_loses_a_secret_wherever_it_repeats_it() {
    let before = application("swordfish");
    let after = masked(before.clone());
    let text = after.to_string();
    assert!(!text.contains("swordfish"), "{text}");
    for part in [
        "/spec/source",
        "/operation/sync/source",
        "/status/history/0/sources/0",
        "/status/operationState/syncResult/source",
    ] {
        let helm = after.pointer(part).unwrap().get("helm").unwrap();
        assert_eq!(
            helm["values"],
            json!(format!(
                "auth:\n  password: {MARK}\n  existingSecret: db\nreplicas: 2\n"
            ))
        );
        assert_eq!(
            helm["valuesObject"]["secrets"],
            json!({"db": MARK, "name": "db"})
        );
        assert_eq!(helm["parameters"][2]["value"], "2");
        assert_eq!(helm["fileParameters"][0]["path"], "files/password.txt");
    }
}

#[test]
fn values_text_that_cannot_be_read_goes_as_a_whole() {
    let helm = json!({"helm": {"values": "a: [b\n  password: x"}});
    assert_eq!(masked(helm), json!({"helm": {"values": MARK}}));
}

#[test]
fn values_text_without_a_secret_keeps_its_bytes() {
    let text = "# two of them\nreplicas:   2\nurl: https://x\n";
    let helm = json!({"helm": {"values": text}});
    assert_eq!(masked(helm.clone()), helm);
}

#[test]
fn values_text_keeps_what_yaml_could_mistake() {
    let text = "a: \"yes\"\nb: \"1.0\"\nc: \"~\"\npassword: x\n";
    let helm = masked(json!({"helm": {"values": text}}));
    let again: Value = serde_saphyr::from_str(helm["helm"]["values"].as_str().unwrap()).unwrap();
    assert_eq!(
        again,
        json!({"a": "yes", "b": "1.0", "c": "~", "password": MARK})
    );
}

#[test]
fn a_pod_shows_where_its_secrets_come_from_but_not_what_they_are() {
    let pod = json!({
        "kind": "Pod",
        "spec": {
            "serviceAccountName": "x", "automountServiceAccountToken": true,
            "imagePullSecrets": [{"name": "registry"}],
            "containers": [{
                "image": "quay.io/x/vault-token:1.2",
                "args": ["--password", "swordfish", "--db-password=swordfish", "--v", "2"],
                "env": [
                    {"name": "DB_PASSWORD", "value": "swordfish"},
                    {"name": "DB_PASSWORD", "value": "$(OTHER)"},
                    {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "db", "key": "token"}}},
                    {"name": "SECRET_NAME", "value": "db"},
                ],
            }],
            "volumes": [{"name": "v", "secret": {"secretName": "db", "items": [{"key": "password", "path": "p"}]}}],
        },
    });
    let after = masked(pod.clone());
    let mut wanted = pod;
    let container = &mut wanted["spec"]["containers"][0];
    container["args"][1] = json!(MARK);
    container["args"][2] = json!(format!("--db-password={MARK}"));
    container["env"][0]["value"] = json!(MARK);
    assert_eq!(after, wanted);
}

#[test]
fn a_config_map_loses_secret_keys_and_secrets_inside_its_documents() {
    let config = json!({"kind": "ConfigMap", "data": {
        "password": "swordfish",
        "dex.config": "connectors:\n- config:\n    clientID: a\n    clientSecret: swordfish\n",
        "app.properties": "url=b\ndb.password=swordfish\n",
        "app.json": "{\"token\": \"swordfish\", \"a\": 1}",
        "plain": "hello",
    }});
    assert_eq!(
        masked(config),
        json!({"kind": "ConfigMap", "data": {
            "password": MARK,
            "dex.config": format!("connectors:\n- config:\n    clientID: a\n    clientSecret: {MARK}\n"),
            "app.properties": format!("url=b\ndb.password={MARK}\n"),
            "app.json": format!("{{\"token\":\"{MARK}\",\"a\":1}}"),
            "plain": "hello",
        }})
    );
}

#[test]
fn custom_resources_keep_references() {
    let external = json!({
        "kind": "ExternalSecret",
        "spec": {
            "secretStoreRef": {"name": "vault", "kind": "ClusterSecretStore"},
            "data": [{"secretKey": "password", "remoteRef": {"key": "db", "property": "p"}}],
            "provider": {"auth": {"tokenSecretRef": {"name": "t", "key": "token"}}},
        },
    });
    assert_eq!(masked(external.clone()), external);
    let prometheus = json!({"spec": {"secrets": ["etcd-certs"]}});
    assert_eq!(masked(prometheus.clone()), prometheus);
    let user = json!({"spec": {"password": "x", "clientSecret": {"name": "a", "key": "b"}}});
    assert_eq!(
        masked(user),
        json!({"spec": {"password": MARK, "clientSecret": {"name": "a", "key": "b"}}})
    );
}

#[test]
fn sealed_leaves_and_copies_in_annotations_go() {
    let object = json!({
        "metadata": {"annotations": {
            "example.com/applied": "{\"kind\":\"Secret\",\"data\":{\"a\":\"swordfish\"}}",
        }},
        "spec": {"anything": "ENC[AES256_GCM,data:abc,type:str]"},
    });
    assert_eq!(
        masked(object),
        json!({
            "metadata": {"annotations": {
                "example.com/applied": format!("{{\"kind\":\"Secret\",\"data\":{{\"a\":\"{MARK}\"}}}}"),
            }},
            "spec": {"anything": MARK},
        })
    );
}

#[test]
fn numbers_are_masked_in_values_and_switches_never() {
    let mut tree = json!({"password": 1234, "secret": {"pin": 5, "create": true}, "maxTokens": 9});
    values(&mut tree);
    assert_eq!(
        tree,
        json!({"password": MARK, "secret": {"pin": MARK, "create": true}, "maxTokens": 9})
    );
}

#[test]
fn a_masked_value_is_known() {
    assert!(is_masked(&json!(MARK)));
    assert!(!is_masked(&json!("x")));
}

/// A secret that occurs nowhere else in a generated document.
fn secret() -> impl Strategy<Value = String> {
    "ZQ[a-zA-Z0-9 :/@=&'\"{}#,-]{1,12}QZ".prop_map(|text| text.replace("${", "__"))
}

/// A key whose value is a secret.
fn secret_key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "password",
        "adminPassword",
        "api_key",
        "token",
        "client-secret",
        "privateKey",
        "dsn",
    ])
}

/// A document in which a secret stands under masked positions.
fn planted(secret: String) -> impl Strategy<Value = Value> {
    let key = secret_key();
    let leaf = prop_oneof![
        Just(json!("plain")),
        Just(json!(3)),
        Just(json!(true)),
        Just(json!(null))
    ];
    let shape = key.prop_flat_map(move |key| {
        let secret = secret.clone();
        let yaml = serde_saphyr::to_string(&json!({"a": {key: secret}})).unwrap();
        let dotted = format!("auth.{key}");
        prop::sample::select(vec![
            json!({key: secret}),
            json!({key: [secret]}),
            json!({"env": [{"name": key, "value": secret}]}),
            json!({"parameters": [{"name": dotted, "value": secret}]}),
            json!({"valuesObject": {"credentials": {"any": [secret, {"x": secret}]}}}),
            json!({"values": yaml}),
            json!({"kind": "Secret", "data": {"any": secret}}),
            json!({"args": [format!("--{key}"), secret]}),
            json!({"kind": "ConfigMap", "data": {"app.yaml": yaml}}),
            json!({"x": json!({key: secret}).to_string()}),
        ])
    });
    prop_oneof![leaf, shape].prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-e]{1,3}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| std::iter::once(key.clone()).chain(keys(value)))
            .collect(),
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

/// Secrets as they might survive: as they are, and as JSON inside JSON writes them.
fn spellings(secret: &str) -> [String; 3] {
    let once = json!(secret).to_string();
    let twice = json!(once).to_string();
    let inside = |text: &str, quotes: usize| text[quotes..text.len() - quotes].to_owned();
    [secret.to_owned(), inside(&once, 1), inside(&twice, 3)]
}

#[test]
fn a_step_of_a_json_patch_that_writes_a_secret_name_is_masked() {
    let patch = "- op: replace\n  path: /data/password\n  value: hunter2\n- op: add\n  path: /spec/replicas\n  value: 3\n";
    let application = masked(json!({"kustomize": {"patches": [{"patch": patch}]}, "op": [
        {"op": "add", "path": "/stringData/api-key", "value": "hunter2"},
        {"op": "add", "path": "/data/color", "value": "green"},
    ]}));
    let text = application.to_string();
    assert!(!text.contains("hunter2"), "{text}");
    assert!(
        text.contains("value: 3") && text.contains("green"),
        "{text}"
    );
}

proptest! {
    #[test]
    fn no_planted_secret_survives_and_the_shape_does(
        (secret, document) in secret().prop_flat_map(|secret| (Just(secret.clone()), planted(secret)))
    ) {
        let after = masked(document.clone());
        let text = after.to_string();
        for spelling in spellings(&secret) {
            prop_assert!(!text.contains(&spelling), "{secret:?} in {text}");
        }
        prop_assert_eq!(keys(&after), keys(&document));
        prop_assert_eq!(masked(after.clone()), after);
    }

    #[test]
    fn texts_are_masked_once_and_for_all(text in "(password|token|user|secret|--api-key|https|[a-z\"' \n{},;=:/@&|>]|ab|\\$\\{X\\}){0,14}") {
        let once = super::text(&text).into_owned();
        prop_assert_eq!(super::text(&once).into_owned(), once);
    }

    #[test]
    fn a_word_behind_a_secret_name_never_survives(
        key in secret_key(),
        word in "[a-zA-Z0-9_.!]{9}7",
        (separator, end) in prop::sample::select(vec![
            ("=", ""), (": ", ""), (" = ", ""), ("=\"", "\""), ("\": \"", "\""), ("='", "'"),
        ]),
    ) {
        let text = super::text(&format!("before {key}{separator}a{word}{end}, after")).into_owned();
        prop_assert!(!text.contains(&word), "{text}");
        prop_assert!(text.starts_with("before ") && text.ends_with(", after"), "{text}");
    }
}
