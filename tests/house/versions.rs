//! Versions that go together: every package, the krew manifest (`v1.2.3`, as krew demands) and the
//! Helm plugin's metadata (`1.2.3`, as Helm 4 demands) follow the workspace's version.

use serde_json::Value;

use crate::assert_none;
use crate::repository::{TextFile, metadata, texts};

/// Files that repeat the version, the key they do it under, and what stands before the number.
const FOLLOWERS: &[(&str, &str, &str)] = &[
    ("krew-manifest/addons.yaml", "version:", "v"),
    ("plugin.yaml", "version:", ""),
];

#[test]
fn packages_share_one_version() {
    let metadata = metadata();
    assert_none(package_complaints(
        &versions(&metadata),
        &workspace_version(&metadata),
    ));
}

#[test]
fn plugin_metadata_follows_the_workspace() {
    let version = workspace_version(&metadata());
    let files = texts();
    for (path, ..) in FOLLOWERS {
        let tracked = files.iter().any(|file| file.path == *path);
        assert!(tracked, "{path} is not tracked");
    }
    assert_none(
        files
            .iter()
            .filter_map(|file| follower_complaint(file, &version))
            .collect(),
    );
}

fn package_complaints(versions: &[(String, String)], wanted: &str) -> Vec<String> {
    let others = versions.iter().filter(|(_, version)| version != wanted);
    others
        .map(|(name, version)| format!("{name} is {version}, the workspace {wanted}: write `version.workspace = true` in its Cargo.toml"))
        .collect()
}

fn follower_complaint(file: &TextFile, version: &str) -> Option<String> {
    let (_, key, before) = FOLLOWERS.iter().find(|(path, _, _)| *path == file.path)?;
    let wanted = format!("{before}{version}");
    let line = file
        .text
        .lines()
        .find_map(|line| line.trim().strip_prefix(key));
    let found = line.map(|rest| rest.trim().trim_matches('"'));
    if found == Some(&wanted) {
        return None;
    }
    let found = found.unwrap_or("missing");
    Some(format!(
        "{}: {key} is {found}; write {wanted}, the version in Cargo.toml",
        file.path
    ))
}

/// Returns the version of `tests`, which every package shares.
fn workspace_version(metadata: &Value) -> String {
    let tests = versions(metadata)
        .into_iter()
        .find(|(name, _)| name == env!("CARGO_PKG_NAME"));
    tests.expect("this package is in the workspace").1
}

fn versions(metadata: &Value) -> Vec<(String, String)> {
    let packages = metadata["packages"]
        .as_array()
        .expect("cargo metadata lists packages");
    let text = |value: &Value| {
        value
            .as_str()
            .expect("packages have a name and a version")
            .to_owned()
    };
    packages
        .iter()
        .map(|package| (text(&package["name"]), text(&package["version"])))
        .collect()
}

#[test]
fn a_package_or_a_manifest_left_behind_is_named() {
    let versions = [
        ("argocd".to_owned(), "0.1.0".to_owned()),
        ("xtask".to_owned(), "0.2.0".to_owned()),
    ];
    assert_eq!(
        package_complaints(&versions, "0.2.0"),
        [
            "argocd is 0.1.0, the workspace 0.2.0: write `version.workspace = true` in its Cargo.toml"
        ]
    );
    let krew = |version: &str| TextFile {
        path: "krew-manifest/addons.yaml".to_owned(),
        text: format!("apiVersion: krew/v1\nspec:\n  version: {version}\n"),
    };
    assert_eq!(follower_complaint(&krew("v0.2.0"), "0.2.0"), None);
    assert_eq!(
        follower_complaint(&krew("0.2.0"), "0.2.0").as_deref(),
        Some(
            "krew-manifest/addons.yaml: version: is 0.2.0; write v0.2.0, the version in Cargo.toml"
        )
    );
}

#[test]
fn helm_wants_its_version_without_a_letter() {
    let plugin = |text: &str| TextFile {
        path: "plugin.yaml".to_owned(),
        text: text.to_owned(),
    };
    assert_eq!(
        follower_complaint(&plugin("name: stack\nversion: \"0.2.0\"\n"), "0.2.0"),
        None
    );
    assert!(follower_complaint(&plugin("version: v0.2.0\n"), "0.2.0").is_some());
    assert!(follower_complaint(&plugin("name: stack\n"), "0.2.0").is_some());
}
