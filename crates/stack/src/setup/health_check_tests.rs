use mlua::{Lua, LuaOptions, StdLib, Table, Value as LuaValue};
use serde_json::{Value, json};

use super::*;

/// The instant every check runs at: 2026-03-01T12:00:00Z.
const NOW: i64 = 1_772_366_400;

/// Runs a check on an Application as Argo CD runs a user's: no library but base and table, and `os` with `time` and
/// `date` behind `require`.
fn run(check: &str, application: &Value) -> Option<(String, String)> {
    let lua = Lua::new_with(StdLib::TABLE | StdLib::OS, LuaOptions::default()).unwrap();
    let globals = lua.globals();
    clock(&lua);
    for gone in ["dofile", "loadfile", "print"] {
        globals.set(gone, LuaValue::Nil).unwrap();
    }
    globals.set("obj", table(&lua, application)).unwrap();
    let answer: LuaValue = lua.load(check).eval().unwrap();
    let answer = answer.as_table()?;
    let text = |key: &str| {
        answer
            .get::<Option<String>>(key)
            .unwrap()
            .unwrap_or_default()
    };
    Some((text("status"), text("message")))
}

/// Hides `os` behind `require`, and stops its clock. `date` with an instant is in local time, which is UTC + 2 h here.
fn clock(lua: &Lua) {
    let stopped = format!(
        r#"
        local real, hidden = os, {{}}
        function hidden.time(fields)
          if fields == nil then return {NOW} end
          local days = real.time({{ year = fields.year, month = fields.month, day = fields.day, hour = 12 }})
          local epoch = real.time({{ year = 1970, month = 1, day = 1, hour = 12 }})
          return days - epoch + fields.hour * 3600 + fields.min * 60 + fields.sec - 7200
        end
        function hidden.date(format, at)
          if at == nil then return real.date(format, {NOW}) end
          return real.date("!" .. format, at + 7200)
        end
        os = nil
        function require(name) return ({{ os = hidden }})[name] end
        "#
    );
    lua.load(stopped).exec().unwrap();
}

/// Returns JSON as Argo CD hands it over: null is nil, lists begin at 1.
fn table(lua: &Lua, value: &Value) -> LuaValue {
    match value {
        Value::Null => LuaValue::Nil,
        Value::Bool(value) => LuaValue::Boolean(*value),
        Value::Number(value) => LuaValue::Number(value.as_f64().unwrap()),
        Value::String(value) => LuaValue::String(lua.create_string(value).unwrap()),
        Value::Array(items) => {
            let items: Vec<LuaValue> = items.iter().map(|item| table(lua, item)).collect();
            LuaValue::Table(lua.create_sequence_from(items).unwrap())
        }
        Value::Object(fields) => {
            let made: Table = lua.create_table().unwrap();
            for (key, value) in fields {
                made.set(key.as_str(), table(lua, value)).unwrap();
            }
            LuaValue::Table(made)
        }
    }
}

/// A member that was synced and assessed ten minutes ago.
fn member() -> Value {
    let source = json!({"repoURL": "https://git.example.com/gitops", "targetRevision": "main",
        "path": "clusters/prod/stacks/web/manifests", "directory": {"include": "ns.yaml"}});
    let compared = json!({"repoURL": "https://git.example.com/gitops", "targetRevision": "main",
        "path": "clusters/prod/stacks/web/manifests", "directory": {"include": "ns.yaml", "jsonnet": {}}});
    let destination = json!({"server": "https://kubernetes.default.svc", "namespace": "web"});
    json!({
        "metadata": {
            "name": "prod-web-ns",
            "creationTimestamp": "2026-03-01T09:00:00Z",
            "labels": {"helm-stack/type": "manifest"},
        },
        "spec": {
            "source": source,
            "destination": destination,
            "syncPolicy": {"automated": {"prune": true, "selfHeal": true}},
        },
        "status": {
            "reconciledAt": "2026-03-01T11:50:01Z",
            "sync": {
                "status": "Synced",
                "revision": "a1",
                "comparedTo": {"source": compared, "destination": destination},
            },
            "health": {"status": "Healthy", "lastTransitionTime": "2026-03-01T11:50:01Z"},
            "operationState": {
                "phase": "Succeeded",
                "startedAt": "2026-03-01T11:49:50Z",
                "finishedAt": "2026-03-01T11:50:00Z",
                "operation": {"sync": {"revision": "a1"}},
                "syncResult": {"revision": "a1", "source": compared},
            },
        },
    })
}

