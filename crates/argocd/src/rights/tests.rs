use super::*;

fn said(rights: &[Right]) -> String {
    let roles = roles(rights).into_iter();
    let lines = roles.map(|role| format!("{role}\n"));
    lines.collect()
}

fn secrets() -> Right {
    Right::new("list", "", "secrets")
}

#[test]
fn who_may_not_list_is_to_be_let_get_and_watch_too() {
    insta::assert_snapshot!(said(&[secrets().within("web")]), @r#"a Role in namespace web with {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}"#);
}

#[test]
fn rights_alike_become_one_rule_and_namespaces_alike_one_role() {
    let rights = |namespace| {
        [
            secrets().within(namespace),
            Right::new("list", "", "events").within(namespace),
            Right::new("watch", "batch", "jobs").within(namespace),
        ]
    };
    let rights = [rights("web"), rights("argocd"), rights("shop")].concat();
    insta::assert_snapshot!(said(&rights), @r#"a Role in each of the namespaces argocd, shop and web with {apiGroups: [""], resources: [events, secrets], verbs: [get, list, watch]}, {apiGroups: [batch], resources: [jobs], verbs: [get, list, watch]}"#);
    insta::assert_snapshot!(said(&rights[..4]), @r#"
    a Role in namespace web with {apiGroups: [""], resources: [events, secrets], verbs: [get, list, watch]}, {apiGroups: [batch], resources: [jobs], verbs: [get, list, watch]}
    a Role in namespace argocd with {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    "#);
}

#[test]
fn what_is_granted_everywhere_is_not_asked_for_in_a_namespace() {
    let rights = [
        secrets(),
        secrets().within("web"),
        Right::new("get", "", "secrets").within("web").named("a"),
        Right::new("patch", "", "secrets").within("web"),
    ];
    insta::assert_snapshot!(said(&rights), @r#"
    a ClusterRole with {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    a Role in namespace web with {apiGroups: [""], resources: [secrets], verbs: [patch]}
    "#);
}

#[test]
fn one_object_is_named_and_many_are_all() {
    let map = |name: &str| {
        Right::new("get", "", "configmaps")
            .within("argocd")
            .named(name)
    };
    insta::assert_snapshot!(said(&[map("argocd-cm")]), @r#"a Role in namespace argocd with {apiGroups: [""], resources: [configmaps], resourceNames: [argocd-cm], verbs: [get]}"#);
    let many = ["a", "b", "c", "d"].map(map);
    insta::assert_snapshot!(said(&many), @r#"a Role in namespace argocd with {apiGroups: [""], resources: [configmaps], verbs: [get]}"#);
}

#[test]
fn one_object_is_watched_by_its_name() {
    let map = Right::new("watch", "", "configmaps");
    insta::assert_snapshot!(said(&[map.within("argocd").named("argocd-cm")]), @r#"a Role in namespace argocd with {apiGroups: [""], resources: [configmaps], resourceNames: [argocd-cm], verbs: [get, list, watch]}"#);
}

#[test]
fn many_groups_share_a_rule_that_says_nothing_of_the_core_group() {
    let right = |group, resource| Right::new("list", group, resource).within("web");
    let few = [
        right("", "pods"),
        right("apps", "deployments"),
        right("batch", "jobs"),
        right("policy", "poddisruptionbudgets"),
    ];
    insta::assert_snapshot!(said(&few), @r#"a Role in namespace web with {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}, {apiGroups: [apps], resources: [deployments], verbs: [get, list, watch]}, {apiGroups: [batch], resources: [jobs], verbs: [get, list, watch]}, {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [get, list, watch]}"#);
    let many = [&few[..], &[right("x.example.com", "things")]].concat();
    insta::assert_snapshot!(said(&many), @r#"a Role in namespace web with {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}, {apiGroups: [apps, batch, policy, x.example.com], resources: [deployments, jobs, poddisruptionbudgets, things], verbs: [get, list, watch]}"#);
}

#[test]
fn odd_words_are_quoted() {
    let odd = Right::new("list", "*", "x], y: [\"z\"");
    insta::assert_snapshot!(said(&[odd]), @r#"a ClusterRole with {apiGroups: ["*"], resources: ["x], y: [\"z\""], verbs: [get, list, watch]}"#);
}

#[test]
fn nothing_is_missing_nothing_is_asked_for() {
    assert!(roles([]).is_empty());
}

#[test]
fn words_that_yaml_reads_as_something_else_are_quoted() {
    let rights = ["null", "on", "pods", "a]\n- {verbs: [\"*"]
        .map(|resource| Right::new("get", "true", resource));
    assert_eq!(
        roles(&rights)[0].rules[0].to_string(),
        r#"{apiGroups: ["true"], resources: ["a]\n- {verbs: [\"*", "null", "on", pods], verbs: [get]}"#
    );
}
