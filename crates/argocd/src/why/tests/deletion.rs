//! It is being deleted, and does not go.

use serde_json::{Value, json};

use super::world::{World, assert_cause, managing, merge, over};
use crate::why::Cause;

fn deleted_at(instant: &str, patch: Value) -> Value {
    let mut whole = managing("Progressing", &["core ConfigMap held"]);
    merge(
        &mut whole,
        json!({"metadata": {"deletionTimestamp": instant, "finalizers": ["resources-finalizer.argocd.argoproj.io"]}}),
    );
    over(&mut whole, patch);
    whole
}

fn held(finalizer: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "namespace": "web", "uid": "h",
        "deletionTimestamp": "2026-11-26T09:59:00Z", "finalizers": [finalizer]}})
}

/// An object's finalizer holds it.
pub(super) fn blocked() -> World {
    World::of(deleted_at("2026-11-26T09:30:00Z", json!({}))).with(held("example.org/operator"))
}

#[test]
fn the_object_that_holds_the_deletion_is_named_with_its_finalizer() {
    assert_cause(
        &blocked().ask(),
        Cause::DeletionBlocked,
        &["ConfigMap/held", "example.org/operator"],
    );
}

#[test]
fn somebody_elses_finalizer_is_told_before_it_takes_long() {
    let world =
        World::of(deleted_at("2026-11-26T09:59:00Z", json!({}))).with(held("example.org/operator"));
    assert_cause(
        &world.ask(),
        Cause::DeletionBlocked,
        &["example.org/operator"],
    );
    let own =
        World::of(deleted_at("2026-11-26T09:59:00Z", json!({}))).with(held("foregroundDeletion"));
    assert_cause(&own.ask(), Cause::StillProgressing, &["Being deleted"]);
}

#[test]
fn a_deletion_that_waits_for_a_word_says_whose() {
    let resources = json!([{"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "held", "requiresDeletionConfirmation": true}]);
    let world = World::of(deleted_at(
        "2026-11-26T09:59:00Z",
        json!({"status": {"resources": resources}}),
    ));
    let answer = world.ask();
    assert_cause(
        &answer,
        Cause::WaitsForConfirmation,
        &["ConfigMap/held", "DESTRUCTIVE"],
    );
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn a_project_that_is_gone_is_the_cause_of_a_deletion_that_blocks() {
    let conditions = json!([{"type": "DeletionError", "message": "error getting app project \"gone\": appproject.argoproj.io \"gone\" not found"}]);
    let patch = json!({"spec": {"project": "gone"}, "status": {"conditions": conditions}});
    assert_cause(
        &World::of(deleted_at("2026-11-26T09:30:00Z", patch)).ask(),
        Cause::ProjectMissing,
        &["AppProject gone"],
    );
}

#[test]
fn what_else_blocks_it_is_told_with_its_finalizers() {
    let world = World::of(deleted_at("2026-11-26T09:30:00Z", json!({})));
    assert_cause(
        &world.ask(),
        Cause::DeletionBlocked,
        &["resources-finalizer.argocd.argoproj.io"],
    );
}
