//! Why Git and cluster differ and nothing is done about it.

use serde_json::{Value, json};

use super::syncs::closed_project;
use super::world::{World, assert_cause, merge, over};
use crate::why::Cause;

/// A world in which the ConfigMap `settings` differs, with a patch over the Application.
pub(super) fn differing(patch: Value) -> World {
    let mut whole = json!({"status": {"sync": {"status": "OutOfSync"},
        "resources": [{"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "settings", "status": "OutOfSync"}]}});
    over(&mut whole, patch);
    World::of(whole)
}

/// Auto-sync is off.
pub(super) fn manual() -> World {
    differing(json!({"spec": {"syncPolicy": {"automated": null}}}))
}

/// Auto-sync is paused.
pub(super) fn paused() -> World {
    differing(
        json!({"metadata": {"annotations": {"helm-stack/paused": "alice 2026-11-20T08:30:00Z looking into slow queries"}},
        "spec": {"syncPolicy": {"automated": {"enabled": false}}}}),
    )
}

/// Self-heal is off and somebody changed the cluster.
pub(super) fn self_heal_off() -> World {
    differing(json!({"spec": {"syncPolicy": {"automated": {"selfHeal": false}}}}))
        .with(settings(json!({"metadata": {"generation": 4}})))
}

/// Prune is off and Git no longer has an object.
pub(super) fn prune_off() -> World {
    let gone = json!([{"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "banner", "status": "OutOfSync", "requiresPruning": true}]);
    differing(
        json!({"spec": {"syncPolicy": {"automated": {"prune": false}}}, "status": {"resources": gone}}),
    )
}

/// Git is empty.
pub(super) fn would_delete_all() -> World {
    let gone = json!([{"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "settings", "status": "OutOfSync", "requiresPruning": true}]);
    differing(json!({"status": {"resources": gone}}))
}

/// Self-heal has tried again and again.
pub(super) fn fight() -> World {
    differing(json!({"status": {"operationState": {"finishedAt": "2026-11-26T09:58:50Z", "operation": {"sync": {"autoHealAttemptsCount": 7}}}}}))
        .with(settings(json!({"metadata": {"generation": 19}})))
}

/// Applying it changes nothing.
pub(super) fn no_visible_difference() -> World {
    let results = json!([{"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "settings", "status": "Synced", "message": "configmap/settings unchanged"}]);
    differing(
        json!({"spec": {"syncPolicy": {"automated": {"selfHeal": false}}},
        "status": {"operationState": {"syncResult": {"resources": results}}}}),
    )
    .with(settings(json!({})))
}

/// No window is open for auto-sync.
pub(super) fn window() -> World {
    differing(json!({})).with(closed_project())
}

/// It waits for its step.
pub(super) fn rollout_step() -> World {
    let set = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "name": "edge", "uid": "1"});
    differing(
        json!({"metadata": {"ownerReferences": [set]}, "spec": {"syncPolicy": {"automated": null}},
        "status": {"operationState": {"operation": {"initiatedBy": {"username": "applicationset-controller", "automated": true}}}}}),
    )
}

/// Another Application manages its object too.
pub(super) fn shared() -> World {
    differing(
        json!({"status": {"conditions": [{"type": "SharedResourceWarning",
        "message": "ConfigMap/settings is part of applications argocd/shop and argocd/rival"}]}}),
    )
}

fn settings(patch: Value) -> Value {
    let mark = "shop:/ConfigMap:web/settings";
    let mut object = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "web", "uid": "s",
        "annotations": {"argocd.argoproj.io/tracking-id": mark}}, "data": {"mode": "fast"}});
    merge(&mut object, patch);
    object
}

fn argocd_cm() -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"}, "data": {}})
}

#[test]
fn auto_sync_that_is_off_names_what_differs() {
    assert_cause(
        &manual().ask(),
        Cause::AutoSyncOff,
        &["ConfigMap/settings", "kubectl patch"],
    );
}

#[test]
fn a_pause_names_who_when_and_why() {
    let answer = paused().ask();
    assert_eq!(
        answer.summary,
        "alice paused auto-sync at 2026-11-20T08:30:00Z: looking into slow queries"
    );
    assert_cause(&answer, Cause::AutoSyncPaused, &["helm-stack/paused"]);
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_change_by_hand_stays_where_self_heal_is_off() {
    assert_cause(
        &self_heal_off().ask(),
        Cause::SelfHealOff,
        &["ConfigMap/settings", "self-heal is off"],
    );
}

#[test]
fn what_was_deleted_by_hand_stays_away_where_self_heal_is_off() {
    let world = differing(
        json!({"spec": {"syncPolicy": {"automated": {"selfHeal": false}}}, "status": {"health": {"status": "Missing"}}}),
    );
    assert_cause(
        &world.ask(),
        Cause::SelfHealOff,
        &["deleted from the cluster"],
    );
}

#[test]
fn what_git_no_longer_has_is_named() {
    assert_cause(
        &prune_off().ask(),
        Cause::PruneOff,
        &["ConfigMap/banner", "DESTRUCTIVE"],
    );
}

#[test]
fn a_git_that_is_empty_is_no_prune_that_is_off() {
    assert_cause(
        &would_delete_all().ask(),
        Cause::WouldDeleteAll,
        &["all 1 objects", "DESTRUCTIVE"],
    );
}

#[test]
fn a_fight_names_the_object_and_how_to_see_the_other_side() {
    assert_cause(
        &fight().ask(),
        Cause::SelfHealFight,
        &["ConfigMap/settings", "7 in a row", "--show-managed-fields"],
    );
}

#[test]
fn a_fight_that_nobody_fights_looks_at_the_kind() {
    let world = fight().with(settings(json!({"metadata": {"generation": 1}})));
    assert_cause(
        &world.ask(),
        Cause::SelfHealFight,
        &["nobody wrote it in between"],
    );
}

#[test]
fn a_fight_over_what_nobody_may_read_names_both_sides() {
    let heals = json!({"status": {"operationState": {"finishedAt": "2026-11-26T09:58:50Z", "operation": {"sync": {"autoHealAttemptsCount": 7}}}}});
    assert_cause(
        &differing(heals).ask(),
        Cause::SelfHealFight,
        &["somebody else writes it, or a webhook or its kind drops"],
    );
}

#[test]
fn a_fight_is_told_in_the_moments_in_which_all_looks_well() {
    let healed = json!({"status": {"operationState": {"finishedAt": "2026-11-26T09:58:50Z", "operation": {"sync": {"autoHealAttemptsCount": 7}},
        "syncResult": {"resources": [{"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "settings", "status": "Synced"}]}}}});
    assert_cause(
        &World::of(healed).ask(),
        Cause::SelfHealFight,
        &["ConfigMap/settings"],
    );
}

#[test]
fn a_difference_that_applying_does_not_take_away_is_no_change_by_hand() {
    assert_cause(
        &no_visible_difference().ask(),
        Cause::NoVisibleDifference,
        &["applying it changes nothing", "ignoreDifferences"],
    );
}

#[test]
fn what_nobody_changed_since_it_was_created_has_no_visible_difference() {
    let world = self_heal_off().with(settings(json!({"metadata": {"generation": 1}})));
    assert_cause(
        &world.ask(),
        Cause::NoVisibleDifference,
        &["nobody has changed it"],
    );
}

#[test]
fn an_object_that_lost_argo_cds_mark_differs_in_that() {
    let world = self_heal_off().with(argocd_cm()).with(settings(
        json!({"metadata": {"generation": null, "annotations": null}}),
    ));
    assert_cause(&world.ask(), Cause::NoVisibleDifference, &["lost the mark"]);
}

#[test]
fn a_closed_window_is_the_cause_before_self_heal() {
    assert_cause(&window().ask(), Cause::SyncWindowClosed, &["deny window"]);
}

#[test]
fn a_rollout_names_its_application_set() {
    let answer = rollout_step().ask();
    assert_cause(&answer, Cause::RolloutStep, &["ApplicationSet edge"]);
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_shared_object_is_the_cause_of_a_fight() {
    assert_cause(
        &shared().ask(),
        Cause::SharedResource,
        &["argocd/rival", "ConfigMap/settings"],
    );
}
