//! `list`: every format, filter and order.

use insta::assert_snapshot;

use crate::program::run;

fn names(flags: &str) -> String {
    run(&format!("list --from fleet -o name {flags}")).to_string()
}

#[test]
fn table() {
    assert_snapshot!(run("list --from fleet"), @r#"
    NAME       CHART         VERSION         STATE       SYNC        HEALTH        NAMESPACE   UPDATED
    broken     broken                        Unknown     Unknown     Healthy       web         60m
    mover      mover         1.0.0           Deploying   Synced      Progressing   moving      4h
    newcomer   new                           Pending                               new         60s
    shop-db    db            aaaaaaa         Degraded    Synced      Degraded      shop        3h
    shop-web   web-service   2.0.0           Synced      Synced      Healthy       shop        4h
    edge-web   web-service   2.0.0 → 2.1.0   OutOfSync   OutOfSync   Healthy       web         115m
    "#);
}

#[test]
fn wide() {
    assert_snapshot!(run("list --from fleet -o wide"), @r#"
    NAME       CHART         VERSION         STATE       SYNC        HEALTH        NAMESPACE   UPDATED   TYPE       STACK   OWNER                  PROJECT   CLUSTER                         REPOSITORY                         REASON
    broken     broken                        Unknown     Unknown     Healthy       web         60m       other                                     default   in-cluster                      https://git.example.com/gone.git   ComparisonError: Argo CD could not compare it with Git: Failed to load target state: repository not found: https://git.example.com/gone.git
    mover      mover         1.0.0           Deploying   Synced      Progressing   moving      4h        addon                                     default   in-cluster                      https://charts.example.com         WaitingFor: The sync waits for healthy state of apps/Deployment/mover (begun 90s ago)
    newcomer   new                           Pending                               new         60s       other                                     default   in-cluster                      https://git.example.com/new.git    NotReconciled: Argo CD has not looked at it yet
    shop-db    db            aaaaaaa         Degraded    Synced      Degraded      shop        3h        manifest   shop                           shop      in-cluster                      https://git.example.com/shop.git   Unhealthy: Its resources have been unhealthy for 60m
    shop-web   web-service   2.0.0           Synced      Synced      Healthy       shop        4h        addon      shop                           shop      in-cluster                      https://charts.example.com         Healthy: All resources are deployed and healthy
    edge-web   web-service   2.0.0 → 2.1.0   OutOfSync   OutOfSync   Healthy       web         115m      addon      edge    ApplicationSet/edges   edge      https://edge.example.com:6443   https://charts.example.com         ManualSync: Git differs from the cluster and auto-sync is off
    "#);
}

#[test]
fn headers_can_be_left_out() {
    assert_snapshot!(run("list --from healthy --no-headers"), @"grafana   grafana   9.2.10   Synced   Synced   Healthy   monitoring   10m");
}

#[test]
fn json() {
    assert_snapshot!(run("list --from healthy -o json"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "AddonList",
      "items": [
        {
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
          "createdAt": "2026-03-01T08:00:00Z"
        }
      ],
      "gaps": []
    }
    "#);
}

#[test]
fn yaml() {
    assert_snapshot!(run("list --from out-of-sync -o yaml"), @r#"
    apiVersion: addons/v1
    kind: AddonList
    items:
    - name: prometheus
      namespace: argocd
      type: addon
      state: OutOfSync
      reason: ManualSync
      message: Git differs from the cluster in 2 of 3 resources and auto-sync is off
      stuck: false
      stale: false
      sync: OutOfSync
      health: Healthy
      chart:
        name: prometheus
        version: "27.3.0"
        wanted: "27.4.0"
        repository: https://charts.example.com/community
      stack: null
      owner: null
      project: platform
      destination:
        cluster: in-cluster
        namespace: monitoring
      updatedAt: "2026-02-20T09:00:00Z"
      createdAt: "2026-02-01T08:00:00Z"
    gaps: []
    "#);
}

#[test]
fn names_alone() {
    assert_snapshot!(run("list --from fleet -o name"), @r#"
    argocd/broken
    argocd/mover
    argocd/newcomer
    argocd/shop-db
    argocd/shop-web
    edge/edge-web
    "#);
}

#[test]
fn alias_and_get_without_a_name_list_as_well() {
    let list = run("list --from fleet").answer;
    assert_eq!(run("ls --from fleet").answer, list);
    assert_eq!(run("get --from fleet").answer, list);
    assert_eq!(run("describe --from fleet -A").answer, list);
}

#[test]
fn states_in_any_case() {
    assert_snapshot!(names("--state degraded,UNKNOWN"), @r#"
    argocd/broken
    argocd/shop-db
    "#);
}

#[test]
fn stacks() {
    assert_snapshot!(names("--stack shop"), @r#"
    argocd/shop-db
    argocd/shop-web
    "#);
}

#[test]
fn types() {
    assert_snapshot!(names("--type manifest,other"), @r#"
    argocd/broken
    argocd/newcomer
    argocd/shop-db
    "#);
}

#[test]
fn namespaces_of_the_application_and_of_what_it_deploys() {
    assert_snapshot!(names("-n edge"), @"edge/edge-web");
    assert_snapshot!(names("--deployed-in web"), @r#"
    argocd/broken
    edge/edge-web
    "#);
}

#[test]
fn projects() {
    assert_snapshot!(names("--project shop,edge"), @r#"
    argocd/shop-db
    argocd/shop-web
    edge/edge-web
    "#);
}

#[test]
fn clusters_by_name_or_url() {
    assert_snapshot!(names("--cluster https://edge.example.com:6443"), @"edge/edge-web");
    assert_snapshot!(names("--cluster in-cluster --project shop"), @r#"
    argocd/shop-db
    argocd/shop-web
    "#);
}

#[test]
fn owners() {
    assert_snapshot!(names("--owner edges"), @"edge/edge-web");
    assert_snapshot!(run("list --from app-of-apps -o name --owner platform"), @r#"
    argocd/tracing
    argocd/wiki
    "#);
}

#[test]
fn labels() {
    assert_snapshot!(names("-l team=shop,tier!=dev"), @"argocd/shop-web");
    assert_snapshot!(names("-l !team"), @r#"
    argocd/broken
    argocd/mover
    argocd/newcomer
    "#);
}

#[test]
fn filters_hold_together() {
    assert_snapshot!(names("--stack shop --state Synced"), @"argocd/shop-web");
}

#[test]
fn the_worst_first() {
    assert_snapshot!(names("--sort-by state"), @r#"
    argocd/shop-db
    argocd/broken
    edge/edge-web
    argocd/mover
    argocd/newcomer
    argocd/shop-web
    "#);
}

#[test]
fn the_newest_first() {
    assert_snapshot!(names("--sort-by updated"), @r#"
    argocd/newcomer
    argocd/broken
    edge/edge-web
    argocd/shop-db
    argocd/mover
    argocd/shop-web
    "#);
}

#[test]
fn other_orders() {
    assert_snapshot!(names("--sort-by name"), @r#"
    argocd/broken
    edge/edge-web
    argocd/mover
    argocd/newcomer
    argocd/shop-db
    argocd/shop-web
    "#);
    assert_snapshot!(names("--sort-by chart"), @r#"
    argocd/broken
    argocd/shop-db
    argocd/mover
    argocd/newcomer
    argocd/shop-web
    edge/edge-web
    "#);
    assert_snapshot!(names("--sort-by namespace"), @r#"
    argocd/mover
    argocd/newcomer
    argocd/shop-db
    argocd/shop-web
    argocd/broken
    edge/edge-web
    "#);
}

#[test]
fn none_fits() {
    assert_snapshot!(run("list --from fleet --stack nothing"), @r#"
    --- standard error
    none of 6 Applications fits the filters
    "#);
    assert_snapshot!(run("list --from healthy --state Degraded"), @r#"
    --- standard error
    the only Application does not fit the filters
    "#);
}

#[test]
fn none_fits_and_scripts_get_an_empty_list() {
    assert_snapshot!(run("list --from healthy --state Degraded -o json"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "AddonList",
      "items": [],
      "gaps": []
    }
    --- standard error
    the only Application does not fit the filters
    "#);
}

#[test]
fn an_exit_code_for_scripts() {
    assert_eq!(run("list --from fleet --exit-code").code, 4);
    assert_eq!(run("list --from healthy --exit-code").code, 0);
    assert_eq!(run("list --from fleet --exit-code --state Synced").code, 0);
    let nothing = run("list --from fleet --exit-code --stack nobody");
    assert_eq!(nothing.code, 3, "a typo must not let a pipeline go on");
}

#[test]
fn a_file_does_not_change_so_watching_it_ends() {
    assert_eq!(
        run("list --from healthy -w").answer,
        run("list --from healthy").answer
    );
}

#[test]
fn colour_only_where_it_is_wanted() {
    assert!(!run("list --from healthy").answer.contains('\u{1b}'));
    assert!(
        run("list --from healthy --color always")
            .answer
            .contains("\u{1b}[")
    );
}

#[test]
fn a_state_is_denied_with_an_exclamation_mark() {
    assert_snapshot!(run("list --state !synced,!Unknown --from fleet -o name"), @r#"
    argocd/mover
    argocd/newcomer
    argocd/shop-db
    edge/edge-web
    "#);
}
