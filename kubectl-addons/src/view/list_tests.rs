use serde_json::{Value, json};

use super::*;
use crate::view::fixture::{drawn, now, recorded, snapshot};
use crate::view::remarks::remarks;

fn application(name: &str, status: Value) -> Value {
    json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
           "metadata": {"name": name, "namespace": "argocd"}, "status": status})
}

fn list(objects: impl IntoIterator<Item = Value>) -> ListView {
    ListView::of_all(&snapshot(objects), &Selection::default(), now())
}

fn remarked(snapshot: &Snapshot, now: Timestamp) -> Vec<String> {
    let selection = Selection::default();
    let tally = ListView::of_all(snapshot, &selection, now).tally();
    remarks(snapshot, &selection, &tally, now)
}

#[test]
fn a_silent_controller_is_remarked_and_its_add_ons_are_stale() {
    let at = |reconciled: &str| json!({"reconciledAt": reconciled, "sync": {"status": "Synced"}, "health": {"status": "Healthy"}});
    let silent = [application("web", at("2026-03-01T11:44:59Z"))];
    assert_eq!(
        remarked(&snapshot(silent.clone()), now()),
        [
            "controller silent: Argo CD in namespace argocd has compared nothing for over 15 minutes, so what is shown may be old"
        ]
    );
    assert!(list(silent).items[0].addon.stale);
    let busy = [application("web", at("2026-03-01T11:45:00Z"))];
    assert!(remarked(&snapshot(busy.clone()), now()).is_empty());
    assert!(!list(busy).items[0].addon.stale);
}

#[test]
fn of_a_controller_that_does_not_compare_by_itself_silence_means_nothing() {
    let settings = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"},
                          "data": {"timeout.reconciliation": "0s"}});
    let old = application("web", json!({"reconciledAt": "2026-03-01T08:00:00Z"}));
    assert!(remarked(&snapshot([settings, old]), now()).is_empty());
}

#[test]
fn nothing_is_proved_by_a_file_that_may_leave_applications_out() {
    let later = "2026-03-02T12:00:00Z".parse().unwrap();
    assert!(remarked(&recorded("healthy"), later).is_empty());
}

#[test]
fn an_operation_that_goes_nowhere_is_stuck() {
    let operation =
        json!({"phase": "Running", "startedAt": "2026-03-01T08:00:00Z", "operation": {"sync": {}}});
    let view = list([application(
        "web",
        json!({"operationState": operation, "health": {"status": "Healthy"}, "sync": {"status": "Synced"}, "reconciledAt": "2026-03-01T12:00:00Z"}),
    )]);
    assert!(view.items[0].addon.stuck);
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
    let empty = snapshot([]);
    let tally = list([]).tally();
    assert!(tally.all_synced() && tally.shown() == 0);
    assert_eq!(remarked(&empty, now()), ["no Applications found"]);
}

#[test]
fn states_are_counted_the_worst_first_and_counts_add_up() {
    let synced = json!({"sync": {"status": "Synced"}, "health": {"status": "Healthy"}, "reconciledAt": "2026-03-01T12:00:00Z"});
    let degraded = json!({"sync": {"status": "Synced"}, "health": {"status": "Degraded"}, "reconciledAt": "2026-03-01T12:00:00Z"});
    let mut tally = list([application("a", synced.clone()), application("b", degraded)]).tally();
    assert_eq!(tally.sentence(), "2 add-ons: 1 Degraded, 1 Synced");
    tally.add(&list([application("c", synced)]).tally());
    assert_eq!(tally.sentence(), "3 add-ons: 1 Degraded, 2 Synced");
    assert!(!tally.all_synced());
}
