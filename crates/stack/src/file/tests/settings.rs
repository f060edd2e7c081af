//! What is said about the Application: sync, destination, labels, deadlines, patches.

use serde_json::json;

use super::*;

#[test]
fn without_sync_everything_is_automatic() {
    let sync = member_of(&[]).settings.sync;
    assert!(sync.automated && sync.prune && sync.self_heal);
    assert_eq!(
        sync.options,
        ["CreateNamespace=true", "ServerSideApply=true"]
    );
    assert_eq!(
        sync.retry,
        json!({"limit": 5, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}})
    );
}

#[test]
fn a_manifest_creates_a_namespace_only_where_it_is_given_one() {
    let options = |lines: &str| {
        only(&format!("{HEAD}manifests:\n  - {lines}\n"))
            .settings
            .sync
            .options
    };
    assert_eq!(options("name: ns"), ["ServerSideApply=true"]);
    assert_eq!(
        options("{name: ns, namespace: web}"),
        ["CreateNamespace=true", "ServerSideApply=true"]
    );
}

#[test]
fn keys_of_sync_are_known_and_typed() {
    assert_eq!(
        said_of(&["sync: {automatic: true, selfHeal: 'yes', syncOptions: [], allowEmpty: true}"]),
        [
            "10:12 unknown-key: sync has no key automatic; did you mean automated?",
            "10:39 wrong-type: selfHeal must be true or false, not text; write true or false",
            "10:46 unknown-key: sync has no key syncOptions; did you mean options?",
            "10:63 unknown-key: sync has no key allowEmpty; write what Argo CD has beyond this under `application:`, a patch laid on the Application",
        ]
    );
}

#[test]
fn sync_options_have_a_value_and_a_known_name() {
    assert_eq!(
        said_of(&[
            "sync: {options: [CreateNamespace, ServersideApply=true, Later=true, Validate=false]}"
        ]),
        [
            "10:22 sync-option: sync option CreateNamespace has no value; write it as `CreateNamespace=true`",
            "10:39 warning: sync-option: Argo CD knows no sync option ServersideApply; did you mean ServerSideApply?",
        ]
    );
}

#[test]
fn a_retry_is_argo_cds() {
    assert_eq!(
        said_of(&[
            "sync: {retry: {limit: many, backoff: {duration: soon, factor: 1.5, pause: 1}, refresh: 1}}"
        ]),
        [
            "10:27 wrong-type: limit must be a whole number, or -1 for without end, not text; write a whole number, or -1 for without end",
            "10:53 duration: duration is not a length of time; write it as in `5s` or `3m`",
            "10:67 wrong-type: factor must be a whole number from 0, not 1.5; write a whole number from 0",
            "10:72 unknown-key: backoff has no key pause; its keys are duration, maxDuration, factor",
            "10:92 wrong-type: refresh must be true or false, not 1; write true or false",
        ]
    );
    assert_eq!(said_of(&["sync: {retry: {limit: -1}}"]), [""; 0]);
}

#[test]
fn a_destination_is_a_server_or_a_name() {
    assert_eq!(
        said_of(&["destination: {server: https://x, name: prod}"]),
        [
            "10:18 destination: destination must have one of server and name; write the one Argo CD knows the cluster by"
        ]
    );
    assert_eq!(
        said_of(&["destination: {name: prod, namespace: z}"]),
        [
            "10:31 unknown-key: destination has no key namespace; write `namespace:` beside destination, not in it"
        ]
    );
}

#[test]
fn differences_to_be_ignored_say_of_what_and_which() {
    assert_eq!(
        said_of(&["ignoreDifferences: [{group: apps}, {kind: Secret, jsonPointer: /data}]"]),
        [
            "10:25 missing-key: an item of ignoreDifferences has no kind; write it, as in `kind: Deployment`",
            "10:25 missing-key: an item of ignoreDifferences says not what to ignore; write one of jsonPointers, jqPathExpressions, managedFieldsManagers",
            "10:40 missing-key: an item of ignoreDifferences says not what to ignore; write one of jsonPointers, jqPathExpressions, managedFieldsManagers",
            "10:55 unknown-key: an item of ignoreDifferences has no key jsonPointer; did you mean jsonPointers?",
        ]
    );
}

#[test]
fn labels_are_as_kubernetes_takes_them_and_not_ours() {
    assert_eq!(
        said_of(&[
            "labels: {team: 7, 'a b': c, d: 'e f', helm-stack/stack: x, argocd.argoproj.io/sync-wave: '1'}"
        ]),
        [
            "10:20 wrong-type: team of labels must be text, not a number; quote it: \"7\"",
            "10:30 label: a b of labels has a name Kubernetes does not take; use `name` or `prefix.example.com/name`, the name at most 63 letters, digits, `-`, `_` and `.`",
            "10:36 label: d of labels is no value of a label; use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
            "10:61 reserved-name: helm-stack/stack is written by `push`; take it out, or choose another name",
            "10:94 reserved-name: argocd.argoproj.io/sync-wave is written by `push`; take it out; `parents:` decides the order",
        ]
    );
    assert_eq!(said_of(&["annotations: {a/b: any text}"]), [""; 0]);
}

#[test]
fn a_deadline_is_a_length_of_time_with_its_unit() {
    assert_eq!(member_of(&[]).settings.progress_deadline, 900);
    assert_eq!(
        member_of(&["progressDeadline: 20m"])
            .settings
            .progress_deadline,
        1200
    );
    for wrong in ["15", "soon", "0s", "-1m", "1d"] {
        let said = said_of(&[&format!("progressDeadline: {wrong}")]);
        assert_eq!(said.len(), 1, "{wrong}");
        assert!(
            said[0].ends_with("write it as in `15m` or `1h30m`"),
            "{said:?}"
        );
    }
}

#[test]
fn a_patch_is_written_as_the_application_has_it() {
    assert_eq!(
        said_of(&["application: {syncPolicy: {}, spec: x}"]),
        [
            "10:19 unknown-key: application has no key syncPolicy; write the patch as the Application has it: under metadata or spec",
            "10:41 wrong-type: spec must be a mapping of keys to values, not text; write a mapping of keys to values",
        ]
    );
}

#[test]
fn names_are_as_kubernetes_takes_them() {
    let advice =
        "use at most 63 lower-case letters, digits and hyphens, and no hyphen at either end";
    assert_eq!(
        said_of(&["namespace: Web", "applicationName: a_b", "releaseName: -x"]),
        [
            format!("9:16 name: namespace holds 'W'; {advice}"),
            format!("10:22 name: applicationName is no name of an Application; {advice}"),
            format!("11:18 name: releaseName begins or ends with a hyphen; {advice}"),
        ]
    );
}
