use argocd::object::Object;
use argocd::snapshot::{Scope, Update};
use jiff::SignedDuration;
use plugin_kit::view::{View, json_line};
use serde_json::{Value, json};

use super::*;
use crate::view::fixture::{now, snapshot};

/// A list that is drawn again and again, and each time compared with one that knows nothing of the last.
struct Watched {
    judged: Judged,
    snapshot: Snapshot,
    now: Timestamp,
}

impl Watched {
    fn new(objects: impl IntoIterator<Item = Value>) -> Self {
        let mut watched = Self {
            judged: Judged::default(),
            snapshot: snapshot(objects),
            now: now(),
        };
        watched.drawn();
        watched
    }

    fn see(&mut self, object: Value) {
        let object = Object::from_value(object).unwrap();
        self.snapshot.apply(Update::Seen(object));
    }

    fn wait(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    fn drawn(&mut self) -> ListView {
        let all = Selection::default();
        let view = self.judged.list(&self.snapshot, &all, self.now);
        let anew = ListView::of_all(&self.snapshot, &all, self.now);
        assert_eq!(json_line(&view).unwrap(), json_line(&anew).unwrap());
        assert_eq!(view.blocks(true), anew.blocks(true));
        view
    }

    /// Returns state and reason of the only add-on.
    fn state(&mut self) -> String {
        let lifecycle = self.drawn().items[0].addon.lifecycle.clone();
        format!("{}/{}", lifecycle.state, lifecycle.reason)
    }
}

fn object(api_version: &str, kind: &str, name: &str, rest: Value) -> Value {
    let mut object = json!({"apiVersion": api_version, "kind": kind,
        "metadata": {"name": name, "namespace": "argocd", "creationTimestamp": "2026-03-01T11:59:00Z"}});
    for (key, value) in rest.as_object().unwrap() {
        object[key] = value.clone();
    }
    object
}

fn application(name: &str, sync: &str, health: &str) -> Value {
    let status = json!({"sync": {"status": sync}, "reconciledAt": "2026-03-01T12:00:00Z",
        "health": {"status": health, "lastTransitionTime": "2026-03-01T11:30:00Z"}});
    let spec = json!({"project": "team", "syncPolicy": {"automated": {}},
        "destination": {"server": "https://kubernetes.default.svc", "namespace": "web"}});
    object(
        "argoproj.io/v1alpha1",
        "Application",
        name,
        json!({"spec": spec, "status": status}),
    )
}

fn project(windows: Value) -> Value {
    object(
        "argoproj.io/v1alpha1",
        "AppProject",
        "team",
        json!({"spec": {"syncWindows": windows}}),
    )
}

fn rows(view: &ListView) -> Vec<Arc<Row>> {
    view.table().rows
}

#[test]
fn one_application_that_changes_costs_one_row() {
    let names = ["a", "b", "c"];
    let mut watched = Watched::new(names.map(|name| application(name, "Synced", "Healthy")));
    let before = watched.drawn();
    watched.see(application("b", "OutOfSync", "Healthy"));
    let after = watched.drawn();
    let kept = rows(&before).into_iter().zip(rows(&after));
    let kept: Vec<bool> = kept.map(|(old, new)| Arc::ptr_eq(&old, &new)).collect();
    assert_eq!(kept, [true, false, true]);
    assert!(Arc::ptr_eq(&before.items[0].addon, &after.items[0].addon));
    assert_eq!(watched.judged.known.len(), 3);
}

#[test]
fn an_application_that_comes_again_as_it_was_or_goes_is_not_kept() {
    let mut watched = Watched::new([application("a", "Synced", "Healthy")]);
    watched.see(application("a", "Synced", "Healthy"));
    watched.drawn();
    assert_eq!(watched.judged.known.len(), 1);
    let gone = watched.drawn().items[0].addon.reference();
    watched.snapshot.apply(Update::Gone(gone));
    assert!(watched.drawn().items.is_empty());
    assert!(watched.judged.known.is_empty());
}

#[test]
fn an_age_moves_on_and_the_add_on_stays() {
    let mut watched = Watched::new([application("a", "Synced", "Healthy")]);
    let before = watched.drawn();
    watched.wait(1);
    let after = watched.drawn();
    assert!(Arc::ptr_eq(&before.items[0].addon, &after.items[0].addon));
    assert_ne!(rows(&before), rows(&after));
}

#[test]
fn a_state_that_follows_the_clock_is_judged_again() {
    let new = object("argoproj.io/v1alpha1", "Application", "a", json!({}));
    let mut watched = Watched::new([new]);
    assert_eq!(watched.state(), "Pending/NotReconciled");
    watched.wait(5);
    assert_eq!(watched.state(), "Unknown/NobodyReconciles");
    let mut watched = Watched::new([application("a", "Synced", "Progressing")]);
    assert_eq!(watched.state(), "Deploying/Progressing");
    watched.wait(31);
    assert_eq!(watched.state(), "Deploying/ProgressingLong");
}

#[test]
fn an_operation_becomes_stuck_and_a_controller_silent_as_time_passes() {
    let mut running = application("a", "Synced", "Healthy");
    running["status"]["operationState"] = json!({"phase": "Running",
        "startedAt": "2026-03-01T12:00:00Z", "operation": {"sync": {"dryRun": true}}});
    let mut watched = Watched::new([running, application("b", "Synced", "Healthy")]);
    let flags = |view: ListView| {
        let addons = view.items.into_iter().map(|item| item.addon);
        addons.map(|a| (a.stuck, a.stale)).collect::<Vec<_>>()
    };
    assert_eq!(flags(watched.drawn()), [(false, false), (false, false)]);
    watched.wait(16);
    assert_eq!(flags(watched.drawn()), [(false, true), (false, true)]);
    watched.wait(45);
    assert_eq!(flags(watched.drawn()), [(true, true), (false, true)]);
}

#[test]
fn an_app_project_that_changes_or_is_known_to_be_gone_changes_its_add_ons() {
    let mut deleted = application("a", "OutOfSync", "Healthy");
    let mut watched = Watched::new([deleted.clone()]);
    let open = watched.state();
    let always =
        json!([{"kind": "deny", "schedule": "* * * * *", "duration": "1h", "namespaces": ["*"]}]);
    watched.see(project(always));
    assert_eq!(watched.state(), "Pending/SyncWindow");
    watched.see(project(json!([])));
    assert_eq!(watched.state(), open);

    deleted["metadata"]["deletionTimestamp"] = json!("2026-03-01T12:00:00Z");
    deleted["metadata"]["finalizers"] = json!(["resources-finalizer.argocd.argoproj.io"]);
    let mut watched = Watched::new([deleted]);
    let unknown = watched.state();
    let projects = Scope::namespace("argoproj.io", "AppProject", "argocd");
    watched.snapshot.apply(Update::Settled(projects));
    assert_ne!(watched.state(), unknown);
}

#[test]
fn settings_that_change_change_the_owner() {
    let mut child = application("a", "Synced", "Healthy");
    child["metadata"]["labels"] = json!({"app.kubernetes.io/instance": "root"});
    let mut watched = Watched::new([child]);
    let owner = |view: ListView| view.items[0].addon.owner.as_ref().map(|o| o.name.clone());
    assert_eq!(owner(watched.drawn()), None);
    let data = json!({"data": {"application.resourceTrackingMethod": "label"}});
    watched.see(object("v1", "ConfigMap", "argocd-cm", data));
    assert_eq!(owner(watched.drawn()).as_deref(), Some("root"));
}

#[test]
fn filters_choose_anew_each_time() {
    let mut watched = Watched::new([application("a", "Synced", "Healthy")]);
    let synced = Selection {
        states: vec![argocd::lifecycle::State::Synced],
        ..Selection::default()
    };
    let shown = |watched: &mut Watched| {
        let view = watched.judged.list(&watched.snapshot, &synced, watched.now);
        view.items.len()
    };
    assert_eq!(shown(&mut watched), 1);
    watched.see(application("a", "Synced", "Degraded"));
    assert_eq!(shown(&mut watched), 0);
    watched.see(application("a", "Synced", "Healthy"));
    assert_eq!(shown(&mut watched), 1);
}
