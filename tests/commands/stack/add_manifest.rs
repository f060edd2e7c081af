//! `add NAME --manifest FILE`.

use insta::assert_snapshot;

use crate::place::{Place, STACK};

const NAMESPACE: &str = "# ours\napiVersion: v1\nkind: Namespace\nmetadata: {name: grafana}\n";

#[test]
fn a_file_is_copied_as_it_is() {
    let place = Place::new(STACK);
    place.write("ns.yaml", NAMESPACE);
    assert_snapshot!(place.run("add grafana-ns --manifest ns.yaml --parent addon/database"), @r"
    --- standard error
    added manifest/grafana-ns, Namespace, as manifests/grafana-ns.yaml
    next: helm stack show
    ");
    assert_eq!(place.read("manifests/grafana-ns.yaml"), NAMESPACE);
    let before = STACK.replace("manifests: []\n", "");
    assert_snapshot!(place.added_to("stack.yaml", &before), @r"
    manifests:
      - name: grafana-ns
        file: manifests/grafana-ns.yaml
        parents:
          - kind: addon
            name: database
    ");
}

#[test]
fn standard_input_is_taken_and_a_secret_is_told() {
    let place = Place::new(STACK);
    let secret = format!("{NAMESPACE}---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n");
    assert_snapshot!(place.run_with("add grafana-ns --manifest - --target-namespace x", &secret), @r"
    --- standard error
    added manifest/grafana-ns, Namespace, Secret, as manifests/grafana-ns.yaml
    note: it holds a Secret, which goes to Git as it is; a chart's values can be sealed
    next: helm stack show
    ");
    assert_eq!(place.read("manifests/grafana-ns.yaml"), secret);
}

#[test]
fn a_file_that_lies_there_already_is_taken_as_it_is() {
    let place = Place::new(STACK);
    place.write("manifests/ns.yaml", NAMESPACE);
    assert!(
        place
            .run("add ns --manifest manifests/ns.yaml")
            .contains("added manifest/ns")
    );
    place.write("manifests/two.yaml", "apiVersion: v1\nkind: ConfigMap\n");
    assert_snapshot!(place.run("add two --manifest manifests/ns.yaml"), @r"
    --- standard error
    error: manifests/two.yaml is there already, and is another
    next: remove it, or give the member another name
    --- exit 1
    ");
    assert_eq!(
        place.read("manifests/two.yaml"),
        "apiVersion: v1\nkind: ConfigMap\n"
    );
}

#[test]
fn what_is_no_manifest_writes_nothing() {
    let place = Place::new(STACK);
    place.write("words.txt", "just words\n");
    place.write("broken.yaml", "a: b\nc: [\n");
    assert_snapshot!(place.run("add a --manifest words.txt"), @r"
    --- standard error
    error: words.txt is no Kubernetes YAML: not every document has apiVersion and kind
    next: name a file of objects as `kubectl apply -f` takes it
    --- exit 2
    ");
    assert_snapshot!(place.run("add a --manifest broken.yaml"), @r"
    --- standard error
    error: broken.yaml is no Kubernetes YAML: it cannot be read on line 2
    next: name a file of objects as `kubectl apply -f` takes it
    --- exit 2
    ");
    assert_snapshot!(place.run("add a --manifest nowhere.yaml"), @r"
    --- standard error
    error: nowhere.yaml cannot be read: No such file or directory (os error 2)
    next: check the path
    --- exit 3
    ");
    assert_snapshot!(place.run_with("add a --manifest -", ""), @r"
    --- standard error
    error: standard input is no Kubernetes YAML: it is empty
    next: name a file of objects as `kubectl apply -f` takes it
    --- exit 2
    ");
    assert_eq!(place.read("stack.yaml"), STACK);
    assert_eq!(place.files(), ["broken.yaml", "stack.yaml", "words.txt"]);
}
