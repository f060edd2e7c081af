//! `resource`: one resource at length, in every format, by every way to name it.

use insta::assert_snapshot;

use crate::program::run;
use crate::server::{Server, cluster, shop};

#[test]
fn a_pod_that_crashes() {
    assert_snapshot!(run("resource loki pod/loki-0 --from degraded"), @r#"
    Resource:        Pod/loki-0
    Namespace:       logging
    API version:     v1
    Add-on:          argocd/loki  ✖ Degraded
    Managed:         by its owner

    Health:          ✖ Degraded
    Trouble:         container loki: CrashLoopBackOff: back-off 5m0s restarting failed container=loki; it died of exit code 1
    Created:         60m ago

    Status Reason:   CrashLoopBackOff
    Containers:      0/1
    Restart Count:   9
    Node:            node-2
    Images:          grafana/loki:3.4.2

    Containers
    CONTAINER   STATE              READY   RESTARTS   SINCE   LAST DEATH            MESSAGE
    loki        CrashLoopBackOff   no             9           exit code 1, 2m ago   back-off 5m0s restarting failed container=loki

    Conditions
    CONDITION   STATUS   SINCE   REASON   MESSAGE
    Ready       False

    In the add-on
    RESOURCE              HEALTH          SYNC       AGE   MESSAGE
    Application/loki      ✖ Degraded      Synced      4h   Unhealthy: Its resources have been unhealthy for 30m
    └─ StatefulSet/loki   ◐ Progressing   Synced   3h59m   Waiting for 1 pods to be ready...
       └─ Pod/loki-0      ✖ Degraded                 60m   container loki: CrashLoopBackOff: back-off 5m0s restarting failed container=loki; it died of exit code 1

    Events
    LAST SEEN   TYPE      REASON    OBJECT       COUNT   MESSAGE
    60s         Warning   BackOff   Pod/loki-0   ×42     Back-off restarting failed container loki in pod loki-0
    "#);
}

#[test]
fn a_workload_with_what_hangs_under_it() {
    assert_snapshot!(run("resource grafana deploy/grafana --from healthy"), @r#"
    Resource:      Deployment/grafana
    Namespace:     monitoring
    API version:   apps/v1
    Add-on:        argocd/grafana  ✔ Synced
    Managed:       by Argo CD, from Git

    Health:        ✔ Healthy
    Sync:          Synced
    Wave:          1
    Created:       3h59m ago

    Replicas:      1/1
    Images:        grafana/grafana:11.6.0

    Containers of its Pods
    CONTAINER   REQUESTS   LIMITS   IMAGE
    grafana                         grafana/grafana:11.6.0

    In the add-on
    RESOURCE                          HEALTH      SYNC       AGE   MESSAGE
    Application/grafana               ✔ Synced    Synced      4h
    └─ Deployment/grafana             ✔ Healthy   Synced   3h59m
       └─ ReplicaSet/grafana-7d9f     ✔ Healthy              10m
          └─ Pod/grafana-7d9f-abcde   ✔ Healthy              10m

    Events
    LAST SEEN   TYPE      REASON      OBJECT                   COUNT   MESSAGE
    10m         Normal    Scheduled   Pod/grafana-7d9f-abcde           Successfully assigned monitoring/grafana-7d9f-abcde to node-1
    10m         Warning   Unhealthy   Pod/grafana-7d9f-abcde   ×3      Readiness probe failed: connection refused
    "#);
}

#[test]
fn one_that_is_missing() {
    assert_snapshot!(run("resource vault Deployment/vault --from missing"), @r#"
    Resource:      Deployment/vault
    Namespace:     vault
    API version:   apps/v1
    Add-on:        argocd/vault  ✖ Degraded
    Managed:       by Argo CD, from Git

    Health:        ∅ Missing
    Sync:          OutOfSync

    In the add-on
    RESOURCE            HEALTH       SYNC        AGE   MESSAGE
    Application/vault   ✖ Degraded   OutOfSync    4h   Missing: Its resources are gone from the cluster

    Missing: in Git, not in the cluster
    Deployment/vault    ∅ Missing    OutOfSync
    --- standard error
    not seen: you may not list secrets in namespace vault
    "#);
    assert_snapshot!(run("resource vault Deployment/vault --from missing -o yaml"), @r#"
    --- standard error
    error: Deployment/vault is in Git and not in the cluster
    next: leave out -o yaml to see what Argo CD says of it
    --- exit 3
    "#);
}

#[test]
fn one_that_nobody_may_see() {
    assert_snapshot!(run("resource vault Secret/vault --from missing -o yaml"), @r#"
    --- standard error
    error: Secret/vault could not be read
    next: you may not list secrets in namespace vault
    --- exit 6
    "#);
}

#[test]
fn the_application_itself_and_a_child_of_it() {
    assert_snapshot!(run("resource platform Application/platform --from app-of-apps"), @r#"
    Resource:        Application/platform
    Namespace:       argocd
    API version:     argoproj.io/v1alpha1
    Managed:         by nobody: it was applied by hand

    Health:          ✔ Healthy
    Sync:            Synced
    Created:         4h ago

    State:           ✔ Synced  Healthy: All resources are deployed and healthy
    Chart:           apps 1a2b3c4
    Its resources:   kubectl addons tree argocd/platform
    "#);
    assert_snapshot!(run("resource platform app/wiki --from app-of-apps"), @r#"
    Resource:        Application/wiki
    Namespace:       argocd
    API version:     argoproj.io/v1alpha1
    Add-on:          argocd/platform  ✔ Synced
    Managed:         by Argo CD, from Git

    Health:          ✔ Healthy
    Sync:            Synced
    Created:         3h59m ago

    State:           ✔ Synced  Healthy: All resources are deployed and healthy
    Chart:           wiki 1a2b3c4
    Its resources:   kubectl addons tree argocd/wiki

    Annotations:     argocd.argoproj.io/tracking-id: platform:argoproj.io/Application:argocd/wiki

    In the add-on
    RESOURCE               HEALTH      SYNC       AGE   MESSAGE
    Application/platform   ✔ Synced    Synced      4h
    └─ Application/wiki    ✔ Healthy   Synced   3h59m
    "#);
}

#[test]
fn the_live_object_as_yaml() {
    assert_snapshot!(run("resource loki sts/loki --from degraded -o yaml"), @r#"
    apiVersion: apps/v1
    kind: StatefulSet
    metadata:
      name: loki
      namespace: logging
      uid: statefulset-1
      generation: 1
      creationTimestamp: "2026-03-01T08:01:00Z"
    spec:
      replicas: 1
      serviceName: loki
    status:
      observedGeneration: 1
      replicas: 1
      readyReplicas: 0
      currentRevision: loki-1
      updateRevision: loki-1
    "#);
}

#[test]
fn json() {
    assert_snapshot!(run("resource grafana svc/grafana --from healthy -o json"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "Resource",
      "addon": {
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
      },
      "resource": {
        "uid": "service-1",
        "group": "",
        "kind": "Service",
        "namespace": "monitoring",
        "name": "grafana",
        "version": "v1",
        "presence": "Live",
        "health": {
          "status": "Healthy"
        },
        "sync": "Synced",
        "parents": [],
        "createdAt": "2026-03-01T08:01:00Z",
        "info": [
          {
            "name": "Type",
            "value": "ClusterIP"
          },
          {
            "name": "Cluster IP",
            "value": "10.96.0.12"
          }
        ],
        "trouble": null,
        "managed": true,
        "hook": false,
        "syncWave": 0,
        "requiresPruning": false
      },
      "ancestors": [],
      "children": [
        {
          "uid": "slice-1",
          "group": "discovery.k8s.io",
          "kind": "EndpointSlice",
          "namespace": "monitoring",
          "name": "grafana-8xk2p",
          "version": "v1",
          "presence": "Live",
          "health": null,
          "sync": null,
          "parents": [
            "service-1"
          ],
          "createdAt": "2026-03-01T08:01:05Z",
          "info": [],
          "trouble": null,
          "managed": false,
          "hook": false,
          "syncWave": null,
          "requiresPruning": false
        }
      ],
      "labels": {},
      "annotations": {},
      "finalizers": [],
      "deletionRequestedAt": null,
      "containers": [],
      "ports": [
        {
          "name": "",
          "port": 80,
          "protocol": "TCP",
          "target": "80",
          "nodePort": null
        }
      ],
      "endpoints": {
        "addresses": [
          {
            "address": "10.0.0.7",
            "target": "",
            "ready": true,
            "terminating": false
          }
        ],
        "unservedPorts": [],
        "trouble": null
      },
      "conditions": [],
      "events": [],
      "object": {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
          "name": "grafana",
          "namespace": "monitoring",
          "uid": "service-1",
          "creationTimestamp": "2026-03-01T08:01:00Z"
        },
        "spec": {
          "type": "ClusterIP",
          "clusterIP": "10.96.0.12",
          "selector": {
            "app": "grafana"
          },
          "ports": [
            {
              "port": 80
            }
          ]
        }
      },
      "gaps": [],
      "remarks": []
    }
    "#);
}

#[test]
fn names_that_fit_nothing_or_are_none() {
    assert_snapshot!(run("resource grafana svc/grafna --from healthy"), @r#"
    --- standard error
    error: svc/grafna is not among the resources of grafana
    next: did you mean svc/grafana?
    --- exit 3
    "#);
    assert_snapshot!(run("resource grafana ingress/grafana --from healthy"), @r#"
    --- standard error
    error: ingress/grafana is not among the resources of grafana
    next: see them all: kubectl addons tree grafana --from healthy
    --- exit 3
    "#);
    assert_snapshot!(run("resource grafana grafana --from healthy"), @r#"
    --- standard error
    error: `grafana` names no resource
    next: write KIND/NAME, as in `Pod/web-0`, or KIND/NAMESPACE/NAME
    --- exit 2
    "#);
}

#[test]
fn an_exit_code_for_scripts() {
    assert_eq!(
        run("resource loki pod/loki-0 --from degraded --exit-code").code,
        4
    );
    assert_eq!(
        run("resource grafana deploy/grafana --from healthy --exit-code").code,
        0
    );
}

#[test]
fn every_name_that_a_tree_prints_works() {
    let names = run("tree grafana --from healthy -o name").answer;
    for name in names.lines() {
        let ended = run(&format!("resource grafana {name} --from healthy -o json"));
        assert_eq!(ended.code, 0, "{name}: {ended}");
    }
}

#[test]
fn what_owns_nothing_is_read_without_a_search() {
    let server = Server::start(|asked| cluster(&shop(), asked));
    let ended = run(&format!("resource shop secret/shop {}", server.flags()));
    assert_eq!(ended.code, 0, "{ended}");
    assert!(!ended.answer.contains("aHVudGVyMg"), "{ended}");
    let asked = server.asked();
    let lists = asked
        .iter()
        .filter(|path| path.ends_with("/web/pods") || path.ends_with("/web/secrets"));
    assert_eq!(lists.count(), 0, "{asked:?}");
}

#[test]
fn the_same_name_in_two_namespaces_is_listed() {
    let mut objects = shop();
    let mut other = objects[1].clone();
    other["metadata"] =
        serde_json::json!({"name": "shop", "namespace": "other", "uid": "deployment-10"});
    let managed = serde_json::json!({"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "other", "name": "shop", "status": "Synced"});
    objects[0]["status"]["resources"]
        .as_array_mut()
        .unwrap()
        .push(managed);
    objects.push(other);
    let server = Server::start(move |asked| cluster(&objects, asked));
    assert_snapshot!(run(&format!("resource shop deploy/shop {}", server.flags())), @r#"
    --- standard error
    error: 2 resources of shop are deploy/shop: Deployment/other/shop, Deployment/web/shop
    next: name one of them as listed
    --- exit 3
    "#);
    let one = run(&format!(
        "resource shop deploy/other/shop {}",
        server.flags()
    ));
    assert!(one.answer.contains("Namespace:     other"), "{one}");
}
