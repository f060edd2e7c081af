use serde_json::json;

use super::super::world::{World, gap};
use super::*;
use crate::snapshot::Update;

fn found(world: &World) -> Vec<Check> {
    let facts = world.facts();
    checks(&facts, &facts.homes()[0])
}

fn abroad(destination: serde_json::Value, secrets: &[(&str, &str, &str)]) -> World {
    let mut world = World::installed();
    world.spec("destination", destination);
    world.clusters("argocd", secrets);
    world
}

#[test]
fn at_home_no_secret_is_needed() {
    let mut world = World::installed();
    world
        .clusters
        .insert("argocd".to_owned(), Err(gap("you may not list secrets")));
    assert_eq!(found(&world)[0].status, Status::Ok);
}

#[test]
fn a_cluster_that_can_be_told_and_reached_is_well() {
    let found = found(&abroad(
        json!({"name": "far"}),
        &[("s1", "far", "https://far")],
    ));
    assert_eq!((found.len(), found[0].status), (1, Status::Ok));
    assert_eq!(
        found[0].what,
        "the other cluster that Argo CD knows can be looked into"
    );
}

#[test]
fn a_cluster_nobody_knows_fails() {
    let found = found(&abroad(
        json!({"name": "frankfort"}),
        &[("s1", "frankfurt", "https://far")],
    ));
    assert_eq!(
        found[0].what,
        "1 Application deploys to cluster frankfort, and Argo CD cannot tell which that is"
    );
    assert_eq!(
        found[0].why.as_deref(),
        Some("no cluster Secret of Argo CD has this name; the nearest is frankfurt")
    );
    assert_eq!(
        (found[0].status, &*found[0].affects),
        (Status::Failed, &["argocd/web".to_owned()][..])
    );
}

#[test]
fn two_secrets_for_one_cluster_are_said() {
    let secrets = [("s1", "far", "https://far"), ("s2", "away", "https://far/")];
    let found = found(&abroad(json!({"name": "far"}), &secrets));
    assert_eq!((found.len(), found[0].status), (1, Status::Warning));
    assert_eq!(
        found[0].what,
        "the Secrets s1 and s2 are all for cluster https://far"
    );
}

#[test]
fn one_that_is_not_reached_from_here_warns_with_a_way_round() {
    let mut world = abroad(json!({"name": "far"}), &[("s1", "far", "https://far")]);
    let destination = world
        .snapshot
        .applications()
        .next()
        .unwrap()
        .spec
        .destination
        .clone();
    let why = "cluster Secret argocd/s1: its credentials are made by the program aws, which is never run here; --cluster-context far=CONTEXT reads it with a context of yours";
    world
        .snapshot
        .apply(Update::Gap(Gap::other_cluster(&destination, why)));
    let found = found(&world);
    assert_eq!(
        (found[0].status, &*found[0].what),
        (
            Status::Warning,
            "cluster far cannot be looked into from here"
        )
    );
    assert_eq!(
        found[0].next,
        ["--cluster-context far=CONTEXT reads it with a context of yours"]
    );
}

#[test]
fn secrets_that_may_not_be_read_are_unknown() {
    let mut world = abroad(json!({"name": "far"}), &[]);
    world.clusters.insert(
        "argocd".to_owned(),
        Err(gap("you may not list secrets in namespace argocd")),
    );
    assert_eq!(found(&world)[0].status, Status::Unknown);
}
