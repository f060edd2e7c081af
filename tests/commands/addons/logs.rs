//! `logs`: lines of all containers in the order of time, and what is said of those without any.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::run;
use crate::server::{Asked, Reply, Server, cluster, shop};

/// A Pod of the shop: one container runs, one crashes, one has not begun.
fn pod() -> Value {
    json!({"apiVersion": "v1", "kind": "Pod",
           "metadata": {"name": "shop-0", "namespace": "web", "uid": "pod-9",
                        "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop", "uid": "deployment-9", "controller": true}]},
           "spec": {"containers": [{"name": "app"}, {"name": "worker"}, {"name": "proxy"}]},
           "status": {"phase": "Running", "containerStatuses": [
               {"name": "app", "ready": true, "state": {"running": {}}},
               {"name": "worker", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": {"exitCode": 1}}},
               {"name": "proxy", "ready": false, "state": {"waiting": {"reason": "ImagePullBackOff"}}}]}})
}

fn log(asked: &Asked) -> Option<Reply> {
    let has = |word: &str| asked.query.split('&').any(|pair| pair == word);
    if !asked.path.ends_with("/pods/shop-0/log") {
        return None;
    }
    let text = match (has("container=app"), has("previous=true")) {
        (true, _) => {
            "2026-03-01T12:00:00.5Z \u{1b}[32mready\u{1b}[0m\n2026-03-01T12:00:02Z GET / 200\n2026-03-01T12:00:03Z token=hunter2 \u{1b}]0;x\u{7}\n"
        }
        (false, false) => "2026-03-01T12:00:01Z starting\n2026-03-01T12:00:02.1Z cannot bind\n",
        (false, true) => "2026-03-01T11:00:01Z the run before\n",
    };
    Some(Reply::Text(text.to_owned()))
}

fn server(refused: bool) -> Server {
    Server::start(move |asked| {
        let objects: Vec<Value> = shop().into_iter().chain([pod()]).collect();
        match log(asked) {
            Some(_) if refused => Reply::status(403, "forbidden"),
            Some(log) => log,
            None => cluster(&objects, asked),
        }
    })
}

fn logs(flags: &str) -> String {
    let server = server(false);
    run(&format!("logs shop {flags} {}", server.flags())).to_string()
}

#[test]
fn all_containers_in_the_order_of_time() {
    assert_snapshot!(logs(""), @r#"
    shop-0 app    │ ready
    shop-0 worker │ starting
    shop-0 app    │ GET / 200
    shop-0 worker │ cannot bind
    shop-0 app    │ token=•••••• \x1b]0;x\x07
    --- standard error
    container proxy of Pod/shop-0 has not started: ImagePullBackOff
    "#);
}

#[test]
fn colours_of_the_program_stay_where_colours_are_wanted() {
    let coloured = logs("-c app --no-prefix --color always");
    assert!(
        coloured.starts_with("\u{1b}[32mready\u{1b}[0m"),
        "{coloured:?}"
    );
    assert!(!coloured.contains("\u{1b}]"), "{coloured:?}");
}

