//! `tree`: every format, and what narrows it.

use insta::assert_snapshot;

use serde_json::{Value, json};

use crate::program::{run, run_with_input};

#[test]
fn one_that_is_well() {
    assert_snapshot!(run("tree grafana --from healthy"), @r#"
    RESOURCE                            HEALTH      SYNC       AGE   MESSAGE
    Application/grafana                 ✔ Synced    Synced      4h
    ├─ Deployment/grafana               ✔ Healthy   Synced   3h59m
    │  └─ ReplicaSet/grafana-7d9f       ✔ Healthy              10m
    │     └─ Pod/grafana-7d9f-abcde     ✔ Healthy              10m
    ├─ Service/grafana                  ✔ Healthy   Synced   3h59m
    │  └─ EndpointSlice/grafana-8xk2p                        3h58m
    └─ ConfigMap/grafana                            Synced   3h59m
    "#);
}

#[test]
fn one_whose_pod_crashes() {
    assert_snapshot!(run("tree loki --from degraded"), @r#"
    RESOURCE                             HEALTH          SYNC       AGE   MESSAGE
    Application/loki                     ✖ Degraded      Synced      4h   Unhealthy: Its resources have been unhealthy for 30m
    ├─ StatefulSet/loki                  ◐ Progressing   Synced   3h59m   Waiting for 1 pods to be ready...
    │  └─ Pod/loki-0                     ✖ Degraded                 60m   container loki: CrashLoopBackOff: back-off 5m0s restarting failed container=loki; it died of exit code 1
    └─ PersistentVolumeClaim/loki-data   ✔ Healthy       Synced   3h59m
    "#);
}

#[test]
fn what_git_no_longer_has_is_to_be_pruned_but_never_a_hook() {
    assert_snapshot!(run("tree prometheus --from out-of-sync"), @r#"
    RESOURCE                   HEALTH        SYNC        AGE   MESSAGE
    Application/prometheus     ≠ OutOfSync   OutOfSync   28d   ManualSync: Git differs from the cluster in 2 of 3 resources and auto-sync is off
    ├─ Deployment/prometheus   ✔ Healthy     OutOfSync   28d
    ├─ Job/migrate             ✔ Healthy                  9d   hook
    └─ ConfigMap/old-rules                   OutOfSync   28d   no longer in Git; prune to delete it
    "#);
}

#[test]
fn what_is_missing_and_what_nobody_may_see() {
    assert_snapshot!(run("tree vault --from missing"), @r#"
    RESOURCE            HEALTH       SYNC        AGE   MESSAGE
    Application/vault   ✖ Degraded   OutOfSync    4h   Missing: Its resources are gone from the cluster

    Missing: in Git, not in the cluster
    Deployment/vault    ∅ Missing    OutOfSync

    Not inspected: could not be read
    Secret/vault                     Synced
    --- standard error
    not seen: you may not list secrets in namespace vault
    "#);
}

#[test]
fn wide() {
    assert_snapshot!(run("tree grafana --from healthy -o wide"), @r#"
    RESOURCE                            HEALTH      SYNC       AGE   NAMESPACE    WAVE   INFO                                                                                    MESSAGE
    Application/grafana                 ✔ Synced    Synced      4h   argocd
    ├─ Deployment/grafana               ✔ Healthy   Synced   3h59m   monitoring      1   Replicas: 1/1, Images: grafana/grafana:11.6.0
    │  └─ ReplicaSet/grafana-7d9f       ✔ Healthy              10m   monitoring          Replicas: 1/1
    │     └─ Pod/grafana-7d9f-abcde     ✔ Healthy              10m   monitoring          Status Reason: Running, Containers: 1/1, Node: node-1, Images: grafana/grafana:11.6.0
    ├─ Service/grafana                  ✔ Healthy   Synced   3h59m   monitoring          Type: ClusterIP, Cluster IP: 10.96.0.12
    │  └─ EndpointSlice/grafana-8xk2p                        3h58m   monitoring
    └─ ConfigMap/grafana                            Synced   3h59m   monitoring
    "#);
}

#[test]
fn json() {
    assert_snapshot!(run("tree wiki --from app-of-apps -o json"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "ResourceTree",
      "addon": {
        "name": "wiki",
        "namespace": "argocd",
        "type": "manifest",
        "state": "Synced",
        "reason": "Healthy",
        "message": "All resources are deployed and healthy",
        "stuck": false,
        "stale": false,
        "sync": "Synced",
        "health": "Healthy",
        "chart": {
          "name": "wiki",
          "version": "1a2b3c4",
          "wanted": null,
          "repository": "https://git.example.com/platform.git"
        },
        "stack": null,
        "owner": {
          "kind": "Application",
          "namespace": "argocd",
          "name": "platform"
        },
        "project": "default",
        "destination": {
          "cluster": "in-cluster",
          "namespace": "wiki"
        },
        "updatedAt": "2026-03-01T08:01:00Z",
        "createdAt": "2026-03-01T08:01:00Z"
      },
      "nodes": [
        {
          "uid": "service-2",
          "group": "",
          "kind": "Service",
          "namespace": "wiki",
          "name": "wiki",
          "version": "v1",
          "presence": "Live",
          "health": {
            "status": "Healthy"
          },
          "sync": "Synced",
          "parents": [],
          "createdAt": "2026-03-01T08:02:00Z",
          "info": [
            {
              "name": "Type",
              "value": "ClusterIP"
            },
            {
              "name": "Cluster IP",
              "value": "10.96.0.20"
            }
          ],
          "trouble": null,
          "managed": true,
          "hook": false,
          "syncWave": 0,
          "requiresPruning": false
        }
      ],
      "gaps": [],
      "remarks": []
    }
    "#);
}

#[test]
fn yaml() {
    assert_snapshot!(run("tree vault --from missing -o yaml"), @r#"
    apiVersion: addons/v1
    kind: ResourceTree
    addon:
      name: vault
      namespace: argocd
      type: addon
      state: Degraded
      reason: Missing
      message: Its resources are gone from the cluster
      stuck: false
      stale: false
      sync: OutOfSync
      health: Missing
      chart:
        name: vault
        version: "0.30.0"
        wanted: null
        repository: https://charts.example.com
      stack: null
      owner: null
      project: default
      destination:
        cluster: in-cluster
        namespace: vault
      updatedAt: "2026-03-01T08:10:00Z"
      createdAt: "2026-03-01T08:00:00Z"
    nodes:
    - uid: apps/Deployment/vault/vault
      group: apps
      kind: Deployment
      namespace: vault
      name: vault
      version: v1
      presence: Missing
      health:
        status: Missing
      sync: OutOfSync
      parents: []
      createdAt: null
      info: []
      trouble: null
      managed: true
      hook: false
      syncWave: 0
      requiresPruning: false
    - uid: /Secret/vault/vault
      group: ""
      kind: Secret
      namespace: vault
      name: vault
      version: v1
      presence: NotInspected
      health: null
      sync: Synced
      parents: []
      createdAt: null
      info: []
      trouble: null
      managed: true
      hook: false
      syncWave: 0
      requiresPruning: false
    gaps:
    - reason: Forbidden
      what: secrets in namespace vault
      message: you may not list secrets in namespace vault
      scope:
        group: ""
        kind: Secret
        namespace: vault
    remarks: []
    --- standard error
    not seen: you may not list secrets in namespace vault
    "#);
}

#[test]
fn mermaid() {
    assert_snapshot!(run("tree grafana --from healthy -o mermaid"), @r#"
    flowchart LR
      ncc0815c6e6cc5acf["Application/grafana<br/>✔ Synced<br/>Synced"]:::good
      n6a3c1aa8d89c45a8["Deployment/grafana<br/>✔ Healthy<br/>Synced"]:::good
      n8721ff468ea8af33["ReplicaSet/grafana-7d9f<br/>✔ Healthy"]:::good
      n497809352ce618a6["Pod/grafana-7d9f-abcde<br/>✔ Healthy"]:::good
      n11ecc33bf6ddcb2e["Service/grafana<br/>✔ Healthy<br/>Synced"]:::good
      nd47941260d3621df["EndpointSlice/grafana-8xk2p"]:::plain
      n5d42904b2df95cbd["ConfigMap/grafana<br/>Synced"]:::plain
      ncc0815c6e6cc5acf --> n6a3c1aa8d89c45a8
      n6a3c1aa8d89c45a8 --> n8721ff468ea8af33
      n8721ff468ea8af33 --> n497809352ce618a6
      ncc0815c6e6cc5acf --> n11ecc33bf6ddcb2e
      n11ecc33bf6ddcb2e --> nd47941260d3621df
      ncc0815c6e6cc5acf --> n5d42904b2df95cbd
      classDef plain stroke:#808080,stroke-width:2px
      classDef good stroke:#2e9e44,stroke-width:2px
    "#);
}

#[test]
fn dot() {
    assert_snapshot!(run("tree loki --from degraded -o dot"), @r##"
    digraph {
      rankdir=LR;
      node [shape=box, style=rounded, penwidth=2];
      n39f59ce65204ab28 [label="Application/loki\n✖ Degraded\nSynced\nUnhealthy: Its resources have been unhealthy for\n30m", class="bad", color="#d93f3f"];
      ncfb31f2ac3a947c5 [label="StatefulSet/loki\n◐ Progressing\nSynced\nWaiting for 1 pods to be ready...", class="busy", color="#1f8fb3"];
      n497808352ce616f3 [label="Pod/loki-0\n✖ Degraded\ncontainer loki: CrashLoopBackOff: back-off 5m0s\nrestarting failed container=loki; it died of\nexit code 1", class="bad", color="#d93f3f"];
      n589a7c8a7ed83875 [label="PersistentVolumeClaim/loki-data\n✔ Healthy\nSynced", class="good", color="#2e9e44"];
      n39f59ce65204ab28 -> ncfb31f2ac3a947c5;
      ncfb31f2ac3a947c5 -> n497808352ce616f3;
      n39f59ce65204ab28 -> n589a7c8a7ed83875;
    }
    "##);
}

#[test]
fn svg_says_what_the_tree_says() {
    let picture = run("tree loki --from degraded -o svg");
    assert_eq!((picture.code, picture.talk.as_str()), (0, ""));
    for word in [
        ">StatefulSet</text>",
        ">loki-0</text>",
        ">✖ Degraded</text>",
        ">container loki: CrashLoopBackOff: back-off</text>",
        "it died of exit code 1</title>",
    ] {
        assert!(picture.answer.contains(word), "{word}: {picture}");
    }
}

#[test]
fn svg_keeps_what_is_missing_and_what_nobody_may_see_apart() {
    let picture = run("tree vault --from missing -o svg");
    for heading in [
        "Missing: in Git, not in the cluster",
        "Not inspected: could not be read",
    ] {
        assert!(picture.answer.contains(heading), "{heading}: {picture}");
    }
    assert_eq!(
        picture.talk,
        "not seen: you may not list secrets in namespace vault\n"
    );
}

#[test]
fn html_holds_the_json_that_scripts_read() {
    let page = run("tree vault --from missing -o html");
    assert_eq!(
        page.talk,
        "not seen: you may not list secrets in namespace vault\n"
    );
    let json = run("tree vault --from missing -o json");
    let shown: Value = serde_json::from_str(data(&page.answer, "tree")).unwrap();
    assert_eq!(shown, serde_json::from_str::<Value>(&json.answer).unwrap());
}

#[test]
fn html_says_things_in_the_words_of_the_tree() {
    let page = run("tree prometheus --from out-of-sync -o html");
    let about: Value = serde_json::from_str(data(&page.answer, "about")).unwrap();
    assert_eq!(about["now"], "2026-03-01T12:00:00Z");
    assert_eq!(
        about["words"]["OutOfSync"],
        json!({"tone": "paused", "symbol": "≠"})
    );
    assert_eq!(about["categories"]["/ConfigMap"], "Configuration");
    let remarks = about["remarks"].as_object().unwrap();
    let left_over = json!({"text": "no longer in Git; prune to delete it", "tone": "paused"});
    assert!(
        remarks.values().any(|remark| *remark == left_over),
        "{about}"
    );
}

/// Returns a data block of a page.
fn data<'a>(page: &'a str, id: &str) -> &'a str {
    let opening = format!("<script type=\"application/json\" id=\"{id}\">");
    let (_, after) = page.split_once(&opening).unwrap();
    after.split_once("</script>").unwrap().0
}

#[test]
fn a_hostile_name_is_a_name_in_every_picture() {
    let hostile =
        "</script><script>alert(1)</script><img onerror=x>`\"'\u{2028}\u{202e}\u{1b}[2J\n]]>";
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "evil", "namespace": "argocd"},
        "spec": {"destination": {"namespace": "web"}, "source": {"repoURL": hostile, "chart": hostile}},
        "status": {"resources": [{"kind": hostile, "version": "v1", "namespace": "web", "name": hostile, "status": hostile}]},
    });
    let application = application.to_string();
    for format in ["svg", "html", "mermaid", "dot"] {
        let line = format!("tree evil --from - -o {format}");
        let drawn = run_with_input(&line, application.as_bytes());
        assert_eq!(drawn.code, 0, "{drawn}");
        assert!(drawn.answer.contains("alert"), "{drawn}");
        for harmful in ['\u{2028}', '\u{202e}', '\u{1b}'] {
            assert!(!drawn.answer.contains(harmful), "{drawn}");
        }
        let in_quotes = format == "dot";
        assert!(in_quotes || !drawn.answer.contains("<img"), "{drawn}");
        assert!(
            in_quotes || !drawn.answer.contains("<script>alert"),
            "{drawn}"
        );
    }
}

/// The picture that README.md shows; its command stands there.
#[test]
fn the_picture_of_the_guide_is_the_one_that_is_drawn() {
    let line = "tree payments-api --from ../../../examples/cluster.jsonl.gz -o svg";
    let shown = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/payments-api.svg");
    assert_eq!(
        run(line).answer,
        std::fs::read_to_string(shown).unwrap(),
        "draw docs/payments-api.svg anew, as README.md says"
    );
}

#[test]
fn names() {
    assert_snapshot!(run("tree grafana --from healthy -o name"), @r#"
    Deployment/grafana
    ReplicaSet/grafana-7d9f
    Pod/grafana-7d9f-abcde
    Service/grafana
    EndpointSlice/grafana-8xk2p
    ConfigMap/grafana
    "#);
}

#[test]
fn headers_can_be_left_out() {
    assert_snapshot!(run("tree wiki --from app-of-apps --no-headers"), @r#"
    Application/wiki   ✔ Synced    Synced   3h59m
    └─ Service/wiki    ✔ Healthy   Synced   3h58m
    "#);
}

#[test]
fn only_what_is_not_healthy() {
    assert_snapshot!(run("tree loki --from degraded --unhealthy"), @r#"
    RESOURCE              HEALTH          SYNC       AGE   MESSAGE
    Application/loki      ✖ Degraded      Synced      4h   Unhealthy: Its resources have been unhealthy for 30m
    └─ StatefulSet/loki   ◐ Progressing   Synced   3h59m   Waiting for 1 pods to be ready...
       └─ Pod/loki-0      ✖ Degraded                 60m   container loki: CrashLoopBackOff: back-off 5m0s restarting failed container=loki; it died of exit code 1
    "#);
    assert_snapshot!(run("tree grafana --from healthy --unhealthy"), @r#"
    RESOURCE              HEALTH     SYNC     AGE   MESSAGE
    Application/grafana   ✔ Synced   Synced    4h
    --- standard error
    none of its resources fits the filters
    "#);
}

#[test]
fn only_a_kind_in_any_case_and_number() {
    let pods = run("tree grafana --from healthy --kind pods").answer;
    assert_snapshot!(pods, @r#"
    RESOURCE                          HEALTH      SYNC       AGE   MESSAGE
    Application/grafana               ✔ Synced    Synced      4h
    └─ Deployment/grafana             ✔ Healthy   Synced   3h59m
       └─ ReplicaSet/grafana-7d9f     ✔ Healthy              10m
          └─ Pod/grafana-7d9f-abcde   ✔ Healthy              10m
    "#);
    assert_eq!(run("tree grafana --from healthy --kind Pod").answer, pods);
}

#[test]
fn only_a_category_in_any_case() {
    assert_snapshot!(run("tree grafana --from healthy --category networking"), @r#"
    RESOURCE                            HEALTH      SYNC       AGE   MESSAGE
    Application/grafana                 ✔ Synced    Synced      4h
    └─ Service/grafana                  ✔ Healthy   Synced   3h59m
       └─ EndpointSlice/grafana-8xk2p                        3h58m
    "#);
}

#[test]
fn only_some_levels() {
    assert_snapshot!(run("tree grafana --from healthy --depth 1"), @r#"
    RESOURCE                HEALTH      SYNC       AGE   MESSAGE
    Application/grafana     ✔ Synced    Synced      4h
    ├─ Deployment/grafana   ✔ Healthy   Synced   3h59m
    ├─ Service/grafana      ✔ Healthy   Synced   3h59m
    └─ ConfigMap/grafana                Synced   3h59m
    "#);
    assert_snapshot!(run("tree grafana --from healthy --depth 0"), @r#"
    RESOURCE              HEALTH     SYNC     AGE   MESSAGE
    Application/grafana   ✔ Synced   Synced    4h
    "#);
}

#[test]
fn children_of_children() {
    assert_snapshot!(run("tree platform --from app-of-apps"), @r#"
    RESOURCE                 HEALTH      SYNC          AGE   MESSAGE
    Application/platform     ✔ Synced    Synced         4h
    ├─ Application/tracing   ∅ Missing   OutOfSync   3h59m
    └─ Application/wiki      ✔ Healthy   Synced      3h59m
    "#);
    assert_snapshot!(run("tree platform --from app-of-apps --recursive"), @r#"
    RESOURCE                 HEALTH      SYNC          AGE   MESSAGE
    Application/platform     ✔ Synced    Synced         4h
    ├─ Application/tracing   ∅ Missing   OutOfSync   3h59m
    └─ Application/wiki      ✔ Healthy   Synced      3h59m
       └─ Service/wiki       ✔ Healthy   Synced      3h58m
    "#);
}

#[test]
fn an_exit_code_for_scripts() {
    assert_eq!(run("tree grafana --from healthy --exit-code").code, 0);
    assert_eq!(run("tree loki --from degraded --exit-code").code, 4);
    assert_eq!(run("tree loki --from degraded").code, 0);
}
