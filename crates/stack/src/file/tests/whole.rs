//! Whole files: everything that can be written, and files that are none.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::member::{MemberRef, Repository};

const FULL: &str = r#"apiVersion: helm-stack/v1
kind: Stack
metadata: {name: monitoring, version: 1.4.0, description: "Metrics, logs and dashboards"}
manifests:
  - name: grafana-ns
    file: manifests/grafana-ns.yaml
addons:
  - name: grafana
    chart: grafana
    version: 9.2.10                       # exact, always
    repository: https://charts.example.com/community
    namespace: grafana
    values: add-ons/grafana/values.yaml
    encrypt: [adminPassword, smtp.password]
    parents: [{kind: manifest, name: grafana-ns}]
    sync: {automated: true, prune: false, selfHeal: true, options: [CreateNamespace=true], retry: {limit: 2, backoff: {duration: 1s, factor: 3, maxDuration: 1m}, refresh: true}}
    enabled: true
    releaseName: graf
    applicationName: prod-grafana
    project: observability
    destination: {name: prod}
    ignoreDifferences:
      - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}
    revisionHistoryLimit: 3
    managedNamespaceMetadata: {labels: {team: platform}}
    skipCrds: true
    kubeVersion: "1.33"
    apiVersions: [monitoring.coreos.com/v1]
    valueFiles: [./add-ons/shared.yaml]
    parameters: {image.tag: "1.20", replicas: 2, debug: yes}
    labels: {team: platform}
    annotations: {example.com/owner: the platform team}
    progressDeadline: 1h30m
    application: {spec: {revisionHistoryLimit: 5}}
"#;

#[test]
fn everything_that_can_be_written_is_read() {
    let decoded = decode(FULL, NAME).unwrap();
    assert_eq!(decoded.warnings, []);
    let stack = decoded.stack;
    assert_eq!(
        (stack.name.as_str(), stack.version.to_string()),
        ("monitoring", "1.4.0".into())
    );
    assert_eq!(stack.description, "Metrics, logs and dashboards");
    let manifest = stack.member(MemberKind::Manifest, "grafana-ns").unwrap();
    assert_eq!(
        manifest.content,
        Content::Manifest("manifests/grafana-ns.yaml".into())
    );
    assert_eq!(manifest.place, Place::at("stack.yaml", 5, 5));
    let grafana = stack.member(MemberKind::Addon, "grafana").unwrap();
    assert_eq!(grafana.place, Place::at("stack.yaml", 8, 5));
    assert_eq!(grafana.namespace.as_deref(), Some("grafana"));
    assert_eq!(grafana.encrypt, ["adminPassword", "smtp.password"]);
    let parent = MemberRef {
        kind: MemberKind::Manifest,
        name: "grafana-ns".into(),
    };
    assert_eq!(grafana.parents, [parent]);
}

#[test]
fn a_chart_gets_everything_that_is_written() {
    let stack = decode(FULL, NAME).unwrap().stack;
    let grafana = stack.member(MemberKind::Addon, "grafana").unwrap();
    let parameters = [("image.tag", "1.20"), ("replicas", "2"), ("debug", "yes")];
    let expected = Chart {
        name: "grafana".into(),
        version: "9.2.10".into(),
        repository: Repository::Http("https://charts.example.com/community".into()),
        release: "graf".into(),
        values: "add-ons/grafana/values.yaml".into(),
        value_files: vec!["add-ons/shared.yaml".into()],
        parameters: parameters
            .map(|(name, value)| (name.into(), value.into()))
            .to_vec(),
        skip_crds: true,
        kube_version: Some("1.33".into()),
        api_versions: vec!["monitoring.coreos.com/v1".into()],
    };
    assert_eq!(*chart_of(grafana), expected);
}

