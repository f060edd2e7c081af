//! `defaults:` and what they add to members.

use super::*;

fn with_defaults(defaults: &str, changes: &[&str]) -> String {
    format!(
        "{HEAD}defaults: {{{defaults}}}\naddons:\n{}",
        addon(changes)
    )
}

#[test]
fn a_key_of_the_member_wins() {
    let defaults = "project: shared, revisionHistoryLimit: 3, skipCrds: true, progressDeadline: 5m";
    let member = only(&with_defaults(
        defaults,
        &["project: own", "skipCrds: false"],
    ));
    assert_eq!(member.settings.project.as_deref(), Some("own"));
    assert_eq!(member.settings.revision_history_limit, Some(3));
    assert_eq!(member.settings.progress_deadline, 300);
    assert!(!chart_of(&member).skip_crds);
}

#[test]
fn labels_annotations_parameters_and_keys_of_sync_are_joined() {
    let defaults =
        "labels: {a: x, b: x}, parameters: {p: x, q: x}, sync: {prune: false, automated: false}";
    let member = only(&with_defaults(
        defaults,
        &[
            "labels: {b: own}",
            "parameters: {q: own}",
            "sync: {automated: true}",
        ],
    ));
    let labels: Vec<_> = member
        .settings
        .labels
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(labels, ["a=x", "b=own"]);
    let parameters = chart_of(&member).parameters.iter();
    let parameters: Vec<_> = parameters
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(parameters, ["p=x", "q=own"]);
    let sync = member.settings.sync;
    assert!(sync.automated && !sync.prune && sync.self_heal);
}

#[test]
fn a_default_namespace_is_every_members() {
    let text = with_defaults("namespace: shared", &["-namespace"]);
    assert_eq!(only(&text).namespace.as_deref(), Some("shared"));
}

#[test]
fn a_stack_can_be_off_but_for_some() {
    let stack = |changes: &[&str]| {
        decode(&with_defaults("enabled: false", changes), NAME)
            .unwrap()
            .stack
    };
    assert_eq!(stack(&[]).members.len(), 0);
    assert_eq!(stack(&["enabled: true"]).members.len(), 1);
}

#[test]
fn a_mistake_in_the_defaults_is_said_once_and_there() {
    let text = format!(
        "{HEAD}defaults: {{project: 7, labels: {{a: 1}}}}\naddons:\n{}{}",
        addon(&[]),
        addon(&["name: second"])
    );
    assert_eq!(
        said(&text),
        [
            "4:21 wrong-type: project must be text, not a number; quote it: \"7\"",
            "4:36 wrong-type: a of labels must be text, not a number; quote it: \"1\"",
        ]
    );
}

#[test]
fn what_is_one_members_is_no_default() {
    assert_eq!(
        said(&with_defaults("chart: grafana, labls: {}", &[])),
        [
            "4:12 unknown-key: defaults has no key chart; write it at each member; it is no member's like another's",
            "4:28 unknown-key: defaults has no key labls; did you mean labels?",
        ]
    );
}
