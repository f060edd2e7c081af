//! `--from`: every form a file can have, and everything that can be wrong with it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;

use crate::program::{program, run, run_in, run_with_input};

const CONFIG_MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn application() -> Vec<u8> {
    let path = "../tests/fixtures/clusters/healthy/application.yaml";
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn standard_input_is_a_dash() {
    assert_eq!(
        run_with_input("list --from -", &application()).to_string(),
        run("list --from healthy").to_string()
    );
}

#[test]
fn a_compressed_file_reads_as_the_plain_one() {
    let folder = folder(&[("a.yaml.gz", &compressed(&application()))]);
    assert_eq!(
        run_in(folder.path(), "list --from a.yaml.gz").to_string(),
        run("list --from healthy").to_string()
    );
}

#[test]
fn a_truncated_compressed_file() {
    let whole = compressed(&application());
    let folder = folder(&[("a.yaml.gz", &whole[..whole.len() / 2])]);
    assert_snapshot!(run_in(folder.path(), "list --from a.yaml.gz"), @r#"
    --- standard error
    error: a.yaml.gz: it ends in the middle of the compressed text
    next: copy or download the file again
    --- exit 1
    "#);
}

#[test]
fn wrong_json() {
    let folder = folder(&[("a.json", b"{\"kind\": \"Pod\",\n \"metadata\": nonsense}\n")]);
    assert_snapshot!(run_in(folder.path(), "list --from a.json"), @r#"
    --- standard error
    error: a.json:2: it is not JSON: expected ident
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
}

#[test]
fn json_that_ends_in_the_middle() {
    let folder = folder(&[("a.json", b"{\"kind\": \"Pod\",\n \"metadata\": {")]);
    assert_snapshot!(run_in(folder.path(), "list --from a.json"), @r#"
    --- standard error
    error: a.json:2: it ends in the middle
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
}

#[test]
fn wrong_yaml() {
    let folder = folder(&[("a.yaml", b"apiVersion: v1\nkind: Pod\nmetadata: {name: [\n")]);
    assert_snapshot!(run_in(folder.path(), "list --from a.yaml"), @r#"
    --- standard error
    error: a.yaml:3: unclosed bracket '[' at line 3, column 18
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
}

#[test]
fn a_wrong_line_of_a_snapshot() {
    let snapshot = b"{\"apiVersion\": \"addons/v1\", \"kind\": \"Snapshot\", \"takenAt\": \"2026-03-01T12:00:00Z\"}\n{\"sen\": {}}\n{\"seen\": \n";
    let folder = folder(&[("a.ndjson", snapshot)]);
    assert_snapshot!(run_in(folder.path(), "list --from a.ndjson"), @r#"
    --- standard error
    error: a.ndjson:2: it is no line of a snapshot: unknown variant `sen`, expected one of `cluster`, `kind`, `seen`, `metadata`, `relist`, `gap`, `settled`; a.ndjson:3: it ends in the middle
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
}

#[test]
fn all_that_is_wrong_with_a_folder_is_said_at_once() {
    let folder = folder(&[("a.json", b"{"), ("b.yaml", b"kind: [\n"), ("c.yaml", b"")]);
    assert_snapshot!(run_in(folder.path(), "list --from ."), @r#"
    --- standard error
    error: ./a.json:1: it ends in the middle; ./b.yaml:1: unclosed bracket '[' at line 1, column 7; ./c.yaml is empty
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
}

#[test]
fn an_empty_file() {
    let folder = folder(&[("a.yaml", b"")]);
    assert_snapshot!(run_in(folder.path(), "list --from a.yaml"), @r#"
    --- standard error
    error: a.yaml is empty
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
    assert_snapshot!(run_with_input("list --from -", b""), @r#"
    --- standard error
    error: standard input is empty
    next: give a file of kubectl addons snapshot, or of kubectl get -o yaml or -o json
    --- exit 1
    "#);
}

#[test]
fn a_folder_with_nothing_in_it() {
    let folder = folder(&[("readme.txt", b"nothing")]);
    assert_snapshot!(run_in(folder.path(), "list --from ."), @r#"
    --- standard error
    error: . holds no YAML or JSON file
    next: write one with: kubectl addons snapshot
    --- exit 1
    "#);
}

#[test]
fn a_file_that_is_not_there() {
    assert_snapshot!(run("list --from nothing.yaml"), @r#"
    --- standard error
    error: nothing.yaml cannot be read: No such file or directory (os error 2)
    next: check the path given with --from
    --- exit 1
    "#);
}

#[test]
fn a_file_without_applications() {
    let folder = folder(&[("a.yaml", CONFIG_MAP.as_bytes())]);
    assert_snapshot!(run_in(folder.path(), "list --from a.yaml"), @r#"
    --- standard error
    no Applications found
    "#);
    assert_snapshot!(run_in(folder.path(), "get web --from a.yaml"), @r#"
    --- standard error
    error: there is no add-on named web
    next: list all add-ons: kubectl addons list --from a.yaml
    --- exit 3
    "#);
}

#[test]
fn text_of_a_cluster_cannot_drive_the_terminal() {
    let hostile = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec: {project: \"a\\e[2Jb\"}\n";
    let folder = folder(&[("a.yaml", hostile.as_bytes())]);
    for line in [
        "list -o wide",
        "get web",
        "list --project x",
        "list -o json",
    ] {
        let ended = run_in(folder.path(), &format!("{line} --from a.yaml"));
        assert_eq!(ended.code, 0, "{ended}");
        assert!(!ended.to_string().contains('\u{1b}'), "{ended}");
    }
}

/// Ten thousand rows fill any pipe, so that the program is still writing when its reader leaves.
#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let rows: String = (0..10_000)
        .map(|number| format!("---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {{name: web-{number}, namespace: argocd}}\n"))
        .collect();
    let folder = folder(&[("a.yaml", rows.as_bytes())]);
    let mut child = program("list --from a.yaml")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut first).unwrap();
    drop(reader);
    let mut talk = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut talk)
        .unwrap();
    assert!(first.starts_with("NAME"), "{first}");
    assert_eq!((child.wait().unwrap().code(), talk.as_str()), (Some(0), ""));
}
