use super::*;

const SEALED: &str = "ENC[AES256_GCM,data:YQ==,iv:YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=,tag:YWFhYWFhYWFhYWFhYWFhYQ==,type:str]";

fn folder() -> Files {
    let stack = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: monitoring, version: 1.4.0, description: \"Metrics, dashboards\"}
manifests:
  - name: grafana-ns
    file: manifests/grafana-ns.yaml
  - name: token
    file: manifests/token.yaml
    namespace: grafana
    encrypt: [token]
addons:
  - name: grafana
    chart: grafana
    version: 9.2.10
    repository: https://charts.example.com/community
    namespace: grafana
    encrypt: [adminPassword, smtp.password]
    annotations: {note: 'see {{ .Values.secrets }}'}
    parents: [{kind: manifest, name: grafana-ns}]
  - name: loki
    chart: loki
    version: 6.16.0
    repository: oci://registry.example.com/team/charts
    namespace: loki
    valueFiles: [add-ons/common.yaml]
    parents: [{kind: addon, name: grafana}]
";
    let grafana = format!(
        "# Grafana\nreplicas: 2 # two\nadminPassword: {SEALED}\nsmtp:\n  host: mail\n  password: {SEALED}\n\
         sops:\n  mac: {SEALED}\n  version: 3.10.2\n"
    );
    let token = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: token}}\nstringData:\n  token: {SEALED}\nsops:\n  mac: {SEALED}\n"
    );
    [
        ("stack.yaml", stack),
        ("add-ons/grafana/values.yaml", &grafana),
        ("add-ons/common.yaml", "a: {b: 1, c: [1]}\nd: x\n"),
        ("add-ons/loki/values.yaml", "a: {c: [2]}\nd: null\n"),
        (
            "manifests/grafana-ns.yaml",
            "# the namespace\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: grafana\n---\napiVersion: v1\n\
             kind: ConfigMap\nmetadata: {name: tips, namespace: grafana}\ndata: {tip: 'use {{ . }}'}\n",
        ),
        ("manifests/token.yaml", &token),
        ("notes.txt", "stays at home"),
    ]
    .into_iter()
    .collect()
}

fn packed(folder: &Files) -> Result<Package, Vec<Complaint>> {
    package(&crate::file::of(folder).unwrap().stack, folder)
}

fn refused(folder: &Files) -> String {
    let Err(complaints) = packed(folder) else {
        return "packed".to_owned();
    };
    let lines = complaints.iter().map(|complaint| {
        format!(
            "{}: {}: {}; {}",
            complaint.place, complaint.rule, complaint.what, complaint.next
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_stack_becomes_a_chart() {
    let package = packed(&folder()).ok().unwrap();
    let mut text = String::new();
    for (path, bytes) in &package.files {
        text.push_str(&format!(
            "=== {path}\n{}",
            std::str::from_utf8(bytes.as_bytes()).unwrap()
        ));
    }
    assert!(!text.contains("ENC["), "nothing sealed goes along");
    insta::assert_snapshot!(text);
    let keys: Vec<String> = package.secrets.iter().map(Secret::key).collect();
    assert_eq!(
        keys,
        [
            "secrets.token.stringData.token",
            "secrets.grafana.adminPassword",
            "secrets.grafana.smtp.password"
        ]
    );
}

#[test]
fn a_plain_secret_is_refused() {
    let mut folder = folder();
    folder.insert("add-ons/grafana/values.yaml", "adminPassword: hunter2\n");
    let said = refused(&folder);
    assert!(!said.contains("hunter2"));
    insta::assert_snapshot!(said, @"
    add-ons/grafana/values.yaml:1:16: seal-plain-secret: `adminPassword` is plain, and is to be sealed; `helm stack encrypt` seals it
    ");
}

#[test]
fn what_cannot_travel_is_refused_at_once() {
    let mut folder = folder();
    let stack = folder.text("stack.yaml").unwrap();
    let stack = stack
        .replace("oci://registry.example.com/team/charts", "./charts/loki")
        .replace(
            "file: manifests/grafana-ns.yaml",
            "file: manifests/grafana-ns.yaml\n    destination: {name: far}",
        );
    folder.insert("stack.yaml", stack);
    folder.insert("add-ons/grafana/values.yaml", "adminPassword: hunter2\n");
    insta::assert_snapshot!(refused(&folder), @"
    stack.yaml:5:5: manifest-elsewhere: manifest/grafana-ns has a destination of its own, and a chart installs manifests where it is installed; take the destination out, or make a chart of the manifest
    stack.yaml:21:5: local-chart: the chart of addon/loki lies in charts/loki, where Argo CD cannot fetch it once the stack is packed; publish the chart first (helm push), and name its repository and version
    add-ons/grafana/values.yaml:1:16: seal-plain-secret: `adminPassword` is plain, and is to be sealed; `helm stack encrypt` seals it
    ");
}

#[test]
fn packing_twice_gives_the_same_bytes() {
    let (one, other) = (
        packed(&folder()).ok().unwrap(),
        packed(&folder()).ok().unwrap(),
    );
    assert!(one.files == other.files);
}
