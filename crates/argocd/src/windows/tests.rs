use serde_json::{Value, json};

use super::*;
use crate::project::ProjectSpec;
use serde::Deserialize;

fn project(windows: Value) -> Project {
    Project {
        name: "team".to_owned(),
        namespace: "argocd".to_owned(),
        spec: ProjectSpec::deserialize(json!({"syncWindows": windows})).unwrap(),
    }
}

fn application(status: Value) -> Application {
    Application::from_value(&json!({
        "metadata": {"name": "web", "namespace": "argocd"},
        "spec": {"destination": {"name": "prod", "namespace": "shop"}},
        "status": status,
    }))
    .unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Says `open` or `closed` for auto-sync, then for a person, at an instant of 2026-01-05, a Monday.
fn state(windows: &Value, time: &str) -> String {
    let (project, application) = (project(windows.clone()), application(json!({})));
    let now = at(&format!("2026-01-05T{time}Z"));
    let word = |manual| match is_open(&project, &application, now, manual).open {
        true => "open",
        false => "closed",
    };
    format!("{} {}", word(false), word(true))
}

fn window(kind: &str, schedule: &str, duration: &str) -> Value {
    json!({"kind": kind, "schedule": schedule, "duration": duration, "applications": ["*"]})
}

fn with(mut window: Value, key: &str, value: Value) -> Value {
    window[key] = value;
    window
}

#[test]
fn without_a_window_everything_is_open() {
    assert_eq!(state(&json!([]), "12:00:00"), "open open");
}

#[test]
fn a_deny_window_closes_between_its_ends() {
    let windows = json!([window("deny", "0 8 * * *", "1h")]);
    assert_eq!(state(&windows, "07:59:59"), "open open");
    // Both ends are left out: Argo CD asks `Before` twice.
    assert_eq!(state(&windows, "08:00:00"), "open open");
    assert_eq!(state(&windows, "08:00:01"), "closed closed");
    assert_eq!(state(&windows, "08:59:59"), "closed closed");
    assert_eq!(state(&windows, "09:00:00"), "open open");
}

#[test]
fn an_allow_window_closes_outside_of_it() {
    let windows = json!([window("allow", "0 8 * * *", "1h")]);
    assert_eq!(state(&windows, "07:00:00"), "closed closed");
    assert_eq!(state(&windows, "08:30:00"), "open open");
}

#[test]
fn one_active_allow_window_is_enough_but_an_active_deny_wins() {
    let allows = json!([
        window("allow", "0 8 * * *", "1h"),
        window("allow", "0 20 * * *", "1h")
    ]);
    assert_eq!(state(&allows, "20:30:00"), "open open");
    let both = json!([
        window("allow", "0 8 * * *", "1h"),
        window("deny", "30 8 * * *", "10m")
    ]);
    assert_eq!(state(&both, "08:20:00"), "open open");
    assert_eq!(state(&both, "08:35:00"), "closed closed");
}

#[test]
fn a_person_passes_only_if_every_window_that_closes_lets_them() {
    let deny = |manual: bool| {
        with(
            window("deny", "0 8 * * *", "1h"),
            "manualSync",
            json!(manual),
        )
    };
    assert_eq!(state(&json!([deny(true)]), "08:30:00"), "closed open");
    assert_eq!(
        state(&json!([deny(true), deny(false)]), "08:30:00"),
        "closed closed"
    );
    let allow = |manual: bool| {
        with(
            window("allow", "0 8 * * *", "1h"),
            "manualSync",
            json!(manual),
        )
    };
    assert_eq!(state(&json!([allow(true)]), "12:00:00"), "closed open");
    assert_eq!(
        state(&json!([allow(true), allow(false)]), "12:00:00"),
        "closed closed"
    );
}

#[test]
fn a_schedule_counts_in_its_time_zone_and_an_unknown_zone_is_utc() {
    let zoned = |zone: &str| {
        json!([with(
            window("deny", "0 8 * * *", "1h"),
            "timeZone",
            json!(zone)
        )])
    };
    assert_eq!(state(&zoned("Asia/Tokyo"), "23:30:00"), "closed closed");
    assert_eq!(
        state(&zoned("America/New_York"), "13:30:00"),
        "closed closed"
    );
    assert_eq!(state(&zoned("Nowhere/Land"), "08:30:00"), "closed closed");
    assert_eq!(state(&zoned(""), "08:30:00"), "closed closed");
}

#[test]
fn a_window_that_argo_cd_refuses_closes_everything() {
    for broken in [
        window("deny", "@daily", "1h"),
        window("deny", "0 8 * * *", "1d"),
    ] {
        let windows = json!([window("allow", "* * * * *", "1h"), broken]);
        assert_eq!(state(&windows, "12:00:00"), "closed closed", "{windows}");
    }
    let (project, application) = (
        project(json!([window("deny", "@daily", "1h")])),
        application(json!({})),
    );
    let verdict = is_open(&project, &application, at("2026-01-05T12:00:00Z"), false);
    assert_eq!(
        verdict.complaint.as_deref(),
        Some("the schedule `@daily` cannot be read")
    );
    assert_eq!(verdict.until, None);
}

#[test]
fn a_window_is_for_what_one_of_its_lists_names() {
    let for_us = |lists: Value| {
        let window = SyncWindow::deserialize(lists).unwrap();
        window.is_for(&application(json!({})))
    };
    assert!(for_us(json!({"applications": ["other", "we*"]})));
    assert!(for_us(json!({"clusters": ["prod"]})));
    assert!(for_us(json!({"namespaces": ["sh?p"]})));
    assert!(for_us(
        json!({"applications": ["other"], "namespaces": ["shop"]})
    ));
    assert!(!for_us(
        json!({"applications": ["other"], "namespaces": ["else"]})
    ));
    assert!(!for_us(json!({})));
}

#[test]
fn with_the_and_operator_every_list_that_is_given_must_name_it() {
    let for_us = |lists: Value| {
        let window = SyncWindow::deserialize(with(lists, "andOperator", json!(true))).unwrap();
        window.is_for(&application(json!({})))
    };
    assert!(for_us(
        json!({"applications": ["web"], "clusters": ["prod"], "namespaces": ["shop"]})
    ));
    assert!(for_us(
        json!({"applications": ["web"], "namespaces": ["shop"]})
    ));
    assert!(for_us(json!({"applications": ["web"]})));
    assert!(!for_us(
        json!({"applications": ["web"], "namespaces": ["else"]})
    ));
    assert!(!for_us(
        json!({"applications": ["other"], "namespaces": ["shop"]})
    ));
    assert!(!for_us(json!({})));
}

#[test]
fn a_cluster_is_named_by_its_name_or_url() {
    let by_url = Application::from_value(&json!({
        "metadata": {"name": "web"},
        "spec": {"destination": {"server": "https://kubernetes.default.svc"}},
    }))
    .unwrap();
    let window = |cluster: &str| SyncWindow {
        clusters: vec![cluster.to_owned()],
        ..SyncWindow::default()
    };
    assert!(window("https://*").is_for(&by_url));
    assert!(!window("in-cluster").is_for(&by_url));
}

#[test]
fn a_sync_under_way_runs_on_where_it_began_in_time_and_every_window_lets_it() {
    let deny = |overrun: bool| {
        with(
            window("deny", "0 8 * * *", "1h"),
            "syncOverrun",
            json!(overrun),
        )
    };
    let runs_on = |windows: Value, started: &str| {
        let status = json!({"operationState": {"startedAt": started, "phase": "Running"}});
        may_go_on(
            &project(windows),
            &application(status),
            at("2026-01-05T08:30:00Z"),
        )
        .open
    };
    assert!(runs_on(json!([deny(true)]), "2026-01-05T07:55:00Z"));
    assert!(!runs_on(json!([deny(true)]), "2026-01-05T08:05:00Z"));
    assert!(!runs_on(json!([deny(false)]), "2026-01-05T07:55:00Z"));
    assert!(!runs_on(
        json!([deny(true), deny(false)]),
        "2026-01-05T07:55:00Z"
    ));
    assert!(!runs_on(json!([deny(true)]), "not known"));
    let allow = |overrun: bool| {
        with(
            window("allow", "0 7 * * *", "1h"),
            "syncOverrun",
            json!(overrun),
        )
    };
    assert!(runs_on(json!([allow(true)]), "2026-01-05T07:55:00Z"));
    assert!(!runs_on(json!([allow(false)]), "2026-01-05T07:55:00Z"));
}

#[test]
fn an_operation_of_a_person_is_asked_about_as_theirs() {
    let windows = json!([with(
        window("deny", "0 8 * * *", "1h"),
        "manualSync",
        json!(true)
    )]);
    let open = |automated: bool| {
        let operation = json!({"initiatedBy": {"automated": automated}});
        let status = json!({"operationState": {"phase": "Running", "operation": operation}});
        may_go_on(
            &project(windows.clone()),
            &application(status),
            at("2026-01-05T08:30:00Z"),
        )
        .open
    };
    assert!(open(false));
    assert!(!open(true));
}

#[test]
fn the_window_that_decides_and_until_when_are_said() {
    let until = |windows: Value, now: &str| {
        let (project, application) = (project(windows), application(json!({})));
        let verdict = is_open(&project, &application, at(now), false);
        let window = verdict.window.map(|window| window.schedule.clone());
        let until = verdict.until.map(|until| until.to_string());
        (
            verdict.open,
            window.unwrap_or_default(),
            until.unwrap_or_default(),
        )
    };
    let expect = |open, window: &str, until: &str| (open, window.to_owned(), until.to_owned());
    let overlapping = json!([
        window("deny", "0 8 * * *", "2h"),
        window("deny", "0 9 * * *", "3h")
    ]);
    assert_eq!(
        until(overlapping.clone(), "2026-01-05T08:30:00Z"),
        expect(false, "0 8 * * *", "2026-01-05T12:00:00Z")
    );
    assert_eq!(
        until(overlapping, "2026-01-05T13:00:00Z"),
        expect(true, "", "2026-01-06T08:00:00Z")
    );
    let allow = json!([window("allow", "0 8 * * 6", "2h")]);
    assert_eq!(
        until(allow, "2026-01-05T08:30:00Z"),
        expect(false, "0 8 * * 6", "2026-01-10T08:00:00Z")
    );
    let begins_now = json!([window("deny", "* 9 * * *", "1h")]);
    assert_eq!(
        until(begins_now, "2026-01-05T09:00:00Z"),
        expect(true, "", "2026-01-05T09:00:00Z")
    );
    let always = json!([window("deny", "* * * * *", "24h")]);
    assert_eq!(
        until(always, "2026-01-05T08:30:00Z"),
        expect(false, "* * * * *", "")
    );
    assert_eq!(
        until(json!([]), "2026-01-05T08:30:00Z"),
        expect(true, "", "")
    );
}