/// Returns a member with fields laid over it, by JSON pointer.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut application = member();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let parent = application.pointer_mut(parent).unwrap();
        parent[key] = value.clone();
    }
    application
}

fn judged(application: &Value) -> (String, String) {
    run(&health_check(None, Others::Unjudged), application).expect("a verdict on our own")
}

#[track_caller]
fn assert_judged(changes: &[(&str, Value)], status: &str, message: &str) {
    let verdict = judged(&with(changes));
    assert_eq!((verdict.0.as_str(), verdict.1.as_str()), (status, message));
}

#[test]
fn a_member_that_is_synced_and_assessed_is_healthy() {
    assert_judged(&[], "Healthy", "");
}

#[test]
fn a_member_without_a_status_waits_until_its_deadline() {
    let created = |at: &str| {
        judged(&with(&[
            ("/status", Value::Null),
            ("/metadata/creationTimestamp", json!(at)),
        ]))
    };
    assert_eq!(created("2026-03-01T11:59:59Z").0, "Progressing");
    assert_eq!(created("2026-03-01T11:45:00Z").0, "Progressing");
    assert_eq!(created("2026-03-01T11:44:59Z").0, "Degraded");
}

#[test]
fn a_status_of_the_spec_before_is_not_believed() {
    let older = "its status is older than its spec";
    for (pointer, value) in [
        (
            "/spec/source/targetRevision",
            json!("refs/tags/helm-stack/prod/web/1.1.0-2"),
        ),
        ("/spec/source/directory/include", json!("other.yaml")),
        (
            "/spec/source/helm",
            json!({"parameters": [{"name": "a", "value": "b"}]}),
        ),
        ("/spec/destination/namespace", json!("other")),
        ("/status/sync/comparedTo/source/chart", json!("grafana")),
    ] {
        assert_judged(&[(pointer, value)], "Progressing", older);
    }
}

#[test]
fn several_sources_are_compared_one_by_one() {
    let sources = json!([{"repoURL": "https://charts.example.com", "chart": "grafana", "targetRevision": "9.2.10"},
        {"repoURL": "https://git.example.com/gitops", "targetRevision": "main", "ref": "values"}]);
    let mut newer = sources.clone();
    newer[0]["targetRevision"] = json!("9.3.0");
    let compared = |spec: &Value| {
        judged(&with(&[
            ("/spec/source", Value::Null),
            ("/spec/sources", spec.clone()),
            ("/status/sync/comparedTo/source", json!({"repoURL": ""})),
            ("/status/sync/comparedTo/sources", sources.clone()),
        ]))
        .0
    };
    assert_eq!(compared(&sources), "Healthy");
    assert_eq!(compared(&newer), "Progressing");
}

#[test]
fn a_sync_that_is_asked_for_or_runs_is_waited_for() {
    assert_judged(
        &[("/operation", json!({"sync": {}}))],
        "Progressing",
        "a sync is about to start",
    );
    for phase in ["Running", "Terminating"] {
        let running = [
            ("/status/operationState/phase", json!(phase)),
            (
                "/status/operationState/startedAt",
                json!("2026-03-01T11:59:00Z"),
            ),
            ("/status/health/status", json!("Degraded")),
        ];
        assert_judged(&running, "Progressing", "a sync is running");
    }
}

#[test]
fn a_sync_that_runs_longer_than_the_deadline_has_failed() {
    let running = [
        ("/status/operationState/phase", json!("Running")),
        (
            "/status/operationState/startedAt",
            json!("2026-03-01T11:40:00Z"),
        ),
    ];
    assert_judged(
        &running,
        "Degraded",
        "a sync is running; for longer than 900 s",
    );
}

#[test]
fn health_from_before_the_end_of_the_sync_is_not_believed() {
    let stale = [("/status/reconciledAt", json!("2026-03-01T11:49:59Z"))];
    assert_judged(
        &stale,
        "Progressing",
        "its health was not assessed again since the last sync",
    );
    let same_second = [("/status/reconciledAt", json!("2026-03-01T11:50:00Z"))];
    assert_judged(&same_second, "Healthy", "");
}

