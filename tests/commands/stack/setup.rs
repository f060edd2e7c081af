//! `setup` without a cluster: what it prints, and what it refuses.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const KEYS: &str = include_str!("../../fixtures/decryptor/keys.txt");
/// How the key begins as data of a Secret.
const KEYS_AS_DATA: &str = "IyBjcmVhdGVk";

/// An empty GitOps repository, and a key.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(
        folder.path(),
        &[
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=main",
            "gitops.git",
        ],
    );
    fs::write(folder.path().join("keys.txt"), KEYS).unwrap();
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    let ended = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

fn setup(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_helm-stack"));
    command
        .arg("setup")
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null());
    command.output().unwrap()
}

fn answer(folder: &Path, output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let place = folder.canonicalize().unwrap().display().to_string();
    String::from_utf8(output.stdout.clone())
        .unwrap()
        .replace(&place, "FOLDER")
}

#[test]
fn everything_is_printed_but_the_key() {
    let folder = repository();
    let line = "--repo gitops.git --cluster prod --argocd-repo https://git.example.com/gitops.git --decryptor helm-stack \
        --decryptor-image registry.example.com/helm-stack:0.1.0 --age-key-file keys.txt --argocd-version 3.6";
    let printed = answer(folder.path(), &setup(folder.path(), line));
    assert!(
        !printed.contains("AGE-SECRET") && !printed.contains(KEYS_AS_DATA),
        "{printed}"
    );
    let (before, lua) = printed.split_once("Application: |\n").unwrap();
    let (lua, after) = lua.split_once("---\n").unwrap();
    assert!(
        lua.lines()
            .all(|line| line.is_empty() || line.starts_with("    ")),
        "{lua}"
    );
    insta::assert_snapshot!(format!(
        "{before}Application: | (the health check)\n---\n{after}"
    ));
}

#[test]
fn without_a_decryptor_two_objects_are_enough() {
    let folder = repository();
    let printed = answer(
        folder.path(),
        &setup(folder.path(), "--repo gitops.git --cluster prod"),
    );
    let kinds: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("kind: "))
        .collect();
    assert_eq!(kinds, ["kind: ConfigMap", "kind: Application"]);
    assert!(
        printed.contains("repoURL: file://FOLDER/gitops.git"),
        "{printed}"
    );
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let folder = repository();
    fs::write(folder.path().join("no-keys.txt"), "hunter2\n").unwrap();
    for (line, code, says) in [
        ("--repo gitops.git", 2, "which cluster?"),
        ("--cluster prod", 2, "which GitOps repository?"),
        ("--repo nowhere --cluster prod", 3, "nowhere"),
        (
            "--repo gitops.git --cluster Prod_1",
            1,
            "lower-case letters",
        ),
        (
            "--repo gitops.git --cluster prod --decryptor-image x",
            2,
            "--decryptor",
        ),
        (
            "--repo gitops.git --cluster prod --decryptor sops",
            2,
            "helm-stack",
        ),
        (
            "--repo gitops.git --cluster prod --decryptor helm-stack --age-key-file no-keys.txt",
            1,
            "holds no age identity",
        ),
        (
            "--repo gitops.git --cluster prod --decryptor helm-stack --age-key-file none.txt",
            1,
            "none.txt",
        ),
        (
            "--repo gitops.git --cluster prod --apply --yes",
            1,
            "there is no kubeconfig",
        ),
    ] {
        let ended = setup(folder.path(), line);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(code), "{line}: {said}");
        assert!(
            said.contains(says) && !said.contains("hunter2"),
            "{line}: {said}"
        );
        assert_eq!(String::from_utf8_lossy(&ended.stdout), "", "{line}");
    }
}
