//! `tree --stack`: members under their parents, a tree for each cluster the stack is deployed to.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn members_stand_under_their_parents_on_every_cluster() {
    assert_snapshot!(run("tree --stack monitoring --from stack"), @"");
}

#[test]
fn with_their_resources() {
    assert_snapshot!(run("tree --stack monitoring --from stack --recursive"), @"");
}

#[test]
fn only_those_that_are_not_as_they_should_be() {
    assert_snapshot!(run("tree --stack monitoring --from stack --unhealthy"), @"");
    assert_eq!(
        run("tree --stack monitoring --from stack --exit-code").code,
        4
    );
}

#[test]
fn names_and_pictures() {
    assert_snapshot!(run("tree --stack monitoring --from stack -o name"), @"");
    assert!(
        run("tree --stack monitoring --from stack -o mermaid")
            .answer
            .starts_with("flowchart")
    );
}

#[test]
fn json_names_members_and_parents() {
    let answer = run("tree --stack monitoring --from stack -o json").answer;
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["kind"], "StackTree");
    let grafana = &answer["deployments"][0]["members"][2];
    assert_eq!(grafana["member"], "addon/grafana");
    assert_eq!(
        grafana["parents"],
        serde_json::json!(["eu-monitoring-loki", "eu-monitoring-ns"])
    );
    assert_eq!(
        answer["deployments"][1]["members"][0]["absentParents"][0],
        "manifest/ns"
    );
}

#[test]
fn a_stack_that_is_not_there() {
    assert_snapshot!(run("tree --stack monitorin --from stack"), @"");
    assert_snapshot!(run("tree --from stack"), @"");
    assert_eq!(run("tree grafana --stack monitoring --from stack").code, 2);
}
