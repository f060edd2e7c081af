use std::fs;
use std::path::PathBuf;

use argocd::destination::DestinationKey;
use argocd::object::{ObjectRef, Resource};
use argocd::snapshot::{Scope, Snapshot};
use serde_json::json;

use super::*;
use crate::recorded::{Part, Writer};

/// What reading one text from standard input gives: the snapshot and what was said.
fn read_text(text: impl AsRef<[u8]>) -> (Snapshot, Result<Recorded, Complaints>) {
    let mut snapshot = Snapshot::default();
    let mut input = text.as_ref();
    let said = read(Path::new("-"), &mut input, &mut |part, update| {
        assert_eq!(part, "");
        snapshot.apply(update)
    });
    (snapshot, said)
}

fn names(snapshot: &Snapshot) -> Vec<String> {
    let resources = snapshot.resources();
    resources
        .map(|resource| resource.reference.to_string())
        .collect()
}

fn sentences(said: Result<Recorded, Complaints>) -> Vec<String> {
    let complaints = said.unwrap_err();
    complaints.all().iter().map(ToString::to_string).collect()
}

fn pod(name: &str) -> serde_json::Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "web"}})
}

#[test]
fn json_comes_as_an_object_a_list_an_array_or_a_stream() {
    let list = json!({"apiVersion": "v1", "items": [pod("a"), pod("b")], "kind": "List"});
    for text in [
        list.to_string(),
        serde_json::to_string_pretty(&list).unwrap(),
        json!([pod("a"), pod("b")]).to_string(),
        format!("{}{}", pod("a"), pod("b")),
        format!("\n\n{}\n\n{}\n", pod("a"), pod("b")),
        format!("\u{feff}{}", list),
    ] {
        let (snapshot, said) = read_text(&text);
        assert_eq!(said.unwrap().objects, 2, "{text}");
        assert_eq!(names(&snapshot), ["Pod/a", "Pod/b"], "{text}");
    }
}

#[test]
fn items_of_a_typed_list_get_its_kind_wherever_it_stands() {
    let item = json!({"metadata": {"name": "d"}});
    for text in [
        json!({"kind": "DeploymentList", "apiVersion": "apps/v1", "items": [item]}),
        json!({"items": [item], "kind": "DeploymentList", "apiVersion": "apps/v1"}),
    ] {
        for text in [text.to_string(), serde_saphyr::to_string(&text).unwrap()] {
            let (snapshot, said) = read_text(&text);
            said.unwrap();
            let deployment = ObjectRef::new("apps", "Deployment", "", "d");
            assert!(snapshot.resource(&deployment).is_some(), "{text}");
        }
    }
}

#[test]
fn yaml_comes_as_documents_or_lists_of_either_indentation() {
    let document = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: NAME\n";
    let two = format!(
        "# first\n---\n{}---\n# nothing\n--- # second\n{}...\n",
        document.replace("NAME", "a"),
        document.replace("NAME", "b")
    );
    let list = "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: a\n\
                - apiVersion: v1\n  kind: Pod\n  metadata:\n    name: b\nkind: List\n";
    let indented = "kind: List\nitems:\n  - kind: Pod\n    apiVersion: v1\n    metadata: {name: a}\n\
                    \x20 - kind: Pod\n    apiVersion: v1\n    metadata: {name: b}\napiVersion: v1\n";
    let flow =
        "kind: PodList\napiVersion: v1\nitems: [{metadata: {name: a}}, {metadata: {name: b}}]\n";
    for text in [
        two.as_str(),
        list,
        indented,
        flow,
        &list.replace('\n', "\r\n"),
    ] {
        let (snapshot, said) = read_text(text);
        assert_eq!(said.unwrap().objects, 2, "{text}");
        assert_eq!(names(&snapshot), ["Pod/a", "Pod/b"], "{text}");
    }
}

#[test]
fn dashes_inside_block_text_begin_no_item() {
    let text = "kind: List\nitems:\n- kind: ConfigMap\n  apiVersion: v1\n  metadata:\n    name: c\n\
                \x20 data:\n    list: |\n      - one\n      ---\n      - two\n";
    let (snapshot, said) = read_text(text);
    said.unwrap();
    let map = snapshot.resources().next().unwrap();
    let body = map.body.as_ref().unwrap();
    assert_eq!(body["data"]["list"], "- one\n---\n- two\n");
}

#[test]
fn yaml_scalars_are_read_as_kubectl_reads_them() {
    let text = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata: {on: yes, mode: 0755, at: 2024-01-01}\n";
    let (snapshot, said) = read_text(text);
    said.unwrap();
    let body = snapshot.resources().next().unwrap().body.clone().unwrap();
    assert_eq!(
        body["data"],
        json!({"on": true, "mode": 493, "at": "2024-01-01"})
    );
}

