//! `events`: the timeline, and what narrows it.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn everything_in_one_timeline() {
    assert_snapshot!(run("events grafana --from healthy"), @r#"
    LAST SEEN   TYPE      REASON               OBJECT                   COUNT   MESSAGE
    10m         Normal    OperationStarted     Application/grafana              ada asked for a sync to 9.2.10
    10m         Normal    Scheduled            Pod/grafana-7d9f-abcde           Successfully assigned monitoring/grafana-7d9f-abcde to node-1
    10m         Warning   Unhealthy            Pod/grafana-7d9f-abcde   ×3      Readiness probe failed: connection refused
    10m         Normal    Deployed             Application/grafana              ada deployed 9.2.10 (history ID 0)
    10m         Normal    OperationSucceeded   Application/grafana              successfully synced (all tasks run)
    "#);
}

#[test]
fn wide_says_where_it_comes_from() {
    assert_snapshot!(run("events grafana --from healthy -o wide"), @r#"
    LAST SEEN   TYPE      REASON               OBJECT                   COUNT   SOURCE      MESSAGE
    10m         Normal    OperationStarted     Application/grafana              operation   ada asked for a sync to 9.2.10
    10m         Normal    Scheduled            Pod/grafana-7d9f-abcde           event       Successfully assigned monitoring/grafana-7d9f-abcde to node-1
    10m         Warning   Unhealthy            Pod/grafana-7d9f-abcde   ×3      event       Readiness probe failed: connection refused
    10m         Normal    Deployed             Application/grafana              history     ada deployed 9.2.10 (history ID 0)
    10m         Normal    OperationSucceeded   Application/grafana              operation   successfully synced (all tasks run)
    "#);
}

#[test]
fn json() {
    assert_snapshot!(run("events loki --from degraded -o json"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "EventTimeline",
      "addon": {
        "group": "argoproj.io",
        "kind": "Application",
        "namespace": "argocd",
        "name": "loki"
      },
      "entries": [
        {
          "time": "2026-03-01T11:59:00Z",
          "firstSeen": "2026-03-01T11:01:00Z",
          "count": 42,
          "type": "Warning",
          "reason": "BackOff",
          "object": {
            "group": "",
            "kind": "Pod",
            "namespace": "logging",
            "name": "loki-0"
          },
          "objects": 1,
          "message": "Back-off restarting failed container loki in pod loki-0",
          "source": "event"
        }
      ],
      "gaps": []
    }
    "#);
}

#[test]
fn yaml() {
    assert_snapshot!(run("events loki --from degraded -o yaml"), @r#"
    apiVersion: addons/v1
    kind: EventTimeline
    addon:
      group: argoproj.io
      kind: Application
      namespace: argocd
      name: loki
    entries:
    - time: "2026-03-01T11:59:00Z"
      firstSeen: "2026-03-01T11:01:00Z"
      count: 42
      type: Warning
      reason: BackOff
      object:
        group: ""
        kind: Pod
        namespace: logging
        name: loki-0
      objects: 1
      message: Back-off restarting failed container loki in pod loki-0
      source: event
    gaps: []
    "#);
}

#[test]
fn only_warnings() {
    assert_snapshot!(run("events grafana --from healthy --warnings"), @r#"
    LAST SEEN   TYPE      REASON      OBJECT                   COUNT   MESSAGE
    10m         Warning   Unhealthy   Pod/grafana-7d9f-abcde   ×3      Readiness probe failed: connection refused
    "#);
}

#[test]
fn only_what_is_new() {
    assert_snapshot!(run("events grafana --from healthy --since 10m"), @r#"
    LAST SEEN   TYPE     REASON               OBJECT                COUNT   MESSAGE
    10m         Normal   Deployed             Application/grafana           ada deployed 9.2.10 (history ID 0)
    10m         Normal   OperationSucceeded   Application/grafana           successfully synced (all tasks run)
    "#);
}

#[test]
fn only_of_one_resource_and_its_children() {
    assert_snapshot!(run("events grafana --from healthy --for deployment/grafana"), @r#"
    LAST SEEN   TYPE      REASON      OBJECT                   COUNT   MESSAGE
    10m         Normal    Scheduled   Pod/grafana-7d9f-abcde           Successfully assigned monitoring/grafana-7d9f-abcde to node-1
    10m         Warning   Unhealthy   Pod/grafana-7d9f-abcde   ×3      Readiness probe failed: connection refused
    "#);
    assert_snapshot!(run("events grafana --from healthy --for ConfigMap/grafana"), @r#"
    --- standard error
    none of the events of grafana fits the filters
    "#);
}

#[test]
fn nothing_is_said_to_be_nothing() {
    assert_snapshot!(run("events grafana --from healthy --since 1m"), @r#"
    --- standard error
    none of the events of grafana fits the filters
    "#);
}
