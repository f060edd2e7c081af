use serde_json::json;

use super::super::world::World;
use super::*;

fn found(world: &World) -> Check {
    let facts = world.facts();
    check(&facts, &facts.homes()[0])
}

/// A world with one Application whose values are sealed.
fn sealed() -> World {
    let mut world = World::installed();
    world.spec(
        "source",
        json!({"helm": {"values": "password: ENC[AES256_GCM,data:x]"}}),
    );
    world
}

fn with_variable(name: &str) -> World {
    let mut world = sealed();
    world.repo_server().variables = vec![name.to_owned()];
    world
}

#[test]
fn nothing_sealed_needs_no_decryptor() {
    assert_eq!(found(&World::installed()).status, Status::Ok);
}

#[test]
fn sealed_values_are_known_by_mark_text_and_files() {
    assert_eq!(
        found(&sealed()).what,
        "nobody opens the sealed values of 1 Application"
    );
    let mut marked = World::installed();
    marked.annotate(SEALED_ANNOTATION, "true");
    assert_eq!(found(&marked).status, Status::Failed);
    let mut files = World::installed();
    files.spec(
        "source",
        json!({"helm": {"valueFiles": ["secrets://values.yaml"]}}),
    );
    assert_eq!(found(&files).affects, ["argocd/web"]);
}

#[test]
fn whoever_runs_in_the_repo_server_opens_them() {
    let who = |world: &World| found(world).what;
    assert_eq!(
        who(&with_variable("HELM_STACK_ALLOW_FILE")),
        "sealed values of 1 Application are opened by helm-stack"
    );
    assert_eq!(
        who(&with_variable("HELM_SECRETS_BACKEND")),
        "sealed values of 1 Application are opened by helm-secrets"
    );
    let mut plugin = sealed();
    plugin.repo_server().plugins = vec!["avp".to_owned()];
    assert_eq!(
        who(&plugin),
        "sealed values of 1 Application are opened by plugin avp"
    );
}

#[test]
fn a_decryptor_that_is_only_said_to_be_there_fails() {
    let mut world = sealed();
    world.decryptor("helm-stack");
    assert_eq!(found(&world).status, Status::Failed);
    world.components = Ok(Vec::new());
    assert_eq!(
        found(&world).what,
        "sealed values of 1 Application are opened by helm-stack"
    );
}

#[test]
fn a_repo_server_elsewhere_leaves_a_doubt() {
    let mut world = sealed();
    world.components = Ok(Vec::new());
    assert_eq!(found(&world).status, Status::Warning);
    world.forbidden_settings("argocd");
    assert_eq!(found(&world).status, Status::Unknown);
}

#[test]
fn sealed_text_in_live_objects_is_the_silent_failure() {
    let mut world = with_variable("HELM_STACK_ALLOW_FILE");
    let text = BASE64_STANDARD.encode("ENC[AES256_GCM,data:x]");
    world.keeps("Secret", json!({"password": text}));
    world.keeps("ConfigMap", json!({"app.ini": "host=db"}));
    let failed = found(&world);
    assert_eq!(
        (failed.status, &*failed.affects),
        (Status::Failed, &["Secret web/kept".to_owned()][..])
    );
    assert!(
        failed
            .why
            .as_deref()
            .unwrap()
            .starts_with("helm-stack is there now")
    );
    assert!(!format!("{failed:?}").contains("AES256"), "{failed:?}");
}
