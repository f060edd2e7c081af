//! Deletion, kinds without a rule, and objects whose body was not read.

use super::{check, judge, resource, verdict};
use crate::health::needs_body;

const DELETED: &str = "deletionTimestamp: '2026-01-01T00:00:00Z'";

#[test]
fn what_is_being_deleted_is_progressing_and_says_what_holds_it() {
    let finalizers = |names: &str| format!("metadata: {{{DELETED}, finalizers: [{names}]}}}}");
    for head in [
        "{apiVersion: v1, kind: ConfigMap, ",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, ",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, status: {loadBalancer: {ingress: [{}]}}, ",
    ] {
        check(
            head,
            &[
                (&finalizers(""), "Progressing: Pending deletion"),
                (
                    &finalizers("example.com/a, example.com/b"),
                    "Progressing: Pending deletion; blocked by finalizers: example.com/a, example.com/b",
                ),
            ],
        );
    }
}

#[test]
fn a_hook_that_waits_for_its_phase_is_judged_as_if_it_stayed() {
    let hook =
        format!("metadata: {{{DELETED}, finalizers: [a/b, argocd.argoproj.io/hook-finalizer]}}}}");
    check("{apiVersion: v1, kind: ConfigMap, ", &[(&hook, "-")]);
    check("{apiVersion: v1, kind: Service, ", &[(&hook, "Healthy")]);
    check(
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, ",
        &[(&hook, "Progressing: CRD is terminating")],
    );
}

#[test]
fn an_object_that_cannot_be_judged_is_unknown_even_while_it_is_deleted() {
    let verdict = judge(&format!(
        "{{apiVersion: apps/v2, kind: Deployment, metadata: {{{DELETED}}}}}"
    ));
    assert_eq!(
        verdict,
        "Unknown: unsupported Deployment GVK: apps/v2, Kind=Deployment"
    );
}

#[test]
fn kinds_without_a_rule_have_no_health() {
    for head in [
        "{apiVersion: v1, kind: ConfigMap}",
        "{apiVersion: example.com/v1, kind: Deployment}",
        "{apiVersion: example.com/v1, kind: Widget, status: {phase: Failed}}",
    ] {
        assert_eq!(judge(head), "-", "{head}");
    }
}

#[test]
fn without_its_body_only_deletion_is_known() {
    let mut pod = resource("{apiVersion: v1, kind: Pod, status: {phase: Running}}");
    pod.body = None;
    assert_eq!(verdict(&pod), "-");
    assert!(needs_body("", "Pod"));
    assert!(!needs_body("", "ConfigMap"));

    let mut deleted = resource(&format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{{DELETED}}}}}"
    ));
    deleted.body = None;
    assert_eq!(verdict(&deleted), "Progressing: Pending deletion");
}