#[test]
fn those_that_are_not_as_they_should_be() {
    assert_snapshot!(logs("--unhealthy --timestamps"), @r#"
    shop-0 worker │ 2026-03-01T12:00:01Z starting
    shop-0 worker │ 2026-03-01T12:00:02.1Z cannot bind
    --- standard error
    container proxy of Pod/shop-0 has not started: ImagePullBackOff
    "#);
}

#[test]
fn the_run_before() {
    assert_snapshot!(logs("--previous"), @"shop-0 worker │ the run before");
    assert_snapshot!(logs("--previous -c app"), @r#"
    --- standard error
    container app of Pod/shop-0 has not run before
    "#);
}

#[test]
fn one_document_a_line() {
    assert_snapshot!(logs("-c worker -o json"), @r#"
    {"apiVersion":"addons/v1","kind":"LogLine","namespace":"web","pod":"shop-0","container":"worker","role":"Main","time":"2026-03-01T12:00:01Z","text":"starting"}
    {"apiVersion":"addons/v1","kind":"LogLine","namespace":"web","pod":"shop-0","container":"worker","role":"Main","time":"2026-03-01T12:00:02.1Z","text":"cannot bind"}
    "#);
}

#[test]
fn of_a_resource_and_of_none_that_fits() {
    assert_snapshot!(logs("--for Deployment/shop -c worker"), @r#"
    shop-0 worker │ starting
    shop-0 worker │ cannot bind
    "#);
    assert_snapshot!(logs("--for Secret/shop"), @r#"
    --- standard error
    none of the containers of shop fits the filters
    "#);
}

#[test]
fn part_of_a_log_is_asked_for_and_no_more() {
    let server = Server::start(|asked| {
        let objects: Vec<Value> = shop().into_iter().chain([pod()]).collect();
        match asked.path.ends_with("/log") {
            true => Reply::Text(format!("2026-03-01T12:00:00Z {}\n", asked.query)),
            false => cluster(&objects, asked),
        }
    });
    let asked = |flags: &str| {
        run(&format!(
            "logs shop -c app --no-prefix {flags} {}",
            server.flags()
        ))
        .answer
    };
    assert_eq!(asked(""), "timestamps=true&container=app&tailLines=50\n");
    assert_eq!(asked("--tail all"), "timestamps=true&container=app\n");
    assert_eq!(
        asked("--since 2m"),
        "timestamps=true&container=app&sinceSeconds=120\n"
    );
    assert_eq!(
        asked("--since 2m --tail 3"),
        "timestamps=true&container=app&tailLines=3&sinceSeconds=120\n"
    );
}

#[test]
fn logs_that_may_not_be_read() {
    let server = server(true);
    assert_snapshot!(run(&format!("logs shop -c app {}", server.flags())), @r#"
    --- standard error
    not seen: log of container app of Pod/shop-0: you may not get the log of container app of pod web/shop-0
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [pods/log], verbs: [get]}
    --- exit 6
    "#);
}

#[test]
fn logs_that_may_not_be_followed_end_at_once() {
    let server = server(true);
    assert_snapshot!(run(&format!("logs shop -f -c app {}", server.flags())), @r#"
    --- standard error
    not seen: log of container app of Pod/shop-0: you may not get the log of container app of pod web/shop-0
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [pods/log], verbs: [get]}
    --- exit 6
    "#);
}

#[test]
fn why_says_that_a_log_may_not_be_read() {
    let objects = || {
        let mut objects: Vec<Value> = shop().into_iter().chain([pod()]).collect();
        objects[0]["status"]["health"]["status"] = "Degraded".into();
        objects[1]["status"]["availableReplicas"] = 0.into();
        objects[1]["status"]["conditions"] = json!([{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]);
        // The one that waits for its image is the deeper cause, and has no log.
        let statuses = objects[4]["status"]["containerStatuses"].as_array_mut();
        statuses.unwrap().truncate(2);
        objects
    };
    let server = Server::start(move |asked| match asked.path.ends_with("/log") {
        true => Reply::status(403, "forbidden"),
        false => cluster(&objects(), asked),
    });
    assert_snapshot!(run(&format!("why shop {}", server.flags())).talk, @r#"
    not seen: log of container worker of Pod/shop-0: you may not get the log of container worker of pod web/shop-0
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [pods/log], verbs: [get]}
    "#);
}

#[test]
fn a_file_holds_no_logs() {
    assert_snapshot!(run("logs grafana --from healthy"), @r#"
    --- standard error
    error: logs are read from a cluster, and a file holds none
    next: leave out --from
    --- exit 2
    "#);
    assert_snapshot!(run("logs grafana --since soon"), @r#"
    --- standard error
    error: `--since soon` is no length of time
    next: write it as in `30m`, `2h` or `90s`
    --- exit 2
    "#);
}
