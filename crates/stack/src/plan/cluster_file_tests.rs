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
    # Written by the first `helm stack push` to this cluster; yours to edit, pushes only read it.
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
    let said: Vec<&str> = complaints
        .iter()
        .map(|complaint| complaint.what.as_str())
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    nothing is called argocd.namspace
    apiVersion is helm-stack/v2, not helm-stack/v1
    metadata.name is dev, not prod
    destination has both server and name
    argocd.instance is not a text
    project is not a text
    repository is missing
    revision is always
    ");
}

#[test]
fn a_file_that_is_no_mapping_or_no_yaml_is_refused() {
    for text in ["", "- a\n", "a: [\n", "a: 1\na: 2\n"] {
        assert!(ClusterFile::read("prod", text).is_err(), "{text}");
    }
}
