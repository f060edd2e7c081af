//! `lint`: whole screens, exit codes.

use insta::assert_snapshot;

use crate::program::{folder, run};

const HEAD: &str =
    "apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {name: web, version: 1.0.0}\n";
const GRAFANA: &str = "addons:\n  - name: grafana\n    chart: grafana\n    version: 9.2.10\n    repository: https://charts.example.com\n    namespace: monitoring\n";
const VALUES: &str = "add-ons/grafana/values.yaml";

fn stack(more: &str) -> String {
    format!("{HEAD}{GRAFANA}{more}")
}

#[test]
fn a_stack_without_mistakes_is_well() {
    let folder = folder(&[("stack.yaml", &stack("")), (VALUES, "replicas: 2\n")]);
    assert_snapshot!(run(folder.path(), "lint --strict"));
}

#[test]
fn warnings_alone_are_no_failure_unless_they_are_to_be() {
    let encrypt = "    encrypt: [adminPassword]\n";
    let folder = folder(&[
        ("stack.yaml", &stack(encrypt)),
        (VALUES, "adminPassword: hunter2\ntoken: hunter2\n"),
    ]);
    assert_snapshot!(run(folder.path(), "lint"));
    assert_eq!(run(folder.path(), "lint --strict").code, 1);
}

#[test]
fn mistakes_in_every_file_are_named_at_once() {
    let text = stack("    valueFiles: [add-ons/shared.yaml]\nmanifests:\n  - name: ns\n");
    let folder = folder(&[
        ("web/stack.yaml", &text),
        ("web/add-ons/grafana/values.yaml", "a: 1\n b: 2\n"),
        ("web/manifests/ns.yaml", "kind: Namespace\n"),
        (
            "web/manifests/old.yaml",
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n",
        ),
    ]);
    assert_snapshot!(run(folder.path(), "lint --stack web"));
}

#[test]
fn three_mistakes_in_the_stack_file_and_one_beside_it() {
    let text = stack("    parents: [{kind: addon, name: grafana}]\n    encrpyt: [a]\n")
        .replace("9.2.10", "9.20");
    let folder = folder(&[("stack.yaml", &text), (VALUES, "a: [\n")]);
    assert_snapshot!(run(folder.path(), "lint"));
}

#[test]
fn json() {
    let folder = folder(&[
        ("stack.yaml", &stack("    encrypt: [adminPassword]\n")),
        (VALUES, "a: 1\n"),
    ]);
    assert_snapshot!(run(folder.path(), "lint -o json"));
}

#[test]
fn a_file_that_is_not_yaml() {
    assert_snapshot!(run(
        folder(&[("stack.yaml", "apiVersion: [\n")]).path(),
        "lint"
    ));
}
