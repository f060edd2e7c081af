//! Pushes that are done: every file they write.

use super::world::{STACK, World, shown, there};

#[test]
fn a_first_push() {
    insta::assert_snapshot!(shown(&World::new().plan()));
}

#[test]
fn a_second_push_without_change_does_nothing() {
    let plan = World::pushed().plan();
    assert!(plan.is_empty() && plan.is_clear());
    insta::assert_snapshot!(shown(&plan));
}

#[test]
fn an_edit_of_values() {
    let mut world = World::pushed();
    world.edit("add-ons/grafana/values.yaml", "replicas: 2", "replicas: 3");
    insta::assert_snapshot!(shown(&world.plan()));
}

#[test]
fn a_version() {
    let mut world = World::pushed();
    world.edit("stack.yaml", "9.2.10", "9.3.0");
    insta::assert_snapshot!(shown(&world.plan()));
}

#[test]
fn every_kind_of_member() {
    let mut world = World::new();
    let stack = format!(
        "{STACK}    sync: {{automated: false}}
    ignoreDifferences: [{{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}}]
    revisionHistoryLimit: 3
    managedNamespaceMetadata: {{labels: {{team: platform}}}}
    skipCrds: true
    kubeVersion: \"1.30\"
    apiVersions: [monitoring.coreos.com/v1]
    valueFiles: [add-ons/common.yaml]
    parameters: {{image.tag: \"10\"}}
    labels: {{team: platform}}
    annotations: {{notifications.argoproj.io/subscribe: chat}}
    application: {{spec: {{info: [{{name: url, value: \"https://example.com\"}}], revisionHistoryLimit: null}}}}
  - name: loki
    chart: loki
    version: 6.16.0
    repository: oci://registry.example.com/team/charts
    namespace: loki
    releaseName: logs
    applicationName: our-logs
    project: logging
    destination: {{name: logs-cluster}}
    parents: [{{kind: addon, name: grafana}}, {{kind: manifest, name: grafana-ns}}]
  - name: agent
    chart: agent
    version: 3f1c0de
    repository: git+https://git.example.com/team/charts.git
    namespace: grafana
    parents: [{{kind: addon, name: loki}}]
  - name: own
    chart: own
    version: 0.1.0
    repository: ./charts/own
    namespace: own
"
    );
    world.folder.insert("stack.yaml", stack);
    for path in [
        "add-ons/common.yaml",
        "add-ons/loki/values.yaml",
        "add-ons/agent/values.yaml",
        "add-ons/own/values.yaml",
    ] {
        world.folder.insert(path, "{}\n");
    }
    world.folder.insert(
        "charts/own/Chart.yaml",
        "apiVersion: v2\nname: own\nversion: 0.1.0\n",
    );
    world
        .folder
        .insert("charts/own/templates/data.yaml", "kind: StatefulSet\n");
    world
        .tip
        .insert(there("overrides/grafana.yaml"), "replicas: 5\n");
    let plan = world.plan();
    let kept: Vec<_> = plan
        .changes
        .iter()
        .filter(|change| {
            change.path.contains("/apps/")
                || change.path.contains("project")
                || change.path.contains("charts")
        })
        .cloned()
        .collect();
    insta::assert_snapshot!(shown(&crate::plan::Plan {
        changes: kept,
        ..plan
    }));
}

#[test]
fn a_sealed_manifest_is_delivered_by_a_chart_of_its_own() {
    let mut world = World::new();
    world.edit(
        "stack.yaml",
        "file: manifests/grafana-ns.yaml",
        "file: manifests/grafana-ns.yaml\n    encrypt: [token]",
    );
    world.edit(
        "manifests/grafana-ns.yaml",
        "kind: Namespace",
        "kind: Secret",
    );
    world.folder.insert(
        "manifests/grafana-ns.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  token: hunter2\n",
    );
    let plan = world.plan();
    let kept = plan
        .changes
        .iter()
        .filter(|change| change.path.contains("grafana-ns"));
    let kept: Vec<_> = kept.cloned().collect();
    insta::assert_snapshot!(shown(&crate::plan::Plan {
        changes: kept,
        ..plan
    }));
}

#[test]
fn a_removal_that_is_named() {
    let mut world = World::pushed();
    let stack = STACK.split("addons:").next().unwrap();
    world.folder.insert("stack.yaml", stack);
    world.remove.insert("grafana".to_owned());
    insta::assert_snapshot!(shown(&world.plan()));
    world.push();
    assert!(world.plan().is_empty());
}

#[test]
fn a_second_stack_joins_the_cluster() {
    let mut world = World::pushed();
    world.edit("stack.yaml", "name: monitoring", "name: logging");
    world.edit("stack.yaml", "community", "other");
    let plan = world.plan();
    assert!(plan.is_clear());
    let paths: Vec<String> = plan
        .changes
        .iter()
        .map(|change| format!("{change:?}"))
        .collect();
    insta::assert_snapshot!(paths.join("\n"), @"
    Add clusters/prod/argocd/stacks/logging.yaml
    Change clusters/prod/argocd/stacks/project.yaml
    Add clusters/prod/stacks/logging/add-ons/grafana/values.yaml
    Add clusters/prod/stacks/logging/apps/grafana-ns.yaml
    Add clusters/prod/stacks/logging/apps/grafana.yaml
    Add clusters/prod/stacks/logging/manifests/grafana-ns.yaml
    Add clusters/prod/stacks/logging/pushed.yaml
    Add clusters/prod/stacks/logging/stack.yaml
    ");
    world.push();
    insta::assert_snapshot!(world.tip.text("clusters/prod/argocd/stacks/project.yaml").unwrap(), @r#"
    # Generated by `helm stack push` from the clusters and stacks of this repository.
    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata:
      name: prod-addons
      namespace: argocd
    spec:
      description: Add-ons and manifests of the stacks on prod
      sourceRepos:
        - https://charts.example.com/community
        - https://charts.example.com/other
        - https://git.example.com/platform/gitops.git
      destinations:
        - server: https://kubernetes.default.svc
          namespace: "*"
      clusterResourceWhitelist:
        - group: "*"
          kind: "*"
    "#);
}

#[test]
fn a_cluster_that_is_new_beside_others_may_be_a_slip() {
    let world = World::pushed();
    let said = |cluster: &str| {
        let remarks = world.plan_on(cluster).remarks.into_iter();
        let new = remarks.filter(|remark| remark.rule == "new-cluster");
        new.map(|remark| format!("{}; {}", remark.what, remark.next))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        said("prd"),
        [
            "the cluster prd is new here, and would be deployed to where prod is; did you mean prod? \
          A new cluster says where it is in its cluster.yaml (destination)"
        ]
    );
    assert_eq!(
        said("stage"),
        [
            "the cluster stage is new here, and would be deployed to where prod is; it says where it is in \
          its cluster.yaml (destination); others here: prod"
        ]
    );
    assert!(said("prod").is_empty());
}

#[test]
fn a_second_cluster_joins_the_root() {
    let mut world = World::pushed();
    let dev = crate::cluster_file::ClusterFile::new(
        "dev",
        "https://git.example.com/platform/gitops.git",
        "main",
    );
    let other = crate::cluster_file::ClusterFile {
        instance: "elsewhere".to_owned(),
        ..crate::cluster_file::ClusterFile::new(
            "far",
            "https://git.example.com/platform/gitops.git",
            "main",
        )
    };
    world.tip.insert("clusters/dev/cluster.yaml", dev.text());
    world.tip.insert("clusters/far/cluster.yaml", other.text());
    let plan = world.push();
    let paths: Vec<String> = plan
        .changes
        .iter()
        .map(|change| format!("{change:?}"))
        .collect();
    assert_eq!(
        paths,
        [
            "Change argocd/argocd/root.yaml",
            "Change clusters/prod/stacks/monitoring/pushed.yaml"
        ]
    );
    let root = world.tip.text("argocd/argocd/root.yaml").unwrap();
    assert!(root.contains("{argocd/argocd/root.yaml,clusters/dev/argocd/stacks/*.yaml,clusters/prod/argocd/stacks/*.yaml}"));
}

#[test]
fn a_removal_that_argo_cd_asks_about_is_said() {
    let mut world = World::pushed();
    let stack = STACK.replace(
        "manifests:\n  - name: grafana-ns\n    file: manifests/grafana-ns.yaml\n",
        "",
    );
    let stack = stack.replace("    parents: [{kind: manifest, name: grafana-ns}]\n", "");
    world.folder.insert("stack.yaml", stack);
    world.remove.insert("grafana-ns".to_owned());
    let plan = world.plan();
    let remark = plan
        .remarks
        .iter()
        .find(|remark| remark.rule == "removal-waits");
    insta::assert_snapshot!(remark.unwrap().next, @"
    give it once the push is there: kubectl annotate application prod-monitoring -n argocd --overwrite argocd.argoproj.io/deletion-approved=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    ");
}

#[test]
fn clusters_that_follow_several_branches_do_not_move_the_root_in_turns() {
    let mut world = World::pushed();
    let repository = "https://git.example.com/platform/gitops.git";
    let dev = crate::cluster_file::ClusterFile::new("dev", repository, "develop");
    world.tip.insert("clusters/dev/cluster.yaml", dev.text());
    world.push();
    let root = |world: &World| {
        world
            .tip
            .text("argocd/argocd/root.yaml")
            .unwrap()
            .to_owned()
    };
    assert!(root(&world).contains("targetRevision: main"));
    let (before, plan) = (root(&world), world.plan_on("dev"));
    assert!(plan.is_clear());
    assert!(
        plan.changes
            .iter()
            .all(|change| !change.path.starts_with("argocd/"))
    );
    assert_eq!(root(&world), before);
}
