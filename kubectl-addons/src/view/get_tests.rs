use serde_json::json;

use super::*;
use crate::view::fixture::{application, drawn, now, snapshot};

fn get(project: serde_json::Value, spec: serde_json::Value, status: serde_json::Value) -> GetView {
    let snapshot = snapshot([
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web", "namespace": "argocd"},
               "spec": spec, "status": status}),
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"},
               "spec": project}),
    ]);
    GetView::new(
        application(&snapshot, "web"),
        &Surroundings::of(&snapshot, now()),
    )
}

fn line(view: &GetView, label: &str) -> String {
    let drawn = drawn(view, 200);
    let line = drawn.lines().find(|line| line.starts_with(label));
    line.unwrap_or_default().to_owned()
}

#[test]
fn a_closed_window_says_until_when() {
    let window =
        json!({"kind": "deny", "schedule": "0 11 * * *", "duration": "2h", "applications": ["*"]});
    let view = get(json!({"syncWindows": [window]}), json!({}), json!({}));
    assert_eq!(
        line(&view, "Sync windows"),
        "Sync windows:    closed until 2026-03-01T13:00:00Z (1 for this add-on)"
    );
}

#[test]
fn a_window_for_others_is_not_mentioned() {
    let window = json!({"kind": "deny", "schedule": "0 11 * * *", "duration": "2h", "applications": ["other"]});
    let view = get(json!({"syncWindows": [window]}), json!({}), json!({}));
    assert_eq!(line(&view, "Sync windows"), "");
}

#[test]
fn sources_are_told_one_by_one() {
    let sources = json!([
        {"repoURL": "https://charts.example.com", "chart": "web", "targetRevision": "1.0.0"},
        {"repoURL": "https://git.example.com/values.git", "ref": "values", "targetRevision": "main"},
        {"repoURL": "https://git.example.com/more.git", "path": "more"},
    ]);
    let revisions = json!({"sync": {"revisions": ["1.0.0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "cccccccccccccccccccccccccccccccccccccccc"]}});
    let view = get(json!({}), json!({"sources": sources}), revisions);
    let lines: Vec<String> = view.sources.iter().map(SourceFacts::line).collect();
    assert_eq!(
        lines,
        [
            "chart web of https://charts.example.com at 1.0.0",
            "files lent as $values of https://git.example.com/values.git at main (aaaaaaa)",
            "path more of https://git.example.com/more.git at HEAD (ccccccc)",
        ]
    );
}

#[test]
fn a_stuck_operation_and_a_silent_controller_are_told() {
    let operation =
        json!({"phase": "Running", "startedAt": "2026-03-01T08:00:00Z", "operation": {"sync": {}}});
    let status = json!({"operationState": operation, "reconciledAt": "2026-03-01T08:00:00Z", "sync": {"status": "Synced"}});
    let view = get(json!({}), json!({}), status);
    assert!(line(&view, "Stuck").ends_with("over an hour without progress"));
    assert!(line(&view, "Stale").ends_with("what is shown may be old"));
}

#[test]
fn resources_are_counted_and_hooks_are_never_to_be_pruned() {
    let managed = |more: serde_json::Value| {
        let mut managed =
            json!({"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": "a"});
        for (key, value) in more.as_object().unwrap() {
            managed[key] = value.clone();
        }
        managed
    };
    let told = |resources: serde_json::Value| {
        line(
            &get(json!({}), json!({}), json!({"resources": resources})),
            "Resources",
        )
    };
    let synced = managed(json!({"status": "Synced"}));
    let differs = managed(json!({"status": "OutOfSync"}));
    let gone = managed(json!({"status": "OutOfSync", "requiresPruning": true}));
    let hook = managed(json!({"hook": true, "requiresPruning": true}));
    assert_eq!(told(json!([synced, hook])), "Resources:       2");
    assert_eq!(
        told(json!([synced, differs, hook])),
        "Resources:       3, 1 differ from Git"
    );
    assert_eq!(
        told(json!([differs, gone])),
        "Resources:       2, 2 differ from Git, 1 of them no longer in it"
    );
}

#[test]
fn sealed_values_are_told_with_who_opens_them() {
    let told = |annotations: serde_json::Value, settings: Option<serde_json::Value>| {
        let application = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": "web", "namespace": "argocd", "annotations": annotations}});
        let settings = settings.map(|annotations| {
            json!({"apiVersion": "v1", "kind": "ConfigMap",
                "metadata": {"name": "argocd-cm", "namespace": "argocd", "annotations": annotations}})
        });
        let snapshot = snapshot(std::iter::once(application).chain(settings));
        let surroundings = Surroundings::of(&snapshot, now());
        line(
            &GetView::new(self::application(&snapshot, "web"), &surroundings),
            "Sealed values",
        )
    };
    let sealed = json!({"helm-stack/sealed": "true"});
    let nobody = told(sealed.clone(), Some(json!({})));
    assert!(nobody.contains("Argo CD has no decryptor"), "{nobody}");
    let ours = told(
        sealed.clone(),
        Some(json!({"helm-stack/decryptor": "helm-stack"})),
    );
    assert!(ours.ends_with("in Git; opened by helm-stack"), "{ours}");
    assert!(told(sealed, None).ends_with("could not be read"));
    assert_eq!(told(json!({}), Some(json!({}))), "");
}

#[test]
fn images_and_urls_lose_their_credentials() {
    let summary = json!({"images": ["https://u:hunter2@reg.example.com/web:1"], "externalURLs": ["https://u:hunter2@web.example.com"]});
    let view = get(json!({}), json!({}), json!({"summary": summary}));
    let json = serde_json::to_string(&view).unwrap();
    for text in [drawn(&view, 200), json] {
        assert!(text.contains("@reg.example.com/web:1"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