#[test]
fn an_application_gets_everything_that_is_written() {
    let stack = decode(FULL, NAME).unwrap().stack;
    let settings = &stack.member(MemberKind::Addon, "grafana").unwrap().settings;
    assert_eq!(settings.application_name.as_deref(), Some("prod-grafana"));
    assert_eq!(settings.project.as_deref(), Some("observability"));
    assert_eq!(settings.destination, Some(json!({"name": "prod"})));
    assert_eq!(
        settings.ignore_differences,
        Some(json!([{"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]}]))
    );
    assert_eq!(settings.revision_history_limit, Some(3));
    assert_eq!(
        settings.managed_namespace_metadata,
        Some(json!({"labels": {"team": "platform"}}))
    );
    assert_eq!(settings.labels["team"], "platform");
    assert_eq!(
        settings.annotations["example.com/owner"],
        "the platform team"
    );
    assert_eq!(settings.progress_deadline, 5400);
    assert_eq!(
        settings.application,
        Some(json!({"spec": {"revisionHistoryLimit": 5}}))
    );
    assert!(settings.sync.automated && !settings.sync.prune && settings.sync.self_heal);
    assert_eq!(settings.sync.options, ["CreateNamespace=true"]);
    assert_eq!(settings.sync.retry["limit"], 2);
}

#[test]
fn a_stack_may_have_no_members_yet() {
    assert_eq!(decode(HEAD, NAME).unwrap().stack.members, []);
    assert_eq!(said(&format!("{HEAD}addons:\nmanifests: []\n")), [""; 0]);
}

#[test]
fn a_file_that_is_not_yaml_is_named_with_the_place() {
    let complaints = decode("apiVersion: helm-stack/v1\nkind: [Stack\n", NAME).unwrap_err();
    assert_eq!(complaints.len(), 1);
    assert_eq!(complaints[0].rule, "not-yaml");
    assert!(complaints[0].place.line.is_some());
    assert_eq!(
        decode("a: 1\n---\nb: 2\n", NAME).unwrap_err()[0].place,
        Place::at(NAME, 2, 1)
    );
}

#[test]
fn an_empty_file_and_one_of_another_shape_say_so() {
    assert_eq!(
        said("# nothing\n"),
        ["1:1 empty: the file is empty; run `helm stack init` in an empty folder to see one"]
    );
    assert_eq!(
        said("- a\n"),
        [
            "1:1 wrong-type: a stack file must be a mapping of keys to values, not a list; write a mapping of keys to values"
        ]
    );
}

#[test]
fn a_folder_without_a_stack_file_says_how_to_begin() {
    let complaints = of(&Files::default()).unwrap_err();
    assert_eq!(
        complaints[0].next,
        "run `helm stack init` to begin a stack here"
    );
    let files: Files = [(NAME, b"\xff\xfe".to_vec())].into_iter().collect();
    assert_eq!(
        of(&files).unwrap_err()[0].what,
        "stack.yaml is not text in UTF-8"
    );
    let files: Files = [(NAME, HEAD)].into_iter().collect();
    assert!(of(&files).is_ok());
}

#[test]
fn anchors_and_merge_keys_are_read_as_helm_reads_them() {
    let text = format!(
        "{HEAD}addons:\n  - &grafana\n    name: grafana\n    chart: grafana\n    version: 9.2.10\n    repository: https://charts.example.com\n    namespace: monitoring\n  - <<: *grafana\n    name: second\n    replicas: 2\n"
    );
    assert_eq!(said(&text).len(), 1, "{:?}", said(&text));
    assert!(
        said(&text)[0]
            .starts_with("13:5 unknown-key: add-on second has no key replicas; take it out"),
        "{:?}",
        said(&text)
    );
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("apiVersion"),
        Just("kind"),
        Just("metadata"),
        Just("name"),
        Just("version"),
        Just("addons"),
        Just("manifests"),
        Just("defaults"),
        Just("sync"),
        Just("retry"),
        Just("parents"),
        Just("encrypt"),
        Just("chart"),
        Just("repository"),
        Just("values"),
        Just("file"),
        Just("labels"),
        Just("parameters"),
        Just("helm-stack/v1"),
        Just("git+ssh://x"),
        Just("oci://"),
        Just("./charts"),
        Just("1.20"),
        Just("~"),
        Just("true"),
        Just("*a"),
        Just("&a"),
        Just("<<"),
        Just("é"),
        Just("[]"),
        Just("{}"),
        Just("'"),
    ];
    let glue = prop_oneof![
        Just(": "),
        Just(":\n  "),
        Just("\n"),
        Just("\n  - "),
        Just("\n    "),
        Just(", "),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(" "),
    ];
    let pairs = proptest::collection::vec((word, glue), 0..40);
    pairs.prop_map(|pairs| {
        pairs
            .into_iter()
            .map(|(word, glue)| format!("{word}{glue}"))
            .collect()
    })
}

/// A tree of the keys of a stack file with anything at their places.
fn trees() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(1.2)),
        Just(json!(-3)),
        Just(json!("")),
        Just(json!("a b")),
        Just(json!("oci://x")),
        Just(json!("1.2.3")),
        Just(json!("addon")),
        Just(json!("..")),
    ];
    let keys = proptest::sample::select(vec![
        "apiVersion",
        "kind",
        "metadata",
        "name",
        "version",
        "addons",
        "manifests",
        "defaults",
        "sync",
        "options",
        "retry",
        "backoff",
        "parents",
        "encrypt",
        "chart",
        "repository",
        "namespace",
        "values",
        "file",
        "labels",
        "parameters",
        "destination",
        "ignoreDifferences",
        "jsonPointers",
        "application",
        "spec",
        "progressDeadline",
        "x",
    ]);
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(keys.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_decoding_panic(text in words()) {
        let _either = decode(&text, NAME);
        let _with_a_head = decode(&format!("{HEAD}addons:\n  - {text}"), NAME);
    }

    #[test]
    fn a_tree_is_a_stack_or_has_an_error_with_a_line(tree in trees()) {
        if let Err(complaints) = decode(&tree.to_string(), NAME) {
            prop_assert!(complaints.iter().any(Complaint::is_error));
            prop_assert!(complaints.iter().all(|complaint| complaint.place.line.is_some()));
        }
    }
}
