//! Stacks and other Applications of Applications.

use serde_json::{Value, json};

use super::world::{World, assert_cause, over, shop};
use crate::marks;
use crate::why::Cause;

/// The parent `web` of `first` (wave 0) and `second` (wave 1), with a patch over it.
fn parent(patch: Value) -> Value {
    let child = |name: &str, wave: i64| {
        json!({"group": "argoproj.io", "version": "v1alpha1", "kind": "Application",
        "namespace": "argocd", "name": name, "status": "Synced", "syncWave": wave})
    };
    let mut whole = json!({"metadata": {"name": "web", "uid": "app-web"},
        "spec": {"destination": {"namespace": "argocd"}},
        "status": {"resources": [child("first", 0), child("second", 1)]}});
    over(&mut whole, patch);
    shop(whole)
}

fn waiting() -> Value {
    parent(
        json!({"status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Progressing"}, "operationState": {
        "phase": "Running", "message": "waiting for healthy state of argoproj.io/Application/first",
        "startedAt": "2026-11-26T09:58:00Z", "finishedAt": null, "syncResult": null}}}),
    )
}

fn child(patch: Value) -> Value {
    let mut whole = json!({"metadata": {"name": "first", "uid": "app-first"}});
    over(&mut whole, patch);
    shop(whole)
}

/// A member whose comparison fails.
fn broken() -> Value {
    child(
        json!({"status": {"sync": {"status": "Unknown"}, "conditions": [{"type": "ComparisonError", "message": "charts/shop: app path does not exist"}]}}),
    )
}

/// A member that is merely slow.
fn slow() -> Value {
    child(json!({"status": {"health": {"status": "Progressing"}}}))
}

fn argocd_cm(data: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"}, "data": data})
}

/// A stack whose first wave waits for a slow member.
pub(super) fn waits() -> World {
    World::of(json!({})).with(waiting()).with(slow())
}

/// A parent that looks well though its first member is broken.
pub(super) fn unwaited() -> World {
    World::of(json!({}))
        .with(parent(json!({})))
        .with(broken())
        .with(argocd_cm(json!({})))
}

#[test]
fn a_wave_that_waits_for_a_broken_member_has_the_members_cause() {
    let world = World::of(json!({})).with(waiting()).with(broken());
    let answer = world.ask_about("web");
    assert_cause(
        &answer,
        Cause::PathMissing,
        &["Member first", "app path does not exist"],
    );
    let subjects: Vec<&str> = answer.steps.iter().map(|step| &*step.subject).collect();
    assert_eq!(subjects, ["Application/web", "Application/first"]);
}

#[test]
fn a_wave_that_waits_for_a_slow_member_says_for_which() {
    assert_cause(
        &waits().ask_about("web"),
        Cause::WaitsForMember,
        &["member first", "kubectl addons why first"],
    );
}

#[test]
fn a_degraded_parent_descends_to_the_member_that_is_broken() {
    let degraded = parent(json!({"status": {"health": {"status": "Degraded"}}}));
    let world = World::of(json!({})).with(degraded).with(broken());
    assert_cause(
        &world.ask_about("web"),
        Cause::PathMissing,
        &["Application/first"],
    );
}

#[test]
fn a_parent_that_counts_no_members_says_so_with_the_members_cause() {
    let answer = unwaited().ask_about("web");
    assert_cause(
        &answer,
        Cause::HealthCheckMissing,
        &["Application/first", "PathMissing", "helm stack setup"],
    );
}

#[test]
fn a_health_check_that_is_there_is_not_missing() {
    let check =
        argocd_cm(json!({"resource.customizations.health.argoproj.io_Application": "hs = {}"}));
    assert_cause(
        &unwaited().with(check).ask_about("web"),
        Cause::Nothing,
        &[],
    );
    let unread = World::of(json!({})).with(parent(json!({}))).with(broken());
    assert_cause(&unread.ask_about("web"), Cause::Nothing, &[]);
}

#[test]
fn the_check_of_stacks_judges_their_members_alone() {
    let key = "resource.customizations.health.argoproj.io_Application";
    let ours = format!(
        "{}. Written\nreturn 1\n{}.\n",
        marks::HEALTH_CHECK_BEGIN,
        marks::HEALTH_CHECK_END
    );
    let with = |check: &str| unwaited().with(argocd_cm(json!({key: check})));
    let cause = |world: World| world.ask_about("web").cause;
    assert_eq!(cause(with(&ours)), Cause::HealthCheckMissing);
    assert_eq!(cause(with(&format!("{ours}return 2\n"))), Cause::Nothing);
    let mut member = broken();
    over(
        &mut member,
        json!({"metadata": {"labels": {marks::TYPE_LABEL: "addon"}}}),
    );
    assert_eq!(cause(with(&ours).with(member)), Cause::Nothing);
}

#[test]
fn applications_that_own_each_other_come_to_an_end() {
    let of = |name: &str, other: &str| {
        parent(
            json!({"metadata": {"name": name, "uid": name}, "status": {"health": {"status": "Degraded"},
        "resources": [{"group": "argoproj.io", "version": "v1alpha1", "kind": "Application", "namespace": "argocd", "name": other}]}}),
        )
    };
    let world = World::default().with(of("a", "b")).with(of("b", "a"));
    let answer = world.ask_about("a");
    assert!(answer.steps.len() < 10, "{:#?}", answer.steps);
}
