//! A cluster that means harm, or is broken: nothing drives the terminal, nothing hangs, nothing is made up.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{run, run_in};
use crate::server::{Reply, Server, cluster, shop};

/// What would clear a screen, set a title, reorder a line, forge a row and end a script element.
const EVIL: &str =
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m\r\nFAKE   Synced </script><b> `x` \"q\" | end";

/// Every command with every way it answers.
const LINES: [&str; 24] = [
    "list",
    "list -o wide",
    "list -o json",
    "list -o yaml",
    "list -o name",
    "get evil",
    "get evil -o json",
    "get evil -o yaml",
    "tree evil",
    "tree evil -o wide",
    "tree evil -o json",
    "tree evil -o mermaid",
    "tree evil -o dot",
    "tree evil -o svg",
    "tree evil -o html",
    "resource evil Pod/evil",
    "resource evil Pod/evil -o yaml",
    "why evil",
    "why evil -o json",
    "events evil",
    "events evil -o json",
    "history evil -o wide",
    "values evil",
    "values evil -o json",
];

/// Says whether a character does anything but being read; lines end in `\n`.
fn drives(character: char) -> bool {
    let hides = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    character != '\n' && (character.is_control() || hides)
}

fn evil() -> Vec<Value> {
    let source = json!({"repoURL": "https://git.example.com/evil.git", "path": EVIL, "targetRevision": EVIL,
                        "helm": {"releaseName": EVIL, "values": format!("a: {}\n", json!(EVIL)), "parameters": [{"name": "b", "value": EVIL}]}});
    let destination = json!({"name": "in-cluster", "namespace": "web"});
    let now = "2026-03-01T12:00:00Z";
    vec![
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
               "metadata": {"name": "evil", "namespace": "argocd", "uid": "app", "creationTimestamp": now,
                            "labels": {"helm-stack/stack": EVIL}, "annotations": {"helm-stack/paused": EVIL}},
               "spec": {"project": EVIL, "source": source, "destination": destination},
               "status": {"sourceType": "Helm", "health": {"status": "Degraded", "message": EVIL}, "reconciledAt": now,
                          "conditions": [{"type": "ComparisonError", "message": EVIL, "lastTransitionTime": now}],
                          "summary": {"images": [EVIL], "externalURLs": [EVIL]},
                          "sync": {"status": EVIL, "revision": EVIL, "comparedTo": {"source": source, "destination": destination}},
                          "history": [{"id": 1, "revision": EVIL, "deployedAt": now, "initiatedBy": {"username": EVIL}, "source": source}],
                          "operationState": {"phase": "Failed", "message": EVIL, "startedAt": now, "finishedAt": now,
                                             "operation": {"initiatedBy": {"username": EVIL}, "sync": {"revision": EVIL}},
                                             "syncResult": {"revision": EVIL, "resources": [{"kind": "Pod", "version": "v1", "name": "evil", "namespace": "web", "status": "SyncFailed", "message": EVIL}]}},
                          "resources": [{"version": "v1", "kind": "Pod", "namespace": "web", "name": "evil", "status": "OutOfSync"},
                                        {"version": "v1", "kind": "ConfigMap", "namespace": "web", "name": EVIL, "status": "Synced"}]}}),
        json!({"apiVersion": "v1", "kind": "Pod",
               "metadata": {"name": "evil", "namespace": "web", "uid": "pod", "creationTimestamp": now, "annotations": {EVIL: EVIL}},
               "spec": {"nodeName": EVIL, "containers": [{"name": EVIL, "image": EVIL}]},
               "status": {"phase": "Pending", "message": EVIL, "conditions": [{"type": EVIL, "status": "False", "reason": EVIL, "message": EVIL}],
                          "containerStatuses": [{"name": EVIL, "image": EVIL, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff", "message": EVIL}},
                                                 "lastState": {"terminated": {"exitCode": 1, "reason": EVIL, "message": EVIL}}}]}}),
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": "evil.1", "namespace": "web", "uid": "event"},
               "involvedObject": {"kind": "Pod", "namespace": "web", "name": "evil", "uid": "pod"}, "type": "Warning",
               "reason": EVIL, "message": EVIL, "count": 2, "firstTimestamp": now, "lastTimestamp": now, "source": {"component": EVIL}}),
    ]
}

fn written(objects: &[Value]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    std::fs::write(folder.path().join("cluster.json"), list.to_string()).unwrap();
    folder
}

fn ask(folder: &Path, line: &str) -> crate::program::Ended {
    run_in(folder, &format!("{line} --from cluster.json"))
}

#[test]
fn nothing_that_a_cluster_says_drives_the_terminal() {
    let folder = written(&evil());
    for line in LINES {
        let ended = ask(folder.path(), line);
        for (stream, text) in [("answer", &ended.answer), ("talk", &ended.talk)] {
            let found = text.chars().find(|c| drives(*c));
            assert_eq!(found, None, "{line}, {stream}: {text}");
            let is_picture = line.ends_with("svg");
            assert!(
                is_picture || !text.contains("\nFAKE"),
                "{line}, {stream}: {text}"
            );
        }
        assert!(ended.code != 101, "{line}: {}", ended.talk);
    }
}

