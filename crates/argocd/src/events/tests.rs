use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::*;
use crate::application::Application;
use crate::snapshot::{Gap, GapReason, Scope, Snapshot, Update};
use crate::tree::fixture::{application_value, managing, metadata, resources, snapshot, whole};
use crate::tree::{ResourceTree, TreeOptions, build};

const OBJECTS: &str = "
    apps/v1 Deployment web/front d1
    apps/v1 ReplicaSet web/front-7d9f r1 < d1
    v1 Pod web/front-7d9f-kxzvb p1 < r1
    v1 Pod web/front-7d9f-4mq7p p2 < r1
    v1 Pod web/front-7d9f-zz2cd p3 < r1
    v1 Pod web/stranger p9";

fn all() -> TimelineOptions {
    TimelineOptions::all("2026-01-01T12:00:00Z".parse().unwrap())
}

/// An Event: `10:05 Warning BackOff x3 v1 Pod web/front-a p1 | the message`.
fn event(at: usize, line: &str) -> Update {
    let (head, message) = line.split_once(" | ").unwrap();
    let words: Vec<&str> = head.split_whitespace().collect();
    let [time, kind, reason, count, api_version, object, name, uid] = words[..] else {
        panic!("not an event: {line}")
    };
    let (namespace, name) = name.split_once('/').unwrap_or(("", name));
    whole(json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"name": format!("e{at}"), "namespace": "web", "uid": format!("e{at}")},
        "involvedObject": {"apiVersion": api_version, "kind": object, "namespace": namespace,
                           "name": name, "uid": if uid == "-" { "" } else { uid }},
        "type": kind, "reason": reason, "message": message,
        "count": count.trim_start_matches('x').parse::<i64>().unwrap(),
        "firstTimestamp": "2026-01-01T09:00:00Z",
        "lastTimestamp": format!("2026-01-01T{time}:00Z"),
    }))
}

fn seen(events: &str) -> Snapshot {
    let lines = events
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let events = lines.enumerate().map(|(at, line)| event(at, line));
    snapshot(metadata(OBJECTS).into_iter().chain(events))
}

fn tree_of(application: &Application, snapshot: &Snapshot) -> ResourceTree {
    build(application, snapshot, &TreeOptions::default())
}

