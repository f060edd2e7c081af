//! `history`: deployments in every format, and what left none.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn one_whose_last_operation_failed() {
    assert_snapshot!(run("history grafana --from history"), @r#"
    ID   DEPLOYED   BY          CHART     VERSION   CHANGED
     9   179m ago   ada         grafana   9.2.10    values
     8   2d2h ago   auto-sync   grafana   9.2.10    version
     7   9d ago     auto-sync   grafana   9.2.9     first kept
    --- standard error
    the last operation, started 10m ago by auto-sync, failed (failed ones leave no entry): one or more objects failed to apply, reason: quota exceeded, password=••••••
    "#);
}

#[test]
fn one_of_two_sources_wide() {
    assert_snapshot!(run("history loki --from history -o wide"), @r#"
    ID   DEPLOYED   BY          CHART   VERSION   CHANGED      TOOK   REVISION
     1   26h ago    auto-sync   loki    6.30.1    revision      30s   7836e75000000000000000000000000000000002, 6.30.1
     0   9d ago                 loki    6.30.1    first kept     2m   7836e75000000000000000000000000000000001, 6.30.1
    "#);
}

#[test]
fn one_that_was_never_deployed() {
    assert_snapshot!(run("history wiki --from history"), @r#"
    --- standard error
    nothing of wiki was deployed yet: Argo CD has not looked at it yet
    "#);
}

#[test]
fn numbers_for_scripts() {
    assert_snapshot!(run("history grafana --from history -o name"), @r#"
    9
    8
    7
    --- standard error
    the last operation, started 10m ago by auto-sync, failed (failed ones leave no entry): one or more objects failed to apply, reason: quota exceeded, password=••••••
    "#);
}

#[test]
fn as_json_with_secrets_masked() {
    let ended = run("history grafana --from history -o json");
    assert!(!ended.answer.contains("hunter2"));
    let json: serde_json::Value = serde_json::from_str(&ended.answer).unwrap();
    assert_eq!(json["kind"], "History");
    assert_eq!(json["deployments"][0]["id"], 9);
    assert_eq!(json["deployments"][0]["current"], true);
    assert_eq!(json["deployments"][0]["changed"][0], "values");
    assert_eq!(json["deployments"][1]["sources"][0]["version"], "9.2.10");
    assert_eq!(json["attempt"]["phase"], "Failed");
}
