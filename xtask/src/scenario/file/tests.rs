use std::path::PathBuf;

use super::*;
use crate::cli::workspace_root;

const STATES: [&str; 6] = [
    "Pending",
    "Deploying",
    "Synced",
    "Degraded",
    "OutOfSync",
    "Unknown",
];

fn folder() -> PathBuf {
    workspace_root().join("tests/bench/scenario")
}

fn scenario() -> Scenario {
    let text = std::fs::read_to_string(folder().join("scenario.yaml")).expect("the scenario file");
    Scenario::parse(&text).expect("a scenario")
}

fn words(entry: &Entry) -> Vec<(&str, &str)> {
    let mut words = vec![(entry.expect.state.as_str(), entry.expect.reason.as_str())];
    words.extend(
        entry
            .later
            .iter()
            .map(|later| (later.state.as_str(), later.reason.as_str())),
    );
    words
}

#[test]
fn every_lifecycle_state_is_reached_and_no_other_is_named() {
    let scenario = scenario();
    let named: Vec<&str> = scenario
        .applications
        .iter()
        .flat_map(words)
        .map(|(state, _)| state)
        .collect();
    for state in STATES {
        assert!(named.contains(&state), "no Application becomes {state}");
    }
    assert!(
        named.iter().all(|state| STATES.contains(state)),
        "{named:?}"
    );
}

#[test]
fn every_file_and_folder_named_is_there() {
    let scenario = scenario();
    let charts = scenario
        .charts
        .iter()
        .map(|chart| format!("charts/{}/Chart.yaml", chart.chart));
    let repositories = scenario
        .repositories
        .iter()
        .map(|name| format!("git/{name}"));
    let steps = scenario.applications.iter().flat_map(|entry| &entry.then);
    let children = steps.filter_map(|step| match step {
        Step::Children(children) => Some(children.file.clone()),
        _ => None,
    });
    let objects = scenario.objects.iter().cloned();
    for path in charts.chain(repositories).chain(children).chain(objects) {
        assert!(folder().join(&path).exists(), "{path} is missing");
    }
}

#[test]
fn commits_change_repositories_that_are_made() {
    let scenario = scenario();
    for step in scenario.applications.iter().flat_map(|entry| &entry.then) {
        if let Step::Commit(commit) = step {
            assert!(
                scenario.repositories.contains(&commit.repository),
                "{}",
                commit.repository
            );
        }
    }
}

#[test]
fn a_name_may_be_used_once_in_a_namespace() {
    let entry = |namespace: &str| {
        format!(
            "  - {{name: a, namespace: {namespace}, because: test, \
             expect: {{state: Synced, reason: Healthy}}, wait: {{}}}}\n"
        )
    };
    let file = |entries: &str| {
        format!(
            "charts: []\nrepositories: []\nobjects: []\ndefaults: {{}}\napplications:\n{entries}"
        )
    };
    assert!(Scenario::parse(&file(&(entry("x") + &entry("y")))).is_ok());
    let error = Scenario::parse(&file(&(entry("x") + &entry("x")))).expect_err("a repeated name");
    assert_eq!(error.to_string(), "the scenario names x/a twice");
}

#[test]
fn an_unknown_key_is_an_error() {
    let text =
        "charts: []\nrepositories: []\nobjects: []\ndefaults: {}\napplications: []\nhopes: []\n";
    let error = format!("{:#}", Scenario::parse(text).expect_err("an unknown key"));
    assert!(error.contains("hopes"), "{error}");
}