#[test]
fn a_member_may_progress_until_its_deadline() {
    let since = |at: &str, deadline: &str| {
        let finished = json!("2026-03-01T11:00:00Z");
        let application = with(&[
            ("/status/operationState/finishedAt", finished),
            (
                "/status/health",
                json!({"status": "Progressing", "message": "0 of 1 ready", "lastTransitionTime": at}),
            ),
            (
                "/metadata/annotations",
                json!({"helm-stack/progress-deadline": deadline}),
            ),
        ]);
        judged(&application)
    };
    assert_eq!(
        since("2026-03-01T11:50:00Z", "900"),
        ("Progressing".into(), "0 of 1 ready".into())
    );
    let late = "0 of 1 ready; for longer than 60 s";
    assert_eq!(
        since("2026-03-01T11:50:00Z", "60"),
        ("Degraded".into(), late.into())
    );
    assert_eq!(since("2026-03-01T11:50:00Z", "soon").0, "Progressing");
    assert_eq!(since("2026-03-01T11:40:00Z", "soon").0, "Degraded");
}

#[test]
fn a_new_sync_begins_the_deadline_anew() {
    let mended = [
        (
            "/status/health",
            json!({"status": "Progressing", "lastTransitionTime": "2026-03-01T10:00:00Z"}),
        ),
        (
            "/status/operationState/finishedAt",
            json!("2026-03-01T11:59:00Z"),
        ),
        ("/status/reconciledAt", json!("2026-03-01T11:59:01Z")),
    ];
    assert_judged(&mended, "Progressing", "its health is Progressing");
}

#[test]
fn a_slow_member_that_comes_up_after_its_deadline_is_healthy() {
    let late = [
        (
            "/status/operationState/finishedAt",
            json!("2026-03-01T10:00:00Z"),
        ),
        (
            "/status/health/lastTransitionTime",
            json!("2026-03-01T11:59:00Z"),
        ),
    ];
    assert_judged(&late, "Healthy", "");
}

#[test]
fn what_is_neither_healthy_nor_degraded_waits_under_the_deadline() {
    for (health, status) in [
        ("Missing", "Progressing"),
        ("Unknown", "Progressing"),
        ("Suspended", "Suspended"),
    ] {
        let now = [(
            "/status/health",
            json!({"status": health, "lastTransitionTime": "2026-03-01T11:59:00Z"}),
        )];
        assert_judged(&now, status, &format!("its health is {health}"));
        let long = [
            (
                "/status/operationState/finishedAt",
                json!("2026-03-01T11:00:00Z"),
            ),
            (
                "/status/health",
                json!({"status": health, "lastTransitionTime": "2026-03-01T11:00:00Z"}),
            ),
        ];
        assert_eq!(judged(&with(&long)).0, "Degraded", "{health}");
    }
}

#[test]
fn degraded_is_passed_on() {
    let degraded = [(
        "/status/health",
        json!({"status": "Degraded", "message": "no image"}),
    )];
    assert_judged(&degraded, "Degraded", "no image");
}

#[test]
fn healthy_before_what_git_wants_is_applied_is_not_believed() {
    let newer = [
        ("/status/sync/status", json!("OutOfSync")),
        ("/status/sync/revision", json!("b2")),
    ];
    assert_judged(
        &newer,
        "Progressing",
        "healthy, but what Git wants is not applied yet",
    );
    let partial = [
        ("/status/sync/status", json!("OutOfSync")),
        (
            "/status/operationState/operation/sync/resources",
            json!([{"kind": "Secret"}]),
        ),
    ];
    assert_eq!(judged(&with(&partial)).0, "Progressing");
}

#[test]
fn a_chart_that_never_settles_does_not_hold_its_children() {
    assert_judged(
        &[("/status/sync/status", json!("OutOfSync"))],
        "Healthy",
        "",
    );
}

#[test]
fn a_failed_sync_is_degraded_whatever_health_says() {
    let failed = [
        ("/status/operationState/phase", json!("Failed")),
        ("/status/sync/status", json!("OutOfSync")),
    ];
    assert_judged(&failed, "Degraded", "the last sync failed");
    let hook = [("/status/operationState/phase", json!("Failed"))];
    assert_judged(&hook, "Degraded", "the last sync failed");
    let of_another_revision = [
        ("/status/operationState/phase", json!("Error")),
        ("/status/operationState/syncResult/revision", json!("a0")),
    ];
    assert_judged(&of_another_revision, "Healthy", "");
}

