use serde_json::{Value, json};

use super::*;
use crate::view::fixture::{drawn, now, recorded, snapshot};

fn application(name: &str, status: Value) -> Value {
    json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
           "metadata": {"name": name, "namespace": "argocd"}, "status": status})
}

fn list(objects: impl IntoIterator<Item = Value>) -> ListView {
    ListView::of_all(&snapshot(objects), &Selection::default(), now())
}

#[test]
fn a_silent_controller_is_remarked_and_its_add_ons_are_stale() {
    let at = |reconciled: &str| json!({"reconciledAt": reconciled, "sync": {"status": "Synced"}, "health": {"status": "Healthy"}});
    let silent = list([application("web", at("2026-03-01T11:44:59Z"))]);
    assert_eq!(
        silent.remarks(),
        [
            "controller silent: Argo CD in namespace argocd has compared nothing for over 15 minutes, so what is shown may be old"
        ]
    );
    assert!(silent.items[0].stale);
    let busy = list([application("web", at("2026-03-01T11:45:00Z"))]);
    assert!(busy.remarks().is_empty());
    assert!(!busy.items[0].stale);
}

#[test]
fn of_a_controller_that_does_not_compare_by_itself_silence_means_nothing() {
    let settings = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"},
                          "data": {"timeout.reconciliation": "0s"}});
    let old = application("web", json!({"reconciledAt": "2026-03-01T08:00:00Z"}));
    assert!(list([settings, old]).remarks().is_empty());
}

#[test]
fn nothing_is_proved_by_a_file_that_may_leave_applications_out() {
    let view = ListView::of_all(
        &recorded("healthy"),
        &Selection::default(),
        "2026-03-02T12:00:00Z".parse().unwrap(),
    );
    assert!(view.remarks().is_empty());
}

#[test]
fn an_operation_that_goes_nowhere_is_stuck() {
    let operation =
        json!({"phase": "Running", "startedAt": "2026-03-01T08:00:00Z", "operation": {"sync": {}}});
    let view = list([application(
        "web",
        json!({"operationState": operation, "health": {"status": "Healthy"}, "sync": {"status": "Synced"}, "reconciledAt": "2026-03-01T12:00:00Z"}),
    )]);
    assert!(view.items[0].stuck);
    let drawn = drawn(&view, 200);
    assert!(drawn.contains("Deploying (stuck)"), "{drawn}");
}

#[test]
fn names_are_fit_to_be_arguments() {
    assert_eq!(
        list([application("web", json!({}))]).names(),
        ["argocd/web"]
    );
}

#[test]
fn an_empty_list_is_all_synced_and_says_that_it_is_empty() {
    let empty = list([]);
    assert!(empty.all_synced());
    assert_eq!(empty.remarks(), ["no Applications found"]);
}
