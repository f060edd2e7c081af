//! A healthy Application, changes to it, and what is said of it then.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::case::Case;
use super::super::{Clock, Lifecycle, lifecycle_by};
use crate::application::Application;
use crate::duration;
use crate::project::{Project, ProjectKnown, ProjectSpec};
use crate::windows::SyncWindow;

/// Which AppProject goes with an Application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    Project,
    ClosedWindow,
    NoProject,
    Unreadable,
}

pub(super) fn now() -> Timestamp {
    "2026-01-31T12:00:00Z".parse().unwrap()
}

/// Returns the instant that lies a Go duration before [`now`].
pub(super) fn ago(length: &str) -> String {
    (now() - duration::parse(length).unwrap()).to_string()
}

pub(super) fn source(version: &str) -> Value {
    json!({"repoURL": "https://charts.example.com", "chart": "web", "targetRevision": version})
}

/// Returns an Application that is deployed, compared a minute ago and healthy.
pub(super) fn healthy() -> Value {
    let destination = json!({"server": "https://kubernetes.default.svc", "namespace": "web"});
    json!({
        "metadata": {"name": "web", "namespace": "argocd", "creationTimestamp": ago("720h")},
        "spec": {
            "project": "team", "source": source("1.0.0"), "destination": destination,
            "syncPolicy": {"automated": {}},
        },
        "status": {
            "sync": {"status": "Synced", "revision": "1.0.0",
                     "comparedTo": {"source": source("1.0.0"), "destination": destination}},
            "health": {"status": "Healthy", "lastTransitionTime": ago("24h")},
            "reconciledAt": ago("1m"),
            "operationState": {
                "phase": "Succeeded", "startedAt": ago("25h"), "finishedAt": ago("24h"),
                "operation": {"sync": {"revision": "1.0.0"}},
                "syncResult": {"revision": "1.0.0", "source": source("1.0.0")},
            },
            "history": [{"id": 0, "revision": "1.0.0", "source": source("1.0.0")}],
            "resources": [{"group": "apps", "kind": "Deployment", "name": "web", "status": "Synced"}],
        },
    })
}

/// Lays a JSON merge patch over a value: objects merge, null removes, all else replaces.
pub(super) fn merge(target: &mut Value, change: &Value) {
    let Some(change) = change.as_object() else {
        *target = change.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, value) in change {
        match value {
            Value::Null => _ = target.as_object_mut().unwrap().remove(key),
            value => merge(&mut target[key], value),
        }
    }
}

/// Reads the healthy Application with changes laid over it, one after the other.
pub(super) fn changed(changes: &[&Value]) -> Application {
    let mut value = healthy();
    changes.iter().for_each(|change| merge(&mut value, change));
    Application::from_value(&value).unwrap()
}

/// Hands the case of an Application and an AppProject to a question.
pub(super) fn with_case<T>(
    application: &Application,
    with: With,
    ask: impl Fn(&Case<'_>) -> T,
) -> T {
    let project = project(with);
    let project = match with {
        With::Project | With::ClosedWindow => ProjectKnown::Known(&project),
        With::NoProject => ProjectKnown::Gone,
        With::Unreadable => ProjectKnown::Unreadable,
    };
    ask(&Case {
        application,
        project,
        clock: &Clock::at(now()),
    })
}

fn project(with: With) -> Project {
    let window = SyncWindow {
        kind: "deny".to_owned(),
        schedule: "0 11 * * *".to_owned(),
        duration: "2h".to_owned(),
        namespaces: vec!["web".to_owned()],
        ..SyncWindow::default()
    };
    let sync_windows = match with {
        With::ClosedWindow => vec![window],
        _ => Vec::new(),
    };
    Project {
        name: "team".to_owned(),
        namespace: "argocd".to_owned(),
        spec: ProjectSpec {
            sync_windows,
            ..ProjectSpec::default()
        },
    }
}

/// Returns the verdict on the healthy Application with a change laid over it.
pub(super) fn judged(change: &Value) -> Lifecycle {
    judged_with(change, With::Project)
}

/// Returns the same with another AppProject.
pub(super) fn judged_with(change: &Value, with: With) -> Lifecycle {
    let application = changed(&[change]);
    with_case(&application, with, |case| {
        lifecycle_by(case.application, case.project, case.clock)
    })
}

/// Returns `State/Reason`.
pub(super) fn word(verdict: &Lifecycle) -> String {
    format!("{}/{}", verdict.state, verdict.reason)
}

/// Returns `State/Reason` of the healthy Application with a change laid over it.
pub(super) fn words(change: &Value) -> String {
    word(&judged(change))
}

/// A running operation with changes.
pub(super) fn running(change: Value) -> Value {
    let mut state = json!({"phase": "Running", "startedAt": ago("1m"), "finishedAt": null,
                           "message": "one or more tasks are running"});
    merge(&mut state, &change);
    json!({"status": {"operationState": state}})
}

/// Out of sync with a sync policy.
pub(super) fn drifted(automated: Value) -> Value {
    json!({
        "spec": {"syncPolicy": {"automated": automated}},
        "status": {"sync": {"status": "OutOfSync"}, "resources": [
            {"kind": "Service", "name": "web", "status": "OutOfSync"},
            {"kind": "ConfigMap", "name": "web", "status": "Synced"},
        ]},
    })
}

/// Laid over another change.
pub(super) fn and(mut first: Value, second: Value) -> Value {
    // A null of the first must not be lost under an object of the second.
    merge_keeping_nulls(&mut first, second);
    first
}

fn merge_keeping_nulls(target: &mut Value, change: Value) {
    match (target, change) {
        (Value::Object(target), Value::Object(change)) => {
            for (key, value) in change {
                merge_keeping_nulls(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, change) => *target = change,
    }
}