#[test]
fn somebody_who_must_sync_is_waited_for_under_the_deadline() {
    let manual = |finished: &str| {
        let application = with(&[
            ("/spec/syncPolicy", json!({})),
            ("/status/sync/status", json!("OutOfSync")),
            ("/status/sync/revision", json!("b2")),
            ("/status/operationState/finishedAt", json!(finished)),
            ("/status/health/lastTransitionTime", json!(finished)),
        ]);
        judged(&application).0
    };
    assert_eq!(manual("2026-03-01T11:50:00Z"), "Progressing");
    assert_eq!(manual("2026-03-01T11:00:00Z"), "Degraded");
}

#[test]
fn errors_that_last_are_degraded_and_fresh_ones_wait() {
    for (kind, compared) in [
        ("InvalidSpecError", json!(null)),
        ("ComparisonError", json!("Unknown")),
    ] {
        let at = |instant: &str| {
            let condition = json!([{"type": kind, "message": "x", "lastTransitionTime": instant}]);
            let unknown =
                json!({"status": "Unknown", "lastTransitionTime": "2026-03-01T11:59:00Z"});
            let mut application = with(&[
                ("/status/conditions", condition),
                ("/status/health", unknown),
            ]);
            if compared.is_null() {
                application["status"]["sync"] = json!({"status": "Unknown"});
                application["metadata"]["creationTimestamp"] = json!("2026-03-01T11:57:00Z");
            }
            judged(&application)
        };
        assert_eq!(at("2026-03-01T11:59:00Z").0, "Progressing", "{kind}");
        assert_eq!(at("2026-03-01T11:57:00Z"), ("Degraded".into(), kind.into()));
    }
}

#[test]
fn nothing_is_said_of_others() {
    for labels in [json!(null), json!({"app": "x"})] {
        let other = with(&[
            ("/metadata/labels", labels),
            ("/status/health/status", json!("Degraded")),
        ]);
        assert_eq!(run(&health_check(None, Others::Unjudged), &other), None);
        let healthy = run(&health_check(None, Others::Healthy), &other);
        assert_eq!(healthy, Some(("Healthy".into(), "not assessed".into())));
    }
}

const FOREIGN: &str = "hs = {}\nhs.status = obj.status.health.status\nreturn hs\n";

#[test]
fn a_check_of_somebody_else_goes_on_judging_others() {
    for others in [Others::Unjudged, Others::Healthy] {
        let check = health_check(Some(FOREIGN), others);
        let degraded = ("/status/health/status", json!("Degraded"));
        let other = with(&[("/metadata/labels", json!({})), degraded]);
        assert_eq!(
            run(&check, &other),
            Some(("Degraded".into(), String::new()))
        );
        let newer = [
            ("/status/sync/status", json!("OutOfSync")),
            ("/status/sync/revision", json!("b2")),
        ];
        assert_eq!(run(&check, &with(&newer)).unwrap().0, "Progressing");
    }
}

#[test]
fn the_check_is_written_once() {
    for existing in [None, Some(""), Some(FOREIGN), Some("return {}")] {
        for others in [Others::Unjudged, Others::Healthy] {
            let once = health_check(existing, others);
            assert!(is_ours(&once));
            assert_eq!(health_check(Some(&once), others), once);
            assert_eq!(foreign(&once), existing.unwrap_or_default());
        }
    }
}

#[test]
fn an_older_wording_of_ours_is_replaced() {
    let older =
        "-- helm-stack: begin, as it was\nreturn nil\n-- helm-stack: end, as it was\nreturn {}\n";
    assert_eq!(
        health_check(Some(older), Others::Unjudged),
        health_check(Some("return {}\n"), Others::Unjudged)
    );
}

#[test]
fn only_versions_that_take_nothing_for_no_check_are_told_nothing() {
    for version in ["v3.6.1", "3.6", "3.10.2", "4.0.0", "v3.6.0-rc1"] {
        assert_eq!(
            Others::for_version(Some(version)),
            Others::Unjudged,
            "{version}"
        );
    }
    for version in [
        Some("v3.5.7"),
        Some("3.2.1"),
        Some("2.14.0"),
        Some("latest"),
        Some(""),
        None,
    ] {
        assert_eq!(Others::for_version(version), Others::Healthy, "{version:?}");
    }
}
