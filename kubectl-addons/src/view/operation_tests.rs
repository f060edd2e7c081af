use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;
use argocd::application::Application;
use plugin_kit::shape::{Block, Blocks};
use plugin_kit::view::View;

use crate::view::fixture::{drawn, now};

#[derive(Serialize, JsonSchema)]
struct Alone(Operation);

impl View for Alone {
    const KIND: &'static str = "Operation";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::from(self.0.facts(now())).titled(self.0.title())]
    }
}

fn operation(state: Value) -> Operation {
    let application = Application::from_value(&json!({
        "metadata": {"name": "web", "namespace": "argocd"}, "status": {"operationState": state},
    }))
    .unwrap();
    let detail = application.detail.clone().unwrap();
    Operation::of(
        application.status.operation_state.as_ref().unwrap(),
        &detail,
    )
}

fn step(name: &str, more: Value) -> Value {
    let mut step = json!({"kind": "Job", "namespace": "web", "name": name, "syncPhase": "PreSync"});
    for (key, value) in more.as_object().unwrap() {
        step[key] = value.clone();
    }
    step
}

fn with_steps(phase: &str) -> Operation {
    operation(
        json!({"phase": phase, "startedAt": "2026-03-01T11:59:00Z", "syncResult": {"resources": [
            step("done", json!({"status": "Synced", "message": "job created"})),
            step("failed", json!({"hookType": "PreSync", "hookPhase": "Failed", "message": "password=hunter2"})),
        ]}}),
    )
}

fn worth_showing(operation: &Operation) -> Vec<String> {
    let steps = operation.steps_worth_showing();
    steps.into_iter().map(Step::key).collect()
}

#[test]
fn one_that_failed_after_retries() {
    let failed = operation(json!({
        "phase": "Failed", "message": "one or more objects failed to apply: https://robot:hunter2@git.example.com",
        "startedAt": "2026-03-01T11:50:00Z", "finishedAt": "2026-03-01T11:55:00Z", "retryCount": 2,
        "operation": {"initiatedBy": {"automated": true}, "sync": {"dryRun": true}},
        "syncResult": {"revisions": ["aaa", "bbb"]},
    }));
    assert_snapshot!(drawn(&Alone(failed), 120), @r#"
    Last operation
    Phase:        Failed
    Started by:   auto-sync
    Started:      10m ago
    Took:         5m
    Retries:      2
    Dry run:      yes, nothing was applied
    Revision:     aaa, bbb
    Message:      one or more objects failed to apply: https://••••••@git.example.com
    "#);
}

#[test]
fn while_it_runs_every_step_is_worth_showing_and_afterwards_what_went_wrong() {
    assert_eq!(
        worth_showing(&with_steps("Running")),
        ["PreSync/Job/web/done", "PreSync/Job/web/failed"]
    );
    assert_eq!(
        worth_showing(&with_steps("Failed")),
        ["PreSync/Job/web/failed"]
    );
}

#[test]
fn a_hook_is_called_one_and_answers_with_its_own_phase() {
    let operation = with_steps("Failed");
    let cells = operation.steps_worth_showing()[0].cells();
    let cells = cells.each_ref().map(|cell| cell.plain().into_owned());
    assert_eq!(cells[..4], ["Job/failed", "web", "PreSync hook", "Failed"]);
    assert!(!cells[4].contains("hunter2"), "{}", cells[4]);
}
