//! Pushes that are refused before anything is planned, with what they say.

use super::world::{STACK, World, refused};

#[test]
fn a_removal_must_be_named() {
    let mut world = World::pushed();
    world
        .folder
        .insert("stack.yaml", STACK.split("addons:").next().unwrap());
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml: unnamed-removal: member grafana is not in the stack any more and would be removed with everything it deployed; name it with --remove grafana, or put it back
    ");
    world
        .folder
        .insert("stack.yaml", format!("{STACK}    enabled: false\n"));
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml: unnamed-removal: member grafana is not enabled any more and would be removed with everything it deployed; name it with --remove grafana, or put it back
    ");
}

#[test]
fn a_member_that_stays_cannot_be_removed() {
    let mut world = World::pushed();
    world.remove.insert("grafana".to_owned());
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml:8:5: removal-of-a-member: --remove grafana: grafana is still in the stack; take it out of stack.yaml first
    ");
}

#[test]
fn files_that_are_missing_are_named_at_once() {
    let mut world = World::new();
    world.folder.remove("add-ons/grafana/values.yaml");
    world.folder.remove("manifests/grafana-ns.yaml");
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml:5:5: missing-file: manifests/grafana-ns.yaml of manifest/grafana-ns is not in the stack folder; create manifests/grafana-ns.yaml (values may be empty), or name the file that is meant
    stack.yaml:8:5: missing-file: add-ons/grafana/values.yaml of addon/grafana is not in the stack folder; create add-ons/grafana/values.yaml (values may be empty), or name the file that is meant
    ");
}

#[test]
fn what_is_sealed_there_never_becomes_plain() {
    let mut world = World::pushed();
    let token = "ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]";
    let sealed = format!(
        "replicas: 2\nadminPassword: {token}\nsops:\n  lastmodified: \"2026-01-01T00:00:00Z\"\n  mac: {token}\n  version: 3.9.4\n"
    );
    let path = "clusters/prod/stacks/monitoring/add-ons/grafana/values.yaml";
    world.tip.insert(path, sealed);
    let forgetful = STACK.replace("    encrypt: [adminPassword]\n", "");
    world.folder.insert("stack.yaml", forgetful);
    insta::assert_snapshot!(refused(&world), @"
    add-ons/grafana/values.yaml:3:16: would-be-plain: `adminPassword` is sealed in the GitOps repository, and would be plain; name adminPassword in `encrypt` of its member in stack.yaml, or give the value another key if it is no secret any more
    ");
}

#[test]
fn a_broken_record_stops_the_push() {
    let mut world = World::pushed();
    world.edit_there("pushed.yaml", "kind: Pushed", "kind: Pushd");
    assert!(refused(&world).contains("unreadable-record"));
}

#[test]
fn a_broken_cluster_file_stops_the_push() {
    let mut world = World::pushed();
    world.tip.insert(
        "clusters/prod/cluster.yaml",
        "kind: Cluster\nbranch: main\nrepo: x\n",
    );
    insta::assert_snapshot!(refused(&world), @"
    clusters/prod/cluster.yaml:1:1: missing-key: a cluster file has no apiVersion; write it, as in `apiVersion: helm-stack/v1`
    clusters/prod/cluster.yaml:1:1: missing-key: a cluster file has no metadata; write it, as in `metadata: {name: prod}`
    clusters/prod/cluster.yaml:1:1: missing-key: a cluster file has no repository; write it, as in `repository: https://git.example.com/gitops.git`
    clusters/prod/cluster.yaml:3:1: unknown-key: a cluster file has no key repo; did you mean repository?
    ");
}

#[test]
fn a_name_that_reads_like_another_stacks_is_refused() {
    let mut world = World::pushed();
    world.edit("stack.yaml", "name: monitoring", "name: monitoring-grafana");
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml: name-taken: an Application called prod-monitoring-grafana is there already: clusters/prod/stacks/monitoring/apps/grafana.yaml; give the member another name, or set applicationName
    ");
}

#[test]
fn a_patch_cannot_make_another_object() {
    let mut world = World::new();
    world.folder.insert(
        "stack.yaml",
        format!("{STACK}    application: {{metadata: {{name: other}}}}\n"),
    );
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml:8:5: application-identity: application: of addon/grafana changes the Application's apiVersion, kind, name or namespace; take that out; applicationName: gives it another name
    ");
}

#[test]
fn a_sealed_manifest_is_one_document() {
    let mut world = World::new();
    world.edit(
        "stack.yaml",
        "file: manifests/grafana-ns.yaml",
        "file: manifests/grafana-ns.yaml\n    encrypt: [token]",
    );
    world.edit(
        "manifests/grafana-ns.yaml",
        "apiVersion",
        "apiVersion: v1\nkind: Secret\n---\napiVersion",
    );
    insta::assert_snapshot!(refused(&world), @"
    manifests/grafana-ns.yaml: sealed-manifest-of-many: it has several documents, and keys of it are to be sealed; give each object with secrets a file and a manifest of its own
    ");
}

#[test]
fn a_chart_of_the_gitops_repository_has_no_revision_of_its_own() {
    let mut world = World::new();
    world.edit(
        "stack.yaml",
        "https://charts.example.com/community",
        "git+https://git.example.com/platform/gitops",
    );
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml:8:5: chart-in-gitops-repository: the chart of addon/grafana lies in the GitOps repository itself, at 9.2.10, and its values at main; copy the chart to charts/ of the stack folder, where it moves with its values
    ");
}

#[test]
fn an_application_is_not_renamed_by_the_way() {
    let mut world = World::pushed();
    world.folder.insert(
        "stack.yaml",
        format!("{STACK}    applicationName: dashboards\n"),
    );
    insta::assert_snapshot!(refused(&world), @"
    stack.yaml:8:5: renamed-application: the Application of addon/grafana is called prod-monitoring-grafana, and would be called dashboards; write applicationName: prod-monitoring-grafana; or remove the member in one push and add it in another
    ");
}

#[test]
fn a_stack_without_members_is_not_pushed() {
    let mut world = World::pushed();
    let head = STACK.split("manifests:").next().unwrap();
    world.folder.insert("stack.yaml", head);
    world.remove = ["grafana", "grafana-ns"].map(str::to_owned).into();
    assert!(refused(&world).contains("empty-stack"));
}

#[test]
fn two_clusters_do_not_write_one_project() {
    let mut world = World::pushed();
    let dev = crate::cluster_file::ClusterFile {
        project: "prod-addons".to_owned(),
        ..crate::cluster_file::ClusterFile::new(
            "dev",
            "https://git.example.com/platform/gitops.git",
            "main",
        )
    };
    world.tip.insert("clusters/dev/cluster.yaml", dev.text());
    insta::assert_snapshot!(refused(&world), @"
    clusters/prod/cluster.yaml: shared-project: the project prod-addons is that of the cluster dev too; write project: prod-addons, or project: default
    ");
}