fn told(application: &Application, snapshot: &Snapshot, options: &TimelineOptions) -> String {
    let tree = tree_of(application, snapshot);
    let timeline = timeline(&tree, application, snapshot, options);
    let lines = timeline.entries.iter().map(|entry| {
        let time = entry.time.map(|time| time.strftime("%H:%M").to_string());
        format!(
            "{} {:?} x{} {:?} {} {}: {}",
            time.as_deref().unwrap_or("--:--"),
            entry.source,
            entry.count,
            entry.kind,
            entry.object_label(),
            entry.reason,
            entry.message,
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn front() -> Application {
    managing("apps Deployment web/front Synced")
}

#[test]
fn events_of_all_nodes_and_of_the_application_stand_in_one_line() {
    let events = seen(
        "10:30 Normal Scheduled x1 v1 Pod web/front-7d9f-kxzvb p1 | to node-1
         10:10 Normal ScalingReplicaSet x1 apps/v1 Deployment web/front d1 | scaled up
         10:20 Normal SuccessfulCreate x1 apps/v1 ReplicaSet web/front-7d9f r1 | created
         10:40 Normal ResourceUpdated x1 argoproj.io/v1alpha1 Application argocd/web app-web | synced
         10:50 Normal Scheduled x1 v1 Pod web/stranger p9 | not ours
         10:55 Normal Scheduled x1 v1 Pod web/front-7d9f-gone p8 | of a pod that was replaced",
    );
    assert_snapshot!(told(&front(), &events, &all()), @"
    10:10 Event x1 Normal Deployment/front ScalingReplicaSet: scaled up
    10:20 Event x1 Normal ReplicaSet/front-7d9f SuccessfulCreate: created
    10:30 Event x1 Normal Pod/front-7d9f-kxzvb Scheduled: to node-1
    10:40 Event x1 Normal Application/web ResourceUpdated: synced
    ");
}

#[test]
fn pods_of_one_owner_are_told_together() {
    let events = seen(
        "10:01 Warning BackOff x5 v1 Pod web/front-7d9f-kxzvb p1 | Back-off 10s restarting app in pod front-7d9f-kxzvb_web(aa1)
         10:09 Warning BackOff x2 v1 Pod web/front-7d9f-4mq7p p2 | Back-off 20s restarting app in pod front-7d9f-4mq7p_web(bb2)
         10:05 Warning BackOff x1 v1 Pod web/front-7d9f-zz2cd p3 | Back-off 40s restarting app in pod front-7d9f-zz2cd_web(cc3)
         10:02 Warning Unhealthy x1 v1 Pod web/front-7d9f-zz2cd p3 | Readiness probe failed",
    );
    assert_snapshot!(told(&front(), &events, &all()), @"
    10:02 Event x1 Warning Pod/front-7d9f-zz2cd Unhealthy: Readiness probe failed
    10:09 Event x8 Warning Pod/front-7d9f-… (3 Pods) BackOff: Back-off 20s restarting app in pod front-7d9f-4mq7p_web(bb2)
    ");
}

#[test]
fn other_objects_are_told_together_only_when_they_say_the_same() {
    let events = seen(
        "10:01 Normal Scaled x1 apps/v1 Deployment web/front d1 | from 0 to 3
         10:02 Normal Scaled x1 apps/v1 Deployment web/front d1 | from 3 to 1
         10:03 Normal Scaled x2 apps/v1 Deployment web/front d1 | from 3 to 1",
    );
    assert_snapshot!(told(&front(), &events, &all()), @"
    10:01 Event x1 Normal Deployment/front Scaled: from 0 to 3
    10:03 Event x3 Normal Deployment/front Scaled: from 3 to 1
    ");
}

#[test]
fn a_name_is_enough_where_the_uid_is_of_one_that_stood_there_before() {
    let mut events = seen(
        "10:01 Warning FailedCreate x1 v1 ConfigMap web/missing - | quota
         10:02 Normal Killing x1 apps/v1 Deployment web/front before | an earlier one",
    );
    events.apply(Update::Settled(Scope::namespace("", "ConfigMap", "web")));
    let application = managing("apps Deployment web/front\ncore ConfigMap web/missing");
    assert_snapshot!(told(&application, &events, &all()), @"
    10:01 Event x1 Warning ConfigMap/missing FailedCreate: quota
    10:02 Event x1 Normal Deployment/front Killing: an earlier one
    ");
}

#[test]
fn events_of_this_cluster_are_not_those_of_another() {
    let mut value = application_value("web", resources("apps Deployment web/front Synced"));
    value["spec"]["destination"] = json!({"name": "production", "namespace": "web"});
    let remote = Application::from_value(&value).unwrap();
    let events = seen("10:10 Normal Scaled x1 apps/v1 Deployment web/front d1 | here");
    assert_eq!(told(&remote, &events, &all()), "");
}

#[test]
fn one_event_shown_by_both_apis_is_counted_once() {
    let mut events = seen("10:10 Normal Scaled x1 apps/v1 Deployment web/front d1 | up");
    events.apply(whole(json!({
        "apiVersion": "events.k8s.io/v1", "kind": "Event",
        "metadata": {"name": "e0", "namespace": "web", "uid": "e0"},
        "regarding": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "web",
                      "name": "front", "uid": "d1"},
        "reason": "Scaled", "note": "up", "deprecatedCount": 1,
    })));
    assert_snapshot!(told(&front(), &events, &all()), @"10:10 Event x1 Normal Deployment/front Scaled: up");
}

#[test]
fn only_what_was_asked_for_is_told() {
    let events = seen(
        "10:10 Normal Scaled x1 apps/v1 Deployment web/front d1 | up
         11:30 Warning BackOff x1 v1 Pod web/front-7d9f-kxzvb p1 | crash
         11:00 Warning Old x1 v1 Pod web/front-7d9f-kxzvb p1 | an hour ago
         10:59 Warning Older x1 v1 Pod web/front-7d9f-kxzvb p1 | longer ago
         11:40 Normal Updated x1 argoproj.io/v1alpha1 Application argocd/web app-web | synced",
    );
    let reasons = |options: &TimelineOptions| {
        let tree = tree_of(&front(), &events);
        let timeline = timeline(&tree, &front(), &events, options);
        let reasons = timeline.entries.into_iter().map(|entry| entry.reason);
        reasons.collect::<Vec<_>>().join(" ")
    };
    let warnings = TimelineOptions {
        warnings_only: true,
        ..all()
    };
    assert_eq!(reasons(&warnings), "Older Old BackOff");
    let recent = TimelineOptions {
        since: Some(SignedDuration::from_hours(1)),
        ..all()
    };
    assert_eq!(reasons(&recent), "Old BackOff Updated");
    let of = |uid: &str| TimelineOptions {
        for_object: Some(uid.to_owned()),
        ..all()
    };
    assert_eq!(reasons(&of("r1")), "Older Old BackOff");
    assert_eq!(reasons(&of("d1")), "Scaled Older Old BackOff");
}

fn synced(operation: Value, history: Value) -> Application {
    let mut value = application_value("web", resources("apps Deployment web/front Synced"));
    value["status"]["operationState"] = operation;
    value["status"]["history"] = history;
    Application::from_value(&value).unwrap()
}

#[test]
fn operations_and_deployments_are_joined_in() {
    let application = synced(
        json!({
            "phase": "Failed", "message": "one or more objects failed to apply",
            "startedAt": "2026-01-01T10:20:00Z", "finishedAt": "2026-01-01T10:21:00Z",
            "operation": {"initiatedBy": {"username": "alice"}, "sync": {"revision": "9.3.0"}},
        }),
        json!([
            {"id": 0, "revision": "0123456789abcdef0123456789abcdef01234567",
             "deployedAt": "2026-01-01T08:00:00Z", "initiatedBy": {"automated": true}},
            {"id": 1, "revisions": ["9.2.10", "0123456789abcdef0123456789abcdef01234567"],
             "deployStartedAt": "2026-01-01T09:59:00Z", "deployedAt": "2026-01-01T10:00:00Z"},
        ]),
    );
    let events = seen("10:20 Normal Scaled x1 apps/v1 Deployment web/front d1 | up");
    assert_snapshot!(told(&application, &events, &all()), @"
    08:00 History x1 Normal Application/web Deployed: auto-sync deployed 0123456 (history ID 0)
    10:00 History x1 Normal Application/web Deployed: deployed 9.2.10, 0123456 (history ID 1)
    10:20 Event x1 Normal Deployment/front Scaled: up
    10:20 Operation x1 Normal Application/web OperationStarted: alice asked for a sync to 9.3.0
    10:21 Operation x1 Warning Application/web OperationFailed: one or more objects failed to apply
    ");
}

#[test]
fn what_argo_cd_complains_of_is_told_though_it_writes_no_event() {
    let mut value = application_value("web", resources("apps Deployment web/front Synced"));
    value["status"]["conditions"] = json!([
        {"type": "OrphanedResourceWarning", "message": "1 orphan", "lastTransitionTime": "2026-01-01T10:10:00Z"},
        {"type": "ComparisonError", "message": "chart not found", "lastTransitionTime": "2026-01-01T10:20:00Z"}]);
    let application = Application::from_value(&value).unwrap();
    assert_snapshot!(told(&application, &seen(""), &all()), @"10:20 Condition x1 Warning Application/web ComparisonError: chart not found");
}

#[test]
fn a_try_that_failed_is_told_though_the_operation_runs_on() {
    let application = synced(
        json!({
            "phase": "Running", "message": "will try again", "retryCount": 2,
            "startedAt": "2026-01-01T10:20:00Z", "finishedAt": "2026-01-01T10:21:00Z",
        }),
        json!([]),
    );
    assert_snapshot!(told(&application, &seen(""), &all()), @"
    10:20 Operation x1 Normal Application/web OperationStarted: somebody asked for a sync
    10:21 Operation x1 Warning Application/web OperationRetrying: will try again
    ");
}

#[test]
fn secrets_in_messages_are_masked() {
    let events = seen(
        "10:10 Warning Failed x1 apps/v1 Deployment web/front d1 | cannot pull https://bob:hunter2@example.com/x",
    );
    let told = told(&front(), &events, &all());
    assert!(!told.contains("hunter2"), "{told}");
    assert!(told.contains("example.com"), "{told}");
}

#[test]
fn events_that_could_not_be_read_and_gaps_of_the_tree_are_said() {
    let gap = |kind: &str, namespace: &str| Gap {
        reason: GapReason::Forbidden,
        what: format!("{kind}s in {namespace}"),
        message: "you may not list them".to_owned(),
        scope: Some(Scope::namespace("", kind, namespace)),
        right: None,
    };
    let mut events = seen("");
    for (kind, namespace) in [
        ("Event", "web"),
        ("Event", "other"),
        ("Pod", "web"),
        ("Pod", "other"),
    ] {
        events.apply(Update::Gap(gap(kind, namespace)));
    }
    let tree = tree_of(&front(), &events);
    let timeline = timeline(&tree, &front(), &events, &all());
    assert_eq!(timeline.gaps, [gap("Event", "web"), gap("Pod", "web")]);
}

#[test]
fn a_timeline_is_written_as_promised() {
    let events = seen("10:10 Normal Scaled x2 apps/v1 Deployment web/front d1 | up");
    let tree = tree_of(&front(), &events);
    let timeline = timeline(&tree, &front(), &events, &all());
    let written = serde_json::to_string_pretty(&timeline.entries).unwrap();
    assert_snapshot!(written, @r#"
    [
      {
        "time": "2026-01-01T10:10:00Z",
        "firstSeen": "2026-01-01T09:00:00Z",
        "count": 2,
        "type": "Normal",
        "reason": "Scaled",
        "object": {
          "group": "apps",
          "kind": "Deployment",
          "namespace": "web",
          "name": "front"
        },
        "objects": 1,
        "message": "up",
        "source": "event"
      }
    ]
    "#);
}
