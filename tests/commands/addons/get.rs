//! `get`: the overview in every format.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn one_that_is_well() {
    assert_snapshot!(run("get grafana --from healthy"), @r#"
    Name:            grafana
    Namespace:       argocd
    Type:            addon

    State:           ✔ Synced
    Reason:          Healthy
    Message:         All resources are deployed and healthy
    Sync:            Synced
    Health:          Healthy
    Resources:       3

    Chart:           grafana
    Version:         9.2.10
    Source:          chart grafana of https://charts.example.com/community at 9.2.10
    Release:         grafana

    Sync strategy:   Auto-Sync, Self-Heal, Prune
    Sync options:    CreateNamespace=true
    Project:         platform
    Deployed to:     namespace monitoring of cluster in-cluster

    Created:         4h ago
    Updated:         10m ago
    Compared:        0s ago

    Last operation
    Phase:        Succeeded
    Started by:   ada
    Started:      10m ago
    Took:         30s
    Revision:     9.2.10
    Message:      successfully synced (all tasks run)

    Images:   grafana/grafana:11.6.0
    URLs:     https://grafana.example.com/
    "#);
}

#[test]
fn one_that_is_degraded_and_has_conditions() {
    assert_snapshot!(run("get loki --from degraded"), @r#"
    Name:            loki
    Namespace:       argocd
    Type:            addon

    State:           ✖ Degraded
    Reason:          Unhealthy
    Message:         Its resources have been unhealthy for 30m
    Sync:            Synced
    Health:          Degraded
    Resources:       2

    Chart:           loki
    Version:         4f2c9d1
    Source:          path charts/loki of https://git.example.com/platform.git at main (4f2c9d1)

    Sync strategy:   Auto-Sync
    Project:         platform
    Deployed to:     namespace logging of cluster in-cluster

    Created:         4h ago
    Updated:         4h ago
    Compared:        0s ago

    Conditions
    CONDITION                 SINCE   MESSAGE
    OrphanedResourceWarning   60m     Application has 1 orphaned resources
    "#);
}

#[test]
fn one_that_git_wants_newer() {
    assert_snapshot!(run("get prometheus --from out-of-sync"), @r#"
    Name:            prometheus
    Namespace:       argocd
    Type:            addon

    State:           ≠ OutOfSync
    Reason:          ManualSync
    Message:         Git differs from the cluster in 2 of 3 resources and auto-sync is off
    Sync:            OutOfSync
    Health:          Healthy
    Resources:       3, 2 differ from Git, 1 of them no longer in it

    Chart:           prometheus
    Version:         27.3.0 → 27.4.0
    Source:          chart prometheus of https://charts.example.com/community at 27.4.0

    Sync strategy:   Manual Sync
    Project:         platform
    Deployed to:     namespace monitoring of cluster in-cluster

    Created:         28d ago
    Updated:         9d ago
    Compared:        0s ago
    "#);
}

#[test]
fn one_that_is_being_synced() {
    assert_snapshot!(run("get mover --from fleet"), @r#"
    Name:            mover
    Namespace:       argocd
    Type:            addon

    State:           ◐ Deploying
    Reason:          WaitingFor
    Message:         The sync waits for healthy state of apps/Deployment/mover (begun 90s ago)
    Sync:            Synced
    Health:          Progressing
    Resources:       0

    Chart:           mover
    Version:         1.0.0
    Source:          chart mover of https://charts.example.com at 1.0.0

    Sync strategy:   Manual Sync
    Project:         default
    Deployed to:     namespace moving of cluster in-cluster

    Created:         4h ago
    Updated:         4h ago
    Compared:        2m ago

    Operation in progress
    Phase:        Running
    Started by:   auto-sync
    Started:      90s ago
    Message:      waiting for healthy state of apps/Deployment/mover
    "#);
}

#[test]
fn one_that_argo_cd_has_not_looked_at() {
    assert_snapshot!(run("get newcomer --from fleet"), @r#"
    Name:            newcomer
    Namespace:       argocd
    Type:            other

    State:           ◦ Pending
    Reason:          NotReconciled
    Message:         Argo CD has not looked at it yet
    Resources:       0

    Chart:           new
    Version:         nothing deployed yet
    Source:          path . of https://git.example.com/new.git at main

    Sync strategy:   Manual Sync
    Project:         default
    Deployed to:     namespace new of cluster in-cluster

    Created:         60s ago
    Updated:         60s ago
    "#);
}

#[test]
fn json() {
    assert_snapshot!(run("get grafana --from healthy -o json"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "Addon",
      "name": "grafana",
      "namespace": "argocd",
      "type": "addon",
      "state": "Synced",
      "reason": "Healthy",
      "message": "All resources are deployed and healthy",
      "stuck": false,
      "stale": false,
      "sync": "Synced",
      "health": "Healthy",
      "chart": {
        "name": "grafana",
        "version": "9.2.10",
        "wanted": null,
        "repository": "https://charts.example.com/community"
      },
      "stack": null,
      "owner": null,
      "project": "platform",
      "destination": {
        "cluster": "in-cluster",
        "namespace": "monitoring"
      },
      "updatedAt": "2026-03-01T11:50:00Z",
      "createdAt": "2026-03-01T08:00:00Z",
      "owners": [],
      "sources": [
        {
          "repository": "https://charts.example.com/community",
          "chart": "grafana",
          "path": null,
          "targetRevision": "9.2.10",
          "revision": "9.2.10",
          "ref": null,
          "releaseName": "grafana"
        }
      ],
      "strategy": {
        "autoSync": true,
        "selfHeal": true,
        "prune": true
      },
      "syncOptions": [
        "CreateNamespace=true"
      ],
      "windows": null,
      "operation": {
        "phase": "Succeeded",
        "message": "successfully synced (all tasks run)",
        "initiatedBy": "ada",
        "startedAt": "2026-03-01T11:49:30Z",
        "finishedAt": "2026-03-01T11:50:00Z",
        "retries": 0,
        "dryRun": false,
        "revision": "9.2.10",
        "steps": []
      },
      "conditions": [],
      "resources": {
        "total": 3,
        "outOfSync": 0,
        "requiresPruning": 0
      },
      "images": [
        "grafana/grafana:11.6.0"
      ],
      "urls": [
        "https://grafana.example.com/"
      ],
      "comparedAt": "2026-03-01T12:00:00Z",
      "gaps": []
    }
    "#);
}

#[test]
fn yaml_and_name() {
    assert_snapshot!(run("get wiki --from app-of-apps -o yaml"), @r#"
    apiVersion: addons/v1
    kind: Addon
    name: wiki
    namespace: argocd
    type: manifest
    state: Synced
    reason: Healthy
    message: All resources are deployed and healthy
    stuck: false
    stale: false
    sync: Synced
    health: Healthy
    chart:
      name: wiki
      version: 1a2b3c4
      wanted: null
      repository: https://git.example.com/platform.git
    stack: null
    owner:
      kind: Application
      namespace: argocd
      name: platform
    project: default
    destination:
      cluster: in-cluster
      namespace: wiki
    updatedAt: "2026-03-01T08:01:00Z"
    createdAt: "2026-03-01T08:01:00Z"
    owners:
    - kind: Application
      namespace: argocd
      name: platform
    sources:
    - repository: https://git.example.com/platform.git
      chart: null
      path: wiki
      targetRevision: main
      revision: 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b
      ref: null
      releaseName: null
    strategy:
      autoSync: true
      selfHeal: false
      prune: false
    syncOptions: []
    windows: null
    operation: null
    conditions: []
    resources:
      total: 1
      outOfSync: 0
      requiresPruning: 0
    images: []
    urls: []
    comparedAt: "2026-03-01T12:00:00Z"
    gaps: []
    "#);
    assert_snapshot!(run("get wiki --from app-of-apps -o name"), @"argocd/wiki");
}

#[test]
fn a_password_in_a_url_is_shown_nowhere() {
    for line in ["get loki --from degraded", "get broken --from fleet"] {
        for format in ["table", "wide", "json", "yaml"] {
            let ended = run(&format!("{line} -o {format}"));
            assert_eq!(ended.code, 0, "{ended}");
            assert!(!ended.to_string().contains("hunter2"), "{ended}");
        }
    }
}

#[test]
fn an_exit_code_for_scripts() {
    assert_eq!(run("get grafana --from healthy --exit-code").code, 0);
    assert_eq!(run("get loki --from degraded --exit-code").code, 4);
}

#[test]
fn what_our_tables_print_works_as_a_name() {
    let answer = run("get shop-web --from fleet").answer;
    assert!(answer.contains("shop-web"), "{answer}");
    for name in ["argocd/shop-web", "shop/shop-web", "Application/shop-web"] {
        assert_eq!(
            run(&format!("get {name} --from fleet")).answer,
            answer,
            "{name}"
        );
    }
}

#[test]
fn a_member_of_a_stack_and_a_release_are_names_too() {
    assert_snapshot!(run("get shop/web --from fleet -o name"), @"argocd/shop-web");
    assert_snapshot!(run("get db --from fleet -o name"), @"argocd/shop-db");
}

#[test]
fn one_that_an_application_set_rolls_out_in_steps() {
    assert_snapshot!(run("get shop-eu --from application-set"), @r#"
    Name:            shop-eu
    Namespace:       argocd
    Type:            other
    Owner:           ApplicationSet/shops
    Generated:       by list, clusters (sync: changes of the Application itself are reverted)
    Rollout:         step 2 of 2, Waiting, waits for shop-test

    State:           ◦ Pending
    Reason:          RolloutStep
    Message:         It waits for its step in the rollout of ApplicationSet shops
    Sync:            OutOfSync
    Health:          Healthy
    Resources:       0

    Chart:           eu
    Version:         → 4f2c9d1
    Source:          path eu of https://git.example.com/shops.git at main (4f2c9d1)

    Sync strategy:   Manual Sync
    Project:         default
    Deployed to:     namespace shop-eu of cluster in-cluster

    Created:         28d ago
    Updated:         9d ago
    Compared:        0s ago

    Last operation
    Phase:        Succeeded
    Started by:   applicationset-controller
    Started:      9d ago
    Took:         30s
    Revision:     1111111000000000000000000000000000000000
    Message:      successfully synced
    "#);
}
