//! Clusters of older Argo CDs: one recorded with 3.1, one in the shape of 2.13.

use insta::assert_snapshot;

use crate::program::run;

/// Recorded with `cargo xtask bench up --argocd 3.1` and `cargo xtask bench record`, seen from the `clusters` folder.
const ARGO_CD_3_1: &str = "--from ../argocd-3.1.jsonl.gz";

#[test]
fn every_add_on_of_3_1_has_a_state() {
    assert_snapshot!(run(&format!("list {ARGO_CD_3_1}")), @r#"
    NAME                 CHART              VERSION             STATE       SYNC        HEALTH        NAMESPACE            UPDATED
    airflow              airflow            → 3b5e79e           Degraded    OutOfSync   Missing       airflow              5m9s
    api-gateway          api-gateway        → 3b5e79e           Degraded    OutOfSync   Missing       api-gateway          38s
    blog                 blog               0fa2c79 → ed03f92   OutOfSync   OutOfSync   Healthy       blog                 5m19s
    catalogue            web-service        → 2.3.1             Unknown     Unknown     Healthy       catalogue            5m43s
    cert-manager         cert-manager       1.18.2              Synced      Synced      Healthy       cert-manager         5m9s
    closed-shop          wiki                                   Degraded    Unknown     Unknown       closed-shop          5m43s
    cluster-baseline     baseline           3b5e79e             Synced      Synced      Healthy       shared-services      5m34s
    coupons              coupons            3b5e79e             OutOfSync   OutOfSync   Healthy       coupons              5m21s
    dashboards-staging   grafana            9.2.10 → 9.3.0      OutOfSync   OutOfSync   Healthy       dashboards-staging   5m11s
    docs-portal          docs-portal                            Unknown     Unknown     Healthy       docs-portal          5m41s
    edge-eu              eu                 ac643ff → 1308278   Pending     OutOfSync   Healthy       edge-eu              5m19s
    edge-us              us                 ac643ff             Synced      Synced      Healthy       edge-us              5m30s
    feature-flags        feature-flags      3b5e79e             Degraded    OutOfSync   Missing       feature-flags        5m20s
    fraud-detection      wiki                                   Unknown     Unknown     Unknown       fraud-detection      5m41s
    gpu-inference        web-service        → 2.3.1             Unknown     Unknown     Healthy       gpu-inference        5m43s
    grafana              grafana            9.2.10              Synced      Synced      Healthy       monitoring           5m6s
    image-resizer        web-service        → 2.3.1             Unknown     Unknown     Healthy       image-resizer        5m43s
    ingress-nginx        ingress-nginx      4.13.2              Synced      Synced      Healthy       ingress-nginx        5m8s
    invoices             invoices           3b5e79e             Synced      Synced      Healthy       invoices             5m24s
    invoices-frankfurt   invoices           3b5e79e             Synced      Synced      Healthy       frankfurt            5m35s
    keycloak             keycloak           → 3b5e79e           Deploying   OutOfSync   Missing       keycloak             5m43s
    legacy-billing       legacy-billing     3b5e79e             Deploying   OutOfSync   Missing       legacy-billing       5m26s
    loki                 loki               6.30.1              Synced      Synced      Healthy       monitoring           5m10s
    loyalty              web-service        → 2.3.1             Unknown     Unknown     Healthy       loyalty              5m43s
    mainframe-bridge     mainframe-bridge   3b5e79e             Unknown     Synced      Unknown       mainframe-bridge     5m8s
    metabase             metabase           → 3b5e79e           Deploying   OutOfSync   Missing       metabase             5m43s
    minio                minio              5.4.0               Synced      Synced      Healthy       minio                5m21s
    minio-archive        minio              5.4.0               Deploying   Synced      Progressing   minio-archive        5m21s
    monitoring           monitoring         3b5e79e             Synced      Synced      Healthy       argocd               5m22s
    newsletter           newsletter         3b5e79e             Degraded    Synced      Healthy       newsletter           5m4s
    nightly-backup       nightly-backup     3b5e79e             Synced      Synced      Healthy       backup               5m27s
    notifications        web-service        → 2.3.1             Unknown     Unknown     Healthy       notifications        5m43s
    old-search           old-search         3b5e79e             Degraded    Synced      Healthy       old-search           5m24s
    orders-db            orders-db          3b5e79e             Synced      Synced      Healthy       orders               5m29s
    payments-api         web-service        → 2.3.1             Unknown     Unknown     Healthy       payments             5m43s
    payments-ledger      payments-ledger    1d03bef → 7c12ad6   Pending     OutOfSync   Healthy       payments-ledger      5m8s
    podinfo              podinfo            6.9.0               Synced      Synced      Healthy       podinfo              5m30s
    pricing              pricing                                Degraded    Unknown     Healthy       pricing              5m43s
    prometheus           prometheus         27.3.0              Synced      Synced      Healthy       monitoring           5m19s
    public-gateway       web-service        → 2.3.1             Unknown     Unknown     Healthy       public-gateway       5m43s
    rate-limits          rate-limits        3b5e79e             Pending     OutOfSync   Healthy       rate-limits          43s
    recommendations      recommendations    3b5e79e             Synced      Synced      Healthy       recommendations      5m23s
    redis-cache          prometheus         → 99.0.0            Unknown     Unknown     Healthy       redis-cache          5m41s
    report-generator     web-service        → 2.3.1             Unknown     Unknown     Healthy       reports              5m43s
    reporting            wiki                                   Unknown     Unknown     Unknown       reporting            5m41s
    search               web-service        → 2.3.1             Unknown     Unknown     Healthy       search               5m43s
    search-index         search-index       d262bfc → 7ec0846   OutOfSync   OutOfSync   Healthy       search-index         5m10s
    session-store        session-store      38b2179 → 7fed8c0   Deploying   OutOfSync   Healthy       session-store        5m15s
    shop-brazil          wiki                                   Unknown     Unknown     Unknown       shop                 5m41s
    shop-frontend        shop-frontend      d771067 → d7cd4b5   OutOfSync   OutOfSync   Healthy       shop-frontend        5m7s
    status-page          manifests          c4550e6 → 9f630d7   Degraded    OutOfSync   Healthy       status-page          5m10s
    storefront           web-service        → 2.3.1             Unknown     Unknown     Healthy       web                  5m44s
    tenants              tenants            3b5e79e             Synced      Synced      Healthy       tenant-search        5m34s
    tracing              tracing                                Unknown                               tracing              5m41s
    vault                vault              → 3b5e79e           Degraded    OutOfSync   Missing       vault                5m30s
    warehouse            warehouse          → 3b5e79e           Degraded    OutOfSync   Missing       warehouse            5m36s
    wiki                 wiki               → 3b5e79e           OutOfSync   OutOfSync   Missing       wiki                 5m42s
    year-end-reports     year-end-reports   → 3b5e79e           Pending     OutOfSync   Missing       year-end-reports     5m41s
    playground           wiki                                   Unknown                               playground           5m41s
    checkout             web-service        → 2.3.1             Unknown     Unknown     Healthy       checkout             5m43s
    "#);
}

#[test]
fn a_tree_of_3_1() {
    assert_snapshot!(run(&format!("tree loki {ARGO_CD_3_1}")), @r#"
    RESOURCE                                     HEALTH      SYNC       AGE   MESSAGE
    Application/loki                             ✔ Synced    Synced   5m34s
    ├─ Deployment/loki-gateway                   ✔ Healthy   Synced   5m11s
    │  └─ ReplicaSet/loki-gateway-776856c8fc     ✔ Healthy            5m11s
    │     └─ Pod/loki-gateway-776856c8fc-vfwb6   ✔ Healthy            5m11s
    ├─ StatefulSet/loki                          ✔ Healthy   Synced   5m11s
    │  ├─ ControllerRevision/loki-5bc5d7c66c                          5m11s
    │  ├─ Pod/loki-0                             ✔ Healthy            5m11s
    │  └─ Pod/loki-1                             ✔ Healthy            5m11s
    ├─ Service/loki-headless                     ✔ Healthy   Synced   5m14s
    │  └─ EndpointSlice/loki-headless-sf8z8                           5m14s
    └─ ConfigMap/loki                                        Synced   5m15s
    "#);
    assert_snapshot!(run(&format!("tree orders-db {ARGO_CD_3_1}")), @r#"
    RESOURCE                                           HEALTH      SYNC       AGE   MESSAGE
    Application/orders-db                              ✔ Synced    Synced   5m44s
    ├─ PostgresCluster/orders-db                                   Synced   5m29s
    │  ├─ StatefulSet/orders-db                        ✔ Healthy            5m28s
    │  │  ├─ ControllerRevision/orders-db-6b7475599d                        5m28s
    │  │  ├─ Pod/orders-db-0                           ✔ Healthy            5m28s
    │  │  ├─ Pod/orders-db-1                           ✔ Healthy            5m28s
    │  │  ├─ PersistentVolumeClaim/data-orders-db-0    ✔ Healthy            5m28s
    │  │  └─ PersistentVolumeClaim/data-orders-db-1    ✔ Healthy            5m28s
    │  ├─ Service/orders-db-primary                    ✔ Healthy            5m28s
    │  │  └─ EndpointSlice/orders-db-primary-mz4nk                          5m28s
    │  ├─ ConfigMap/orders-db-settings                                      5m21s
    │  └─ Secret/orders-db-credentials                                      5m28s
    └─ PostgresCluster/orders-db-reports                           Synced   5m29s
       └─ ConfigMap/orders-db-settings  ↑ shown above
    "#);
}

#[test]
fn one_of_3_1_in_all_detail() {
    assert_snapshot!(run(&format!("get payments-ledger {ARGO_CD_3_1}")), @r#"
    Name:            payments-ledger
    Namespace:       argocd
    Type:            manifest

    State:           ◦ Pending
    Reason:          SyncWindow
    Message:         No sync window is open
    Sync:            OutOfSync
    Health:          Healthy
    Resources:       1, 1 differ from Git

    Chart:           payments-ledger
    Version:         1d03bef → 7c12ad6
    Source:          path . of https://git.example.com/payments-ledger at main (7c12ad6)

    Sync strategy:   Auto-Sync, Self-Heal, Prune
    Sync options:    CreateNamespace=true
    Sync windows:    closed (1 for this add-on)
    Project:         payments
    Deployed to:     namespace payments-ledger of cluster in-cluster

    Created:         5m41s ago
    Updated:         5m8s ago
    Compared:        6s ago

    Last operation
    Phase:        Succeeded
    Started by:   auto-sync
    Started:      5m10s ago
    Took:         2s
    Revision:     1d03bef70a152bb354aaaa519c4f322d32eefea5
    Message:      successfully synced (all tasks run)

    Images:   registry.example.com/payments/ledger:7.0.0
    "#);
    assert_snapshot!(run(&format!("history payments-ledger {ARGO_CD_3_1}")), @r#"
    ID   DEPLOYED    BY          CHART             VERSION   CHANGED
     0   5m16s ago   auto-sync   payments-ledger   1d03bef   first kept
    --- standard error
    the last operation, started 5m10s ago by auto-sync, left no entry, as a sync of some resources alone does: successfully synced (all tasks run)
    "#);
}

#[test]
fn label_tracking_names_the_owner_in_2_13() {
    assert_snapshot!(run("list --from argocd-2.13 -o wide"), @r#"
    NAME       CHART         VERSION   STATE      SYNC     HEALTH     NAMESPACE   UPDATED   TYPE    STACK   OWNER                  PROJECT   CLUSTER      REPOSITORY                             REASON
    platform   apps          4f2c9d1   Synced     Synced   Healthy    argocd      19d       stack                                  default   in-cluster   https://git.example.com/platform.git   Healthy: All resources are deployed and healthy
    web        web-service   2.3.1     Degraded   Synced   Degraded   web         59m       addon           Application/platform   default   in-cluster   https://charts.example.com/community   Unhealthy: Its resources have been unhealthy
    "#);
    assert_snapshot!(run("list --from argocd-2.13 --owner platform -o name"), @"argocd/web");
}

#[test]
fn health_beside_the_resources_of_2_13_is_shown() {
    assert_snapshot!(run("get web --from argocd-2.13"), @r#"
    Name:            web
    Namespace:       argocd
    Type:            addon
    Owner:           Application/platform

    State:           ✖ Degraded
    Reason:          Unhealthy
    Message:         Its resources have been unhealthy
    Sync:            Synced
    Health:          Degraded
    Resources:       2

    Chart:           web-service
    Version:         2.3.1
    Source:          chart web-service of https://charts.example.com/community at 2.3.1

    Sync strategy:   Auto-Sync, Self-Heal, Prune
    Project:         default
    Deployed to:     namespace web of cluster in-cluster

    Created:         19d ago
    Updated:         59m ago
    Compared:        0s ago

    Last operation
    Phase:        Succeeded
    Started by:   auto-sync
    Started:      60m ago
    Took:         5s
    Revision:     2.3.1
    Message:      successfully synced (all tasks run)
    "#);
    assert_snapshot!(run("tree web --from argocd-2.13 --orphans"), @r#"
    RESOURCE              HEALTH       SYNC     AGE   MESSAGE
    Application/web       ✖ Degraded   Synced   19d   Unhealthy: Its resources have been unhealthy
    ├─ Deployment/web     ✖ Degraded   Synced   59m   Deployment "web" exceeded its progress deadline
    └─ Service/web        ✔ Healthy    Synced   59m
       └─ Endpoints/web                         59m
    "#);
    assert_snapshot!(run("tree platform --from argocd-2.13 --recursive"), @r#"
    RESOURCE                 HEALTH       SYNC     AGE   MESSAGE
    Application/platform     ✔ Synced     Synced   19d
    └─ Application/web       ✖ Degraded   Synced   19d
       ├─ Deployment/web     ✖ Degraded   Synced   59m   Deployment "web" exceeded its progress deadline
       └─ Service/web        ✔ Healthy    Synced   59m
          └─ Endpoints/web                         59m
    "#);
}
