//! Which revision members follow, push after push.

use super::world::{World, shown};
use crate::cluster_file::{ClusterFile, RevisionPolicy};

const VALUES: &str = "add-ons/grafana/values.yaml";
const CLUSTER: &str = "clusters/prod/cluster.yaml";

fn revisions(world: &World) -> Vec<String> {
    let text = world.text_there("apps/grafana.yaml");
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("targetRevision: "));
    lines
        .map(|line| line.trim_matches('"').to_owned())
        .collect()
}

fn bump(world: &mut World) {
    world.edit("stack.yaml", "9.2.10", "9.3.0");
    world.edit(VALUES, "replicas: 2", "replicas: 3");
}

#[test]
fn a_new_chart_with_new_values_is_pinned() {
    let mut world = World::pushed();
    bump(&mut world);
    insta::assert_snapshot!(shown(&world.plan()));
    world.push();
    assert_eq!(
        revisions(&world),
        ["9.3.0", "helm-stack/prod/monitoring/1.4.0-2"]
    );
    assert!(world.plan().is_empty());
}

#[test]
fn a_pin_holds_while_others_change_and_ends_with_the_members_next_change() {
    let mut world = World::pushed();
    bump(&mut world);
    world.push();
    world.edit(
        "manifests/grafana-ns.yaml",
        "name: grafana",
        "name: grafana\n  labels: {a: b}",
    );
    assert_eq!(world.push().tag, None);
    assert_eq!(
        revisions(&world),
        ["9.3.0", "helm-stack/prod/monitoring/1.4.0-2"]
    );
    world.edit(VALUES, "replicas: 3", "replicas: 4");
    assert_eq!(world.push().tag, None);
    assert_eq!(revisions(&world), ["9.3.0", "main"]);
}

#[test]
fn a_pin_ends_with_an_edit_in_git_which_would_never_be_deployed_otherwise() {
    let mut world = World::pushed();
    bump(&mut world);
    world.push();
    world.edit_there(VALUES, "replicas: 3", "replicas: 4");
    insta::assert_snapshot!(shown(&world.plan()));
    world.push();
    assert_eq!(revisions(&world), ["9.3.0", "main"]);
    assert!(world.text_there(VALUES).contains("replicas: 4"));
    assert!(world.plan().is_empty());
}

#[test]
fn by_tag_an_edit_in_git_is_deployed_by_the_push_that_brings_it_home() {
    let mut world = with(RevisionPolicy::Tag);
    let before = revisions(&world);
    world.edit_there(VALUES, "replicas: 2", "replicas: 4");
    assert!(world.plan().is_empty());
    world.edit(VALUES, "replicas: 2", "replicas: 4");
    world.push();
    assert_ne!(revisions(&world), before);
    assert!(world.plan().is_empty());
}

#[test]
fn tags_never_move() {
    let mut world = World::pushed();
    world
        .tags
        .insert("helm-stack/prod/monitoring/1.4.0-11".to_owned());
    world
        .tags
        .insert("helm-stack/prod/monitoring-2/1.4.0-99".to_owned());
    bump(&mut world);
    assert_eq!(
        world.push().tag.as_deref(),
        Some("helm-stack/prod/monitoring/1.4.0-12")
    );
}

fn with(policy: RevisionPolicy) -> World {
    let mut world = World::new();
    let cluster = ClusterFile {
        revision: policy,
        ..ClusterFile::new(
            "prod",
            "https://git.example.com/platform/gitops.git",
            "main",
        )
    };
    world.tip.insert(CLUSTER, cluster.text());
    world.push();
    world
}

#[test]
fn by_tag_every_change_pins_the_member_it_changes() {
    let mut world = with(RevisionPolicy::Tag);
    assert_eq!(
        revisions(&world),
        ["9.2.10", "helm-stack/prod/monitoring/1.4.0-1"]
    );
    world.edit(
        "manifests/grafana-ns.yaml",
        "name: grafana",
        "name: grafana\n  labels: {a: b}",
    );
    world.push();
    assert!(world.text_there("apps/grafana-ns.yaml").contains("1.4.0-2"));
    assert_eq!(
        revisions(&world),
        ["9.2.10", "helm-stack/prod/monitoring/1.4.0-1"]
    );
    assert!(world.plan().is_empty());
}

#[test]
fn by_branch_nothing_is_pinned() {
    let mut world = with(RevisionPolicy::Branch);
    bump(&mut world);
    assert_eq!(world.push().tag, None);
    assert_eq!(revisions(&world), ["9.3.0", "main"]);
}
