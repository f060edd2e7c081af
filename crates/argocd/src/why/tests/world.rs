//! Worlds for tests: one Application, `shop`, what it manages, and what is around it.
//!
//! Test-only. The Application is well unless a patch says otherwise; objects are as the API server has them.

use serde_json::{Map, Value, json};

use crate::application::Application;
use crate::lifecycle::{Lifecycle, SilentControllers, lifecycle};
use crate::object::{Object, ObjectRef};
use crate::project::Projects;
use crate::snapshot::{Scope, Snapshot, Update};
use crate::tree::{TreeOptions, build};
use crate::why::{Answer, Cause, LogTail, LogWant, Member, Question, answer, members};

/// The instant every question is asked at.
pub(super) const NOW: &str = "2026-11-26T10:00:00Z";

/// What is known.
#[derive(Clone, Default)]
pub(super) struct World {
    snapshot: Snapshot,
    logs: Vec<LogTail>,
}

impl World {
    /// Returns a world with the Application `shop`, which is well but for a patch.
    pub(super) fn of(patch: Value) -> Self {
        let mut world = Self::default().with(shop(patch));
        for (group, kind) in [
            ("", "Event"),
            ("", "PersistentVolumeClaim"),
            ("argoproj.io", "AppProject"),
            ("discovery.k8s.io", "EndpointSlice"),
        ] {
            world
                .snapshot
                .apply(Update::Settled(Scope::everywhere(group, kind)));
        }
        world.with(
            json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject",
            "metadata": {"name": "default", "namespace": "argocd"}, "spec": {}}),
        )
    }

    /// Returns the world with one more object.
    pub(super) fn with(mut self, object: Value) -> Self {
        self.snapshot
            .apply(Update::Seen(Object::from_value(object).unwrap()));
        self
    }

    /// Returns the world with an object that was read as it is.
    pub(super) fn seen(mut self, object: Object) -> Self {
        self.snapshot.apply(Update::Seen(object));
        self
    }

    /// Returns the world with an Event, of namespace `web`, as in `Pod/front-1`.
    pub(super) fn event(self, about: &str, reason: &str, message: &str) -> Self {
        let (kind, name) = about.split_once('/').unwrap();
        let group = match kind {
            "ReplicaSet" | "Deployment" | "StatefulSet" => "apps/v1",
            "Job" => "batch/v1",
            _ => "v1",
        };
        let count = self.snapshot.of_kind("", "Event").count();
        self.with(json!({"apiVersion": "v1", "kind": "Event",
            "metadata": {"name": format!("{name}.{count}"), "namespace": "web"},
            "involvedObject": {"apiVersion": group, "kind": kind, "namespace": "web", "name": name},
            "type": "Warning", "reason": reason, "message": message,
            "lastTimestamp": format!("2026-11-26T09:59:{count:02}Z")}))
    }

    /// Returns the world with the last lines of a log, of the Pod `front-1`.
    pub(super) fn log(mut self, container: &str, previous: bool, lines: &[&str]) -> Self {
        let of = LogWant {
            pod: ObjectRef::new("", "Pod", "web", "front-1"),
            container: container.to_owned(),
            previous,
        };
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        self.logs.push(LogTail { of, lines });
        self
    }

    /// Asks why `shop` is in its state.
    pub(super) fn ask(&self) -> Answer {
        self.ask_about("shop")
    }

    /// Asks why an Application is in its state.
    pub(super) fn ask_about(&self, name: &str) -> Answer {
        self.ask_to_depth(name, 4)
    }

    fn ask_to_depth(&self, name: &str, depth: usize) -> Answer {
        let application = self
            .snapshot
            .applications()
            .find(|one| one.metadata.name == name)
            .unwrap();
        let tree = build(application, &self.snapshot, &TreeOptions::default());
        let mut children: Vec<Member> = members(&tree, &self.snapshot, |child| self.judge(child));
        for child in &mut children {
            child.answer =
                (depth > 0).then(|| self.ask_to_depth(&child.application.name, depth - 1));
        }
        let now = NOW.parse().unwrap();
        let projects = Projects::of(&self.snapshot);
        let silent = SilentControllers::among(self.snapshot.applications(), |_| true, now);
        answer(&Question {
            application,
            lifecycle: &self.judge(application),
            tree: &tree,
            deployed: &self.snapshot,
            home: &self.snapshot,
            project: projects.find(application),
            silent: silent.is_stale(application),
            members: &children,
            logs: &self.logs,
            now,
        })
    }

    fn judge(&self, application: &Application) -> Lifecycle {
        let projects = Projects::of(&self.snapshot);
        lifecycle(
            application,
            projects.find(application),
            NOW.parse().unwrap(),
        )
    }
}