#[test]
fn a_page_stays_a_page_whatever_names_say() {
    let folder = written(&evil());
    let page = ask(folder.path(), "tree evil -o html").answer;
    assert!(!page.contains("</script><b>"), "{page}");
    let picture = ask(folder.path(), "tree evil -o svg").answer;
    assert!(!picture.contains("<b>"), "{picture}");
}

/// Makes a Deployment that owns itself, two that own each other, and ten thousand Pods.
fn tangle() -> Vec<Value> {
    let owned = |kind: &str, name: &str, owner: &str, owner_kind: &str| {
        json!({"apiVersion": if kind == "Pod" { "v1" } else { "apps/v1" }, "kind": kind,
               "metadata": {"name": name, "namespace": "web", "uid": name,
                            "ownerReferences": [{"apiVersion": "apps/v1", "kind": owner_kind, "name": owner, "uid": owner}]},
               "spec": {}, "status": {}})
    };
    let managed = ["itself", "one", "many"].map(
        |name| json!({"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "web", "name": name, "status": "Synced"}),
    );
    let mut objects = vec![
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "tangle", "namespace": "argocd", "uid": "app"},
               "spec": {"destination": {"name": "in-cluster", "namespace": "web"}},
               "status": {"sync": {"status": "Synced"}, "health": {"status": "Healthy"}, "resources": managed}}),
        owned("Deployment", "itself", "itself", "Deployment"),
        owned("Deployment", "one", "other", "Deployment"),
        owned("Deployment", "other", "one", "Deployment"),
        owned("Deployment", "many", "nobody", "Deployment"),
    ];
    objects.extend((0..10_000).map(|n| owned("Pod", &format!("pod-{n}"), "many", "Deployment")));
    objects
}

#[test]
fn owners_in_circles_and_ten_thousand_children_are_each_drawn_once() {
    let folder = written(&tangle());
    let tree = ask(folder.path(), "tree tangle");
    assert_eq!(tree.code, 0, "{}", tree.talk);
    for name in ["Deployment/itself", "Deployment/other", "Pod/pod-9999"] {
        let rows = tree.answer.lines().filter(|line| {
            line.split_whitespace().any(|word| word == name) && !line.contains("shown above")
        });
        assert_eq!(rows.count(), 1, "{name}");
    }
    for line in [
        "tree tangle -o svg",
        "tree tangle -o json",
        "why tangle",
        "events tangle",
    ] {
        let ended = ask(folder.path(), line);
        assert_eq!(ended.code, 0, "{line}: {}", ended.talk);
    }
}

#[test]
fn a_kind_that_never_answers_holds_nothing_else_up() {
    let server = Server::start(|asked| match asked.path.ends_with("/secrets") {
        true => Reply::Silence,
        false => cluster(&shop(), asked),
    });
    let begun = Instant::now();
    let ended = run(&format!(
        "tree shop --request-timeout 2s {}",
        server.flags()
    ));
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(ended.answer.contains("Deployment/shop"), "{ended}");
    assert!(ended.talk.contains("not seen: "), "{ended}");
    assert!(ended.talk.contains("within 2 s"), "{ended}");
}

#[test]
fn a_token_that_is_not_taken_is_said_and_is_no_empty_list() {
    let server = Server::start(|_| Reply::status(401, "Unauthorized"));
    for line in ["list", "get shop", "tree shop", "why shop", "logs shop"] {
        let ended = run(&format!("{line} {}", server.flags()));
        assert_ne!(ended.code, 0, "{line}: {ended}");
        let said = format!("{}{}", ended.answer, ended.talk);
        assert!(
            said.contains("does not accept your credentials"),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_list_cut_off_in_the_middle_is_no_list() {
    let server = Server::start(|asked| {
        match asked.path.ends_with("/applications") {
        true => Reply::Text(r#"{"kind":"ApplicationList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"sho"#.to_owned()),
        false => cluster(&shop(), asked),
    }
    });
    let ended = run(&format!("list {}", server.flags()));
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.talk.contains("cannot be read"), "{ended}");
}

/// Returns a cluster whose tenant wrote what a shell would run wherever an Application has free text.
fn running() -> Vec<Value> {
    let mut objects = shop();
    objects[0]["spec"]["destination"] =
        json!({"name": "$(touch pwned)", "namespace": "`touch pwned`"});
    objects
}

#[test]
fn what_is_printed_to_be_copied_runs_nothing_else() {
    let server = Server::start(|asked| cluster(&running(), asked));
    let ended = run(&format!("tree shop {}", server.flags()));
    assert!(
        ended
            .talk
            .contains("--cluster-context '$(touch pwned)=CONTEXT'"),
        "{ended}"
    );
}

#[test]
fn completion_offers_nothing_that_a_shell_would_run() {
    let server = Server::start(|asked| cluster(&running(), asked));
    for flag in ["--cluster=", "--deployed-in="] {
        let ended = run(&format!("__complete list {} {flag}", server.flags()));
        assert_eq!(ended.answer.trim(), ":4", "{flag}: {ended}");
    }
    let ended = run(&format!("__complete list {} --project=", server.flags()));
    assert!(ended.answer.contains("default"), "{ended}");
}
