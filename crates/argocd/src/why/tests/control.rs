//! Nobody looks after it.

use serde_json::{Value, json};

use super::world::{World, assert_cause, shop};
use crate::why::Cause;

/// Argo CD is told to skip it.
pub(super) fn skipped() -> World {
    World::of(json!({"metadata": {"annotations": {"argocd.argoproj.io/skip-reconcile": "true"}}}))
}

/// Its controller has said nothing for an hour.
pub(super) fn silent() -> World {
    World::of(json!({"status": {"reconciledAt": "2026-11-26T09:00:00Z"}}))
}

/// It lives in a namespace that no Argo CD looks into.
pub(super) fn elsewhere() -> World {
    let never = json!({"metadata": {"namespace": "sandbox"}, "status": null});
    let other = shop(json!({"metadata": {"name": "other", "uid": "o"}}));
    World::default().with(bare(never)).with(other)
}

fn bare(patch: Value) -> Value {
    let mut application = shop(json!({}));
    super::world::merge(&mut application, patch);
    application
}

#[test]
fn a_skipped_application_is_told_how_to_be_looked_after_again() {
    let command = "kubectl annotate -n argocd application.argoproj.io shop argocd.argoproj.io/skip-reconcile-";
    assert_cause(&skipped().ask(), Cause::SkipReconcile, &[command]);
}

#[test]
fn a_silent_controller_is_told_though_all_looks_well() {
    assert_cause(
        &silent().ask(),
        Cause::ControllerSilent,
        &["last compared 60m ago", "application-controller"],
    );
}

#[test]
fn a_namespace_that_is_not_enabled_is_no_silent_controller() {
    let answer = elsewhere().ask();
    assert_cause(
        &answer,
        Cause::NamespaceNotEnabled,
        &[
            "sandbox",
            "application.namespaces",
            "kubectl get -n argocd configmap argocd-cmd-params-cm",
        ],
    );
    assert!(answer.others.is_empty(), "{:?}", answer.others);
}

#[test]
fn one_that_was_never_looked_at_among_others_that_are_is_forsaken() {
    let world = World::default()
        .with(bare(json!({"status": null})))
        .with(shop(json!({"metadata": {"name": "other", "uid": "o"}})));
    assert_cause(&world.ask(), Cause::ControllerSilent, &["never compared"]);
}

#[test]
fn a_new_one_is_on_its_way() {
    let new = json!({"metadata": {"creationTimestamp": "2026-11-26T09:59:30Z"}, "status": null});
    assert_cause(
        &World::default().with(bare(new)).ask(),
        Cause::StillProgressing,
        &["has not looked at it yet"],
    );
}