/// Returns the Application `shop` with a patch over it.
pub(super) fn shop(patch: Value) -> Value {
    let source = json!({"repoURL": "https://git.example.com/platform.git", "path": "charts/shop", "targetRevision": "main"});
    let destination = json!({"server": "https://kubernetes.default.svc", "namespace": "web"});
    let mut shop = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": "shop", "namespace": "argocd", "uid": "app-shop", "creationTimestamp": "2026-11-20T10:00:00Z"},
        "spec": {"project": "default", "source": source, "destination": destination,
                 "syncPolicy": {"automated": {"prune": true, "selfHeal": true}}},
        "status": {
            "controllerNamespace": "argocd", "reconciledAt": "2026-11-26T09:59:00Z",
            "sync": {"status": "Synced", "revision": "a1", "comparedTo": {"source": source, "destination": destination}},
            "health": {"status": "Healthy", "lastTransitionTime": "2026-11-26T09:30:00Z"},
            "history": [{"id": 0, "revision": "a1", "deployedAt": "2026-11-26T09:00:00Z"}],
            "operationState": {
                "phase": "Succeeded", "message": "successfully synced (all tasks run)",
                "startedAt": "2026-11-26T08:59:00Z", "finishedAt": "2026-11-26T09:00:00Z",
                "operation": {"sync": {"revision": "a1"}},
                "syncResult": {"revision": "a1", "source": source},
            },
        },
    });
    merge(&mut shop, patch);
    // The spec that was compared is the one that is there: a patch of the spec need not say it again.
    let spec = shop["spec"].clone();
    shop["status"]["sync"]["comparedTo"] =
        json!({"source": spec["source"], "destination": spec["destination"]});
    if shop["status"]["operationState"]["syncResult"].is_object() {
        shop["status"]["operationState"]["syncResult"]["source"] = spec["source"].clone();
    }
    shop
}

/// Merges a JSON merge patch (RFC 7396).
pub(super) fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    for (key, value) in patch {
        match value {
            Value::Null => _ = target.as_object_mut().unwrap().remove(&key),
            value => merge(&mut target[&key], value),
        }
    }
}

/// Lays one patch over another; null stays, so that it takes out what the first patch is merged into.
pub(super) fn over(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                over(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// Returns a patch: these managed resources, `apps Deployment front`, all in `web`, and this health.
pub(super) fn managing(health: &str, lines: &[&str]) -> Value {
    let resources = lines.iter().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let group = if words[0] == "core" { "" } else { words[0] };
        json!({"group": group, "version": "v1", "kind": words[1], "namespace": "web", "name": words[2],
               "status": words.get(3).unwrap_or(&"Synced")})
    });
    json!({"status": {"health": {"status": health}, "resources": resources.collect::<Vec<_>>()}})
}

/// Returns a patch: a failed sync whose resource `Kind/name` (core group unless given) got this message.
pub(super) fn failed_sync(resource: &str, message: &str) -> Value {
    let (kind, name) = resource.split_once('/').unwrap();
    let (group, kind) = kind
        .rsplit_once('.')
        .map_or(("", kind), |(kind, group)| (group, kind));
    json!({"status": {"sync": {"status": "OutOfSync"}, "operationState": {
        "phase": "Failed",
        "message": format!("one or more objects failed to apply, reason: {message}"),
        "syncResult": {"revision": "a1", "resources": [
            {"group": group, "version": "v1", "kind": kind, "namespace": "web", "name": name,
             "status": "SyncFailed", "hookPhase": "Failed", "syncPhase": "Sync", "message": message}]},
    }}})
}

/// Returns a patch: Argo CD raises a condition; it could not compare where that is a comparison error.
pub(super) fn condition(kind: &str, message: &str) -> Value {
    let conditions = json!([{"type": kind, "message": message}]);
    match kind {
        "ComparisonError" | "InvalidSpecError" => {
            json!({"status": {"conditions": conditions, "sync": {"status": "Unknown"}}})
        }
        _ => json!({"status": {"conditions": conditions}}),
    }
}

/// Returns a world in which the Deployment `front` does not come up because of its Pod `front-1`.
pub(super) fn with_pod(pod: Value) -> World {
    let world = World::of(managing("Degraded", &["apps Deployment front"]));
    let world = world.with(json!({"apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "front", "namespace": "web", "uid": "d", "generation": 1},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "front"}}, "template": {"metadata": {"labels": {"app": "front"}}}},
        "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "unavailableReplicas": 1, "conditions": [
            {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "ReplicaSet \"front-1\" has timed out progressing."}]}}));
    let world = world.with(owned(
        "apps/v1",
        "ReplicaSet",
        "front-1",
        "r",
        "d",
        json!({"spec": {"replicas": 1}, "status": {"observedGeneration": 1, "replicas": 1}}),
    ));
    world.with(owned("v1", "Pod", "front-1", "p", "r", pod))
}

/// Returns an object of namespace `web` that another one owns.
pub(super) fn owned(
    api_version: &str,
    kind: &str,
    name: &str,
    uid: &str,
    owner: &str,
    rest: Value,
) -> Value {
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {
        "name": name, "namespace": "web", "uid": uid, "generation": 1,
        "ownerReferences": [{"apiVersion": "any/v1", "kind": "Any", "name": "any", "uid": owner}]}});
    merge(&mut object, rest);
    object
}

/// Returns a Pod whose one container, `app`, is in this state.
pub(super) fn pod(container: Value) -> Value {
    let mut status = json!({"name": "app", "ready": false, "restartCount": 0, "image": "shop:1"});
    merge(&mut status, container);
    json!({
        "metadata": {"labels": {"app": "front"}},
        "spec": {"restartPolicy": "Always", "containers": [
            {"name": "app", "image": "registry.example.com/shop:1", "resources": {"limits": {"memory": "256Mi"}},
             "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}}}]},
        "status": {"phase": "Running", "containerStatuses": [status], "conditions": [
            {"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": "False"}]},
    })
}

/// Asserts the cause, and that the answer holds these words.
#[track_caller]
pub(super) fn assert_cause(answer: &Answer, cause: Cause, words: &[&str]) {
    let text = serde_json::to_string(answer).unwrap();
    assert_eq!(answer.cause, cause, "{text}");
    for word in words {
        assert!(text.contains(word), "no `{word}` in {text}");
    }
}
