//! Sealed text that nobody opened, and secrets that stay where they are.

use serde_json::{Value, json};

use super::world::{World, assert_cause, managing};
use crate::why::Cause;

const SEALED: &str = "ENC[AES256_GCM,data:q0bqPYs=,iv:a,tag:b,type:str]";

fn settings(kind: &str, data: Value) -> Value {
    json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "settings", "namespace": "web", "uid": "s"}, "data": data})
}

/// A ConfigMap with sealed text.
pub(super) fn sealed() -> World {
    World::of(managing("Healthy", &["core ConfigMap settings"])).with(settings(
        "ConfigMap",
        json!({"user": "app", "password": SEALED}),
    ))
}

#[test]
fn sealed_text_is_told_by_key_and_not_shown() {
    let answer = sealed().ask();
    assert_cause(
        &answer,
        Cause::SealedTextDeployed,
        &["ConfigMap/settings", "data.password", "helm stack setup"],
    );
    assert!(!format!("{answer:?}").contains("AES256"));
}

#[test]
fn sealed_text_of_a_secret_is_found_in_base64() {
    // base64 of `ENC[AES256_GCM,data:x`
    let data = json!({"password": "RU5DW0FFUzI1Nl9HQ00sZGF0YTp4"});
    let world =
        World::of(managing("Healthy", &["core Secret settings"])).with(settings("Secret", data));
    assert_cause(
        &world.ask(),
        Cause::SealedTextDeployed,
        &["Secret/settings", "data.password"],
    );
}

#[test]
fn other_text_is_no_sealed_text() {
    let world = World::of(managing("Healthy", &["core ConfigMap settings"])).with(settings(
        "ConfigMap",
        json!({"doc": "ENC[...] is how SOPS writes"}),
    ));
    assert_cause(&world.ask(), Cause::Nothing, &[]);
}