#[test]
fn a_file_that_is_no_snapshot_settles_nothing() {
    let (snapshot, said) = read_text(pod("a").to_string());
    assert_eq!(said.unwrap().header, None);
    assert!(!snapshot.has_settled(&ObjectRef::new("", "Pod", "web", "b")));
}

#[test]
fn one_bad_object_among_others_is_a_gap_and_alone_a_complaint() {
    let bad = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {}});
    let (snapshot, said) = read_text(format!("{}\n{bad}", pod("a")));
    assert_eq!(said.unwrap().objects, 1);
    let gap = snapshot.gaps().next().unwrap();
    assert_eq!(gap.what, "standard input, object 2");
    assert!(gap.message.contains("metadata.name"));

    let (_, said) = read_text(bad.to_string());
    let sentences = sentences(said);
    assert_eq!(sentences.len(), 1);
    assert!(sentences[0].contains("metadata.name"), "{sentences:?}");
}

#[test]
fn broken_text_is_told_with_its_line() {
    let wrong = format!("{}\n{{\n  \"kind\": oops\n}}", pod("a"));
    let cases = [
        (
            wrong.as_str(),
            "standard input:3: it is not JSON: expected value",
        ),
        (
            "{\"kind\": \"Pod\",\n",
            "standard input:2: it ends in the middle",
        ),
        ("", "standard input is empty"),
        ("\n \n", "standard input is empty"),
        ("kind: Pod\nmetadata: [a\n", "standard input:2"),
    ];
    for (text, beginning) in cases {
        let said = sentences(read_text(text).1);
        assert!(said[0].starts_with(beginning), "{text:?}: {said:?}");
    }
}

#[test]
fn a_page_of_html_is_refused_with_what_to_give_instead() {
    let (_, said) = read_text("<html><body>Log in</body></html>");
    let complaints = said.unwrap_err();
    assert!(complaints.advice()[0].contains("kubectl addons snapshot"));
}

#[test]
fn one_broken_item_of_a_yaml_list_spoils_no_other() {
    let text = "kind: List\nitems:\n- kind: Pod\n  apiVersion: v1\n  metadata: {name: a}\n\
                - kind: Pod\n  metadata: {name: [b}\n- kind: Pod\n  apiVersion: v1\n  metadata: {name: c}\n";
    let (snapshot, said) = read_text(text);
    assert_eq!(names(&snapshot), ["Pod/a", "Pod/c"]);
    assert!(sentences(said)[0].starts_with("standard input:7"));
}

#[test]
fn a_truncated_gzip_is_told_as_such() {
    let packed = gzip(&pod("a").to_string().repeat(50));
    let said = sentences(read_text(&packed[..packed.len() - 20]).1);
    assert_eq!(
        said,
        ["standard input: it ends in the middle of the compressed text"]
    );
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cluster-{name}-{}", std::process::id()));
        let _was_there = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_folder_is_read_deep_and_all_complaints_come_at_once() {
    let folder = Folder::new("deep")
        .with("a.yaml", "kind: Pod\napiVersion: v1\nmetadata: {name: a}\n")
        .with("deep/b.json.gz", gzip(&pod("b").to_string()))
        .with("README.md", "not { yaml");
    let mut snapshot = Snapshot::default();
    let sink = &mut |_: &str, update| snapshot.apply(update);
    read(&folder.0, &mut io::empty(), sink).unwrap();
    assert_eq!(names(&snapshot), ["Pod/a", "Pod/b"]);

    let folder = folder.with("c.json", "{").with("d.yml", "kind: [\n");
    let said = sentences(read(&folder.0, &mut io::empty(), &mut |_, _| {}));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].contains("c.json:1:") && said[1].contains("d.yml:"),
        "{said:?}"
    );
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let said = sentences(read(
        Path::new("/no/such/file"),
        &mut io::empty(),
        &mut |_, _| {},
    ));
    assert!(
        said[0].starts_with("/no/such/file cannot be read"),
        "{said:?}"
    );
}

