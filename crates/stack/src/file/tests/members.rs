//! Members: what they must have, names, files of manifests, parents, keys to be sealed.

use super::*;

fn said_of_manifest(lines: &str) -> Vec<String> {
    said(&format!("{HEAD}manifests:\n  - {lines}\n"))
}

#[test]
fn an_add_on_without_mistakes_has_none() {
    assert_eq!(said_of(&[]), [""; 0]);
}

#[test]
fn what_an_add_on_must_have_is_asked_for() {
    assert_eq!(
        said(&format!("{HEAD}addons:\n  - name: grafana\n")),
        [
            "5:5 missing-key: add-on grafana has no chart; write it, as in `chart: grafana`",
            "5:5 missing-key: add-on grafana has no version; write it, as in `version: 1.2.3`",
            "5:5 missing-key: add-on grafana has no repository; write it, as in `repository: https://charts.example.com`",
            "5:5 missing-key: add-on grafana has no namespace; write it, as in `namespace: monitoring`",
        ]
    );
    assert_eq!(
        said_of(&["-name"]),
        ["5:5 missing-key: an add-on has no name; write it, as in `name: grafana`"]
    );
    assert_eq!(
        said(&format!("{HEAD}addons:\n  - grafana\n")),
        [
            "5:5 wrong-type: an item of addons must be a mapping of keys to values, not text; write a mapping of keys to values"
        ]
    );
}

#[test]
fn words_that_helm_reads_as_something_else_are_no_text() {
    assert_eq!(
        said_of(&["namespace: on"]),
        ["9:16 wrong-type: namespace must be text, not a truth value; quote it: \"on\""]
    );
    assert_eq!(
        said_of(&["releaseName: 0755"]),
        ["10:18 wrong-type: releaseName must be text, not a number; quote it: \"0755\""]
    );
    assert_eq!(
        said_of(&["enabled: 'true'"]),
        ["10:14 wrong-type: enabled must be true or false, not text; write true or false"]
    );
}

#[test]
fn names_are_unique_over_both_kinds() {
    let text = format!(
        "{HEAD}manifests:\n  - name: grafana\naddons:\n{}{}",
        addon(&[]),
        addon(&["name: other"])
    );
    assert_eq!(
        said(&text),
        [
            "7:11 repeated-name: a second member is called grafana; the first stands on line 5; give it another name: names are unique among add-ons and manifests"
        ]
    );
}

#[test]
fn applications_and_manifest_files_are_not_shared() {
    let text = format!(
        "{HEAD}manifests:\n  - {{name: a, applicationName: x, file: manifests/a.yaml}}\n  - {{name: b, applicationName: x, file: manifests/a.yaml}}\n"
    );
    assert_eq!(
        said(&text),
        [
            "6:32 repeated-name: a second Application is called x; the first stands on line 5; give it another name",
            "6:41 repeated-file: manifests/a.yaml is delivered twice; the first time on line 5; give each manifest a file of its own: two Applications would fight over its resources",
        ]
    );
}

#[test]
fn a_manifest_lies_right_in_its_folder() {
    for file in [
        "ns.yaml",
        "manifests/deep/ns.yaml",
        "manifests/ns.txt",
        "../manifests/ns.yaml",
        "manifests/*.yaml",
        "manifests/",
    ] {
        let said = said_of_manifest(&format!("{{name: ns, file: '{file}'}}"));
        assert_eq!(said.len(), 1, "{file}: {said:?}");
        assert!(
            said[0].ends_with("move it to manifests/ and write `file: manifests/ns.yaml`"),
            "{said:?}"
        );
    }
}

#[test]
fn a_manifest_has_no_chart_and_an_add_on_no_file() {
    assert_eq!(
        said_of_manifest("{name: ns, values: x.yaml, skipCrds: true}"),
        [
            "5:16 unknown-key: manifest ns has no key values; only add-ons have it: a manifest is one file of plain YAML",
            "5:32 unknown-key: manifest ns has no key skipCrds; only add-ons have it: a manifest is one file of plain YAML",
        ]
    );
    assert_eq!(
        said_of(&["file: x.yaml"]),
        [
            "10:5 unknown-key: add-on grafana has no key file; only manifests have it: move the member to `manifests:`"
        ]
    );
}

