//! The head of the file.

use super::*;

#[test]
fn another_schema_is_refused() {
    let text = "apiVersion: v2\nkind: Chart\nmetadata: {name: web, version: 1.0.0}\n";
    assert_eq!(
        said(text),
        [
            "1:13 schema: apiVersion is not helm-stack/v1; write `apiVersion: helm-stack/v1`, if this is a stack file",
            "2:7 schema: kind is not Stack; write `kind: Stack`, if this is a stack file",
        ]
    );
}

#[test]
fn what_is_missing_is_named_with_an_example() {
    assert_eq!(
        said("addons: []\n"),
        [
            "1:1 missing-key: a stack file has no apiVersion; write it, as in `apiVersion: helm-stack/v1`",
            "1:1 missing-key: a stack file has no kind; write it, as in `kind: Stack`",
            "1:1 missing-key: a stack file has no metadata; write it, as in `metadata: {name: monitoring, version: 1.0.0}`",
        ]
    );
    assert_eq!(
        said("apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {name: ~}\n"),
        [
            "3:11 missing-key: metadata has no name; write it, as in `name: monitoring`",
            "3:11 missing-key: metadata has no version; write it, as in `version: 1.0.0`",
        ]
    );
}

fn said_of_metadata(metadata: &str) -> Vec<String> {
    said(&format!(
        "apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {{{metadata}}}\n"
    ))
}

#[test]
fn a_version_is_semver() {
    let said = |version: &str| said_of_metadata(&format!("name: web, version: {version}"));
    assert_eq!(
        said("1.4"),
        ["3:32 wrong-type: version must be text, not a number; quote it: \"1.4\""]
    );
    assert_eq!(
        said("v1.4.0"),
        [
            "3:32 version: version v1.4.0 is not SemVer: unexpected character 'v' while parsing major version number; write it without the v: 1.4.0"
        ]
    );
    assert!(said("'1.4'")[0].ends_with("write three numbers, as in `version: 1.4.0`"));
    assert_eq!(said("1.4.0-rc.1+build"), [""; 0]);
}

#[test]
fn a_name_is_a_dns_label_and_not_the_projects() {
    let said = |name: &str| said_of_metadata(&format!("version: 1.0.0, name: {name}"));
    assert_eq!(
        said("Web"),
        [
            "3:34 name: name holds 'W'; use at most 63 lower-case letters, digits and hyphens, and no hyphen at either end"
        ]
    );
    assert_eq!(
        said("project"),
        [
            "3:34 reserved-name: a stack cannot be called project; choose another name: argocd/stacks/project.yaml is the AppProject"
        ]
    );
    assert_eq!(
        said("''"),
        ["3:34 empty: name is empty; write a value, or take the key out"]
    );
}

#[test]
fn keys_that_are_unknown_are_named_with_what_was_meant() {
    assert_eq!(
        said(&format!("{HEAD}add-ons: []\nversion: 1.0.0\nstuff: 1\n")),
        [
            "4:1 unknown-key: a stack file has no key add-ons; did you mean addons?",
            "5:1 unknown-key: a stack file has no key version; write it under metadata, as in `metadata: {version: …}`",
            "6:1 unknown-key: a stack file has no key stuff; its keys are apiVersion, kind, metadata, defaults, manifests, addons",
        ]
    );
    assert_eq!(
        said_of_metadata("name: web, version: 1.0.0, descripton: x"),
        ["3:39 unknown-key: metadata has no key descripton; did you mean description?"]
    );
}

#[test]
fn a_key_that_is_written_twice_is_refused() {
    assert_eq!(
        said(&format!("{HEAD}addons: []\naddons: []\n")),
        ["5:1 repeated-key: addons is written twice; keep one of them"]
    );
}