#[test]
fn what_is_written_is_read_again() {
    let header = Header::new("2026-11-01T12:00:00Z".parse().unwrap(), "https://api:6443");
    let mut writer = Writer::start(Vec::new(), &header, &|_| {}).unwrap();
    let pods = Scope::namespace("", "Pod", "web");
    let secret = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "web"}});
    for entry in [
        Entry::Kind(crate::pinned::applications()),
        Entry::Relist(pods.clone()),
        Entry::Seen(pod("a")),
        Entry::Settled(pods),
        Entry::Metadata(secret),
        Entry::Gap(Gap {
            reason: GapReason::Forbidden,
            what: "secrets".to_owned(),
            message: "you may not list secrets".to_owned(),
            scope: None,
            right: None,
        }),
    ] {
        writer.entry(entry).unwrap();
    }
    let (snapshot, said) = read_text(writer.finish().unwrap());
    let said = said.unwrap();
    assert_eq!(said.header, Some(header));
    assert_eq!(
        said.control_plane().catalog,
        [crate::pinned::applications()].into_iter().collect()
    );
    assert!(snapshot.has_settled(&ObjectRef::new("", "Pod", "web", "b")));
    assert_eq!(snapshot.gaps().count(), 1);
    let whole = |resource: &Resource| (resource.reference.to_string(), resource.body.is_some());
    let seen: Vec<_> = snapshot.resources().map(whole).collect();
    assert_eq!(
        seen,
        [("Pod/a".to_owned(), true), ("Secret/s".to_owned(), false)]
    );
}

#[test]
fn a_snapshot_cut_short_is_told_with_its_line() {
    let header = Header::new("2026-11-01T12:00:00Z".parse().unwrap(), "https://api");
    let mut writer = Writer::start(Vec::new(), &header, &|_| {}).unwrap();
    writer.entry(Entry::Seen(pod("a"))).unwrap();
    writer.entry(Entry::Seen(pod("b"))).unwrap();
    let text = writer.finish().unwrap();
    let said = sentences(read_text(&text[..text.len() - 10]).1);
    assert_eq!(said, ["standard input:3: it ends in the middle"]);
}

#[test]
fn a_snapshot_cut_off_between_two_lines_is_not_taken_for_a_whole_one() {
    let header = Header::new("2026-11-01T12:00:00Z".parse().unwrap(), "https://api");
    let mut writer = Writer::start(Vec::new(), &header, &|_| {}).unwrap();
    let pods = Scope::namespace("", "Pod", "web");
    for entry in [
        Entry::Relist(pods.clone()),
        Entry::Seen(pod("a")),
        Entry::Settled(pods),
    ] {
        writer.entry(entry).unwrap();
    }
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let gaps = |count: usize| {
        let (snapshot, said) = read_text(lines[..count].concat());
        said.unwrap();
        let gaps = snapshot.gaps().map(|gap| gap.what.clone());
        gaps.collect::<Vec<_>>()
    };
    assert_eq!(gaps(1), ["the snapshot"]);
    assert_eq!(gaps(2), ["Pod objects"]);
    assert_eq!(gaps(3), ["Pod objects"]);
    assert!(gaps(4).is_empty());
}

#[test]
fn clusters_are_kept_apart_and_named_again_by_their_id() {
    let header = Header::new("2026-11-01T12:00:00Z".parse().unwrap(), "https://api:6443");
    let mut writer = Writer::start(Vec::new(), &header, &|_| {}).unwrap();
    let destination = DestinationKey {
        controller_namespace: "argocd".to_owned(),
        project: "default".to_owned(),
        server: String::new(),
        name: "far".to_owned(),
    };
    let far = Part {
        id: "argocd/cluster-far".to_owned(),
        name: "far".to_owned(),
        server: "https://far:6443".to_owned(),
        destinations: vec![destination.clone()],
    };
    let again = Part {
        id: far.id.clone(),
        ..Part::default()
    };
    let pods = Scope::namespace("", "Pod", "web");
    for entry in [
        Entry::Seen(pod("here")),
        Entry::Cluster(far),
        Entry::Relist(pods.clone()),
        Entry::Seen(pod("there")),
        Entry::Settled(pods.clone()),
        Entry::Cluster(Part::default()),
        Entry::Relist(pods),
        Entry::Cluster(again),
        Entry::Seen(pod("there too")),
    ] {
        writer.entry(entry).unwrap();
    }
    let text = writer.finish().unwrap();
    let mut seen = Vec::new();
    let said = read(Path::new("-"), &mut &*text, &mut |part, update| {
        match update {
            Update::Seen(object) => seen.push(format!("{part} {}", object.reference().name)),
            Update::Gap(gap) => seen.push(format!("{part} gap of {}", gap.what)),
            _ => {}
        };
    })
    .unwrap();
    assert_eq!(
        seen,
        [
            " here",
            "argocd/cluster-far there",
            "argocd/cluster-far there too",
            " gap of Pod objects"
        ]
    );
    let far = &said.clusters["argocd/cluster-far"];
    assert_eq!((&*far.name, &far.destinations), ("far", &vec![destination]));
}