#[test]
fn unknown_keys_are_named_with_what_was_meant() {
    assert_eq!(
        said_of(&["dependsOn: [a]", "valuesFile: x", "replicas: 2"])[..2],
        [
            "10:5 unknown-key: add-on grafana has no key dependsOn; did you mean parents?",
            "11:5 unknown-key: add-on grafana has no key valuesFile; did you mean valueFiles?",
        ]
    );
}

#[test]
fn parents_are_mappings_with_kind_and_name() {
    assert_eq!(
        said_of(&[
            "parents: [manifest/ns, {kind: add-on, name: x}, {kind: helm, name: x}, {name: x, of: y}]"
        ]),
        [
            "10:15 wrong-type: a parent must be a mapping, not text; write it as in `{kind: manifest, name: grafana-ns}`",
            "10:35 kind: kind of a parent is neither addon nor manifest; did you mean addon?",
            "10:60 kind: kind of a parent is neither addon nor manifest; write addon or manifest",
            "10:76 missing-key: a parent has no kind; write it, as in `kind: addon`",
            "10:86 unknown-key: a parent has no key of; its keys are kind, name",
        ]
    );
}

#[test]
fn a_parent_named_twice_counts_once() {
    let text = format!(
        "{HEAD}manifests:\n  - name: ns\naddons:\n{}",
        addon(&["parents: [{kind: manifest, name: ns}, {kind: manifest, name: ns}]"])
    );
    assert_eq!(
        said(&text),
        ["12:43 warning: repeated-parent: parent manifest/ns is named twice; keep one of them"]
    );
    assert_eq!(
        decode(&text, NAME).unwrap().stack.members[1].parents.len(),
        1
    );
}

#[test]
fn a_parent_that_is_missing_stands_where_it_is_named() {
    assert_eq!(
        said_of(&["parents: [{kind: addon, name: vault}]"]),
        [
            "10:15 missing-parent: addon/grafana waits for addon/vault, which is not in this stack; add addon/vault to the stack, or take it out of parents"
        ]
    );
}

#[test]
fn a_member_that_is_not_enabled_is_kept_apart_and_nobody_may_wait_for_it() {
    let two = |parents: &str| {
        format!(
            "{HEAD}addons:\n{}{}",
            addon(&["enabled: false"]),
            addon(&["name: loki", parents])
        )
    };
    let stack = decode(&two("enabled: true"), NAME).unwrap().stack;
    assert_eq!((stack.members.len(), stack.disabled.len()), (1, 1));
    assert_eq!(
        said(&two("parents: [{kind: addon, name: grafana}]")),
        [
            "16:15 disabled-parent: addon/loki waits for addon/grafana, which is not enabled; enable grafana, or take it out of parents"
        ]
    );
}

#[test]
fn cycles_are_found_also_among_members_with_other_mistakes() {
    let text = format!(
        "{HEAD}addons:\n{}{}",
        addon(&["version: latest", "parents: [{kind: addon, name: loki}]"]),
        addon(&["name: loki", "parents: [{kind: addon, name: grafana}]"])
    );
    let said = said(&text);
    assert_eq!(said.len(), 2);
    assert_eq!(
        said[1],
        "10:15 cycle: parents go round in a circle: addon/grafana → addon/loki → addon/grafana; take one of these parents out"
    );
}

#[test]
fn keys_to_be_sealed_are_names_or_dotted_paths() {
    assert_eq!(
        said_of(&["encrypt: [a.b, a..b, '', 12, a.b]"]),
        [
            "10:20 encrypt: encrypt names a..b, which is no key; write a key name or a dotted path, as in `smtp.password`",
            "10:26 empty: an item of encrypt is empty; write a value, or take the key out",
            "10:30 wrong-type: an item of encrypt must be text, not a number; quote it: \"12\"",
            "10:34 warning: encrypt: encrypt names a.b twice; keep one of them",
        ]
    );
}
