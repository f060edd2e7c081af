use super::*;

fn file() -> ClusterFile {
    ClusterFile::new(
        "prod",
        "https://git.example.com/platform/gitops.git",
        "main",
    )
}

#[test]
fn the_first_push_writes_the_defaults() {
    insta::assert_snapshot!(file().text(), @r#"
    # Written once, by `helm stack setup` or the first push to this cluster; yours to edit, pushes only read it.
    apiVersion: helm-stack/v1
    kind: Cluster
    metadata:
      name: prod
    destination:
      server: https://kubernetes.default.svc
    argocd:
      namespace: argocd
      instance: argocd
    project: prod-addons
    repository: https://git.example.com/platform/gitops.git
    branch: main
    revision: auto
    decryptor: none
    "#);
}

#[test]
fn what_is_written_is_read() {
    let edited = ClusterFile {
        destination: Destination::Name("on".to_owned()),
        branch: "1.10".to_owned(),
        revision: RevisionPolicy::Tag,
        decryptor: Decryptor::HelmSecrets,
        uid: Some("5f0c".to_owned()),
        ..file()
    };
    for file in [file(), edited] {
        assert_eq!(ClusterFile::read("prod", &file.text()), Ok(file));
    }
}

#[test]
fn what_is_left_out_has_its_default() {
    let text = "apiVersion: helm-stack/v1\nkind: Cluster\nmetadata: {name: prod}\nrepository: r\nbranch: b\n";
    let read = ClusterFile::read("prod", text).unwrap();
    assert_eq!(read, ClusterFile::new("prod", "r", "b"));
}

#[test]
fn everything_wrong_is_said_at_once() {
    let text = "apiVersion: helm-stack/v2\nkind: Cluster\nmetadata: {name: dev}\nargocd: {namspace: x, instance: 7}\n\
                destination: {server: a, name: b}\nrevision: always\nbranch: main\nproject: [a]\n";
    let complaints = ClusterFile::read("prod", text).unwrap_err();
    let said: Vec<String> = complaints
        .iter()
        .map(|complaint| {
            format!(
                "{}: {}; {}",
                complaint.place, complaint.what, complaint.next
            )
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"
    clusters/prod/cluster.yaml:1:1: a cluster file has no repository; write it, as in `repository: https://git.example.com/gitops.git`
    clusters/prod/cluster.yaml:1:13: apiVersion is helm-stack/v2, not helm-stack/v1; write apiVersion: helm-stack/v1
    clusters/prod/cluster.yaml:3:18: name is dev, not prod; write name: prod
    clusters/prod/cluster.yaml:4:10: argocd has no key namspace; did you mean namespace?
    clusters/prod/cluster.yaml:4:33: instance must be text, not a number; quote it: "7"
    clusters/prod/cluster.yaml:5:14: destination has both server and name; keep one: Argo CD takes either
    clusters/prod/cluster.yaml:6:11: revision is always; write one of auto, tag, branch
    clusters/prod/cluster.yaml:8:10: project must be text, not a list; write text
    "#);
}

#[test]
fn a_file_that_is_no_mapping_or_no_yaml_is_refused() {
    for text in ["", "- a\n", "a: [\n", "a: 1\na: 2\n"] {
        assert!(ClusterFile::read("prod", text).is_err(), "{text}");
    }
}
