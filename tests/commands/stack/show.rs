//! `show`: every format.

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::program::{folder, run};

const STACK: &str = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: monitoring, version: 1.4.0, description: \"Metrics, logs and dashboards\"}
manifests:
  - name: monitoring-ns
    file: manifests/monitoring-ns.yaml
addons:
  - name: grafana
    chart: grafana
    version: 9.2.10
    repository: https://charts.example.com/community
    namespace: monitoring
    encrypt: [adminPassword, smtp.password]
    parents: [{kind: addon, name: loki}, {kind: manifest, name: monitoring-ns}]
  - name: loki
    chart: loki
    version: 6.30.1
    repository: oci://registry.example.com/charts
    namespace: monitoring
    parents: [{kind: manifest, name: monitoring-ns}]
    sync: {automated: false}
  - {name: tempo, chart: tempo, version: 1.0.0, repository: ./charts, namespace: monitoring, enabled: false}
";

fn monitoring() -> TempDir {
    folder(&[("stack.yaml", STACK)])
}

fn shown(flags: &str) -> String {
    run(monitoring().path(), &format!("show {flags}")).to_string()
}

#[test]
fn table() {
    assert_snapshot!(shown(""));
}

#[test]
fn wide() {
    assert_snapshot!(shown("-o wide"));
}

#[test]
fn tree() {
    assert_snapshot!(shown("-o tree"));
}

#[test]
fn json() {
    assert_snapshot!(shown("-o json"));
}

#[test]
fn yaml() {
    assert_snapshot!(shown("-o yaml"));
}

#[test]
fn names_fit_to_be_parents() {
    assert_snapshot!(shown("-o name"));
}

#[test]
fn mermaid() {
    assert_snapshot!(shown("-o mermaid"));
}

#[test]
fn dot() {
    assert_snapshot!(shown("-o dot"));
}

#[test]
fn svg() {
    let picture = shown("-o svg");
    assert!(picture.starts_with("<svg "), "{picture}");
    for word in [
        ">grafana 9.2.10</text>",
        "class=\"second\"",
        ">monitoring-ns</text>",
    ] {
        assert!(picture.contains(word), "{word}: {picture}");
    }
}

#[test]
fn a_stack_is_found_from_a_folder_below_and_by_its_name() {
    let folder = folder(&[
        ("web/stack.yaml", STACK),
        ("web/add-ons/loki/values.yaml", ""),
    ]);
    let there = run(&folder.path().join("web/add-ons/loki"), "show -o name");
    assert_eq!(
        there.to_string(),
        run(folder.path(), "show -o name --stack web").to_string()
    );
    assert_eq!(there.code, 0);
}

#[test]
fn without_a_stack_the_way_to_one_is_shown() {
    assert_snapshot!(run(folder(&[]).path(), "show"));
    assert_snapshot!(run(folder(&[]).path(), "show --stack web"));
}

#[test]
fn a_stack_with_mistakes_is_not_shown_and_all_of_them_are() {
    let text = STACK
        .replace("9.2.10", "9.20")
        .replace("name: loki}", "name: lokki}");
    let folder = folder(&[("web/stack.yaml", &text)]);
    assert_snapshot!(run(folder.path(), "show --stack web"));
}

#[test]
fn an_empty_stack_says_how_to_fill_it() {
    let folder = folder(&[(
        "stack.yaml",
        "apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {name: web, version: 1.0.0}\n",
    )]);
    assert_snapshot!(run(folder.path(), "show"));
}
