//! `tree --stack`: members under their parents, a tree for each cluster the stack is deployed to.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn members_stand_under_their_parents_on_every_cluster() {
    assert_snapshot!(run("tree --stack monitoring --from stack"), @r#"
    RESOURCE                                     HEALTH        SYNC          AGE   WAVE   MESSAGE
    Application/eu-monitoring                    ✔ Synced      Synced      3h59m
    └─ Application/eu-monitoring-ns              ✔ Synced      Synced      3h58m      0
       ├─ Application/eu-monitoring-loki         ✔ Synced      Synced      3h58m      1
       │  └─ Application/eu-monitoring-grafana   ✔ Synced      Synced      3h58m      2
       └─ Application/eu-monitoring-grafana  ↑ shown above
    Application/us-monitoring                    ✔ Synced      Synced         9m
    └─ Application/us-monitoring-loki            ≠ OutOfSync   OutOfSync   8m40s      1   NeverSynced: It was never deployed [no Application for its parent manifest/ns]
    "#);
}

#[test]
fn with_their_resources() {
    assert_snapshot!(run("tree --stack monitoring --from stack --recursive"), @r#"
    RESOURCE                                     HEALTH        SYNC          AGE   WAVE   MESSAGE
    Application/eu-monitoring                    ✔ Synced      Synced      3h59m
    └─ Application/eu-monitoring-ns              ✔ Synced      Synced      3h58m      0
       ├─ Application/eu-monitoring-loki         ✔ Synced      Synced      3h58m      1
       │  └─ Application/eu-monitoring-grafana   ✔ Synced      Synced      3h58m      2
       └─ Application/eu-monitoring-grafana  ↑ shown above
    Application/us-monitoring                    ✔ Synced      Synced         9m
    └─ Application/us-monitoring-loki            ≠ OutOfSync   OutOfSync   8m40s      1   NeverSynced: It was never deployed [no Application for its parent manifest/ns]
       ├─ StatefulSet/loki                                     OutOfSync
       └─ ConfigMap/loki                                       Synced         8m
    --- standard error
    not seen: StatefulSet objects in namespace logging: it was not read
    "#);
}

#[test]
fn only_those_that_are_not_as_they_should_be() {
    assert_snapshot!(run("tree --stack monitoring --from stack --unhealthy"), @r#"
    RESOURCE                            HEALTH        SYNC          AGE   WAVE   MESSAGE
    Application/eu-monitoring           ✔ Synced      Synced      3h59m
    Application/us-monitoring           ✔ Synced      Synced         9m
    └─ Application/us-monitoring-loki   ≠ OutOfSync   OutOfSync   8m40s      1   NeverSynced: It was never deployed [no Application for its parent manifest/ns]
    "#);
    assert_eq!(
        run("tree --stack monitoring --from stack --exit-code").code,
        4
    );
}

#[test]
fn names_and_pictures() {
    assert_snapshot!(run("tree --stack monitoring --from stack -o name"), @r#"
    argocd/eu-monitoring-ns
    argocd/eu-monitoring-loki
    argocd/eu-monitoring-grafana
    argocd/us-monitoring-loki
    "#);
    assert!(
        run("tree --stack monitoring --from stack -o mermaid")
            .answer
            .starts_with("flowchart")
    );
}

/// Returns what a page holds as its data.
fn data(page: &str, id: &str) -> serde_json::Value {
    let start = format!("id=\"{id}\">");
    let from = page.find(&start).unwrap() + start.len();
    let to = page[from..].find("</script>").unwrap() + from;
    serde_json::from_str(&page[from..to]).unwrap()
}

#[test]
fn a_page_shows_members_under_their_parents() {
    let page = run("tree --stack monitoring --from stack --recursive -o html").answer;
    let tree = data(&page, "tree");
    let drawn: Vec<String> = tree["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| {
            let parents: Vec<&str> = node["parents"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|parent| parent.as_str()?.rsplit('/').next())
                .collect();
            format!(
                "{}/{} < {}",
                node["kind"].as_str().unwrap(),
                node["name"].as_str().unwrap(),
                parents.join(", ")
            )
        })
        .collect();
    assert_snapshot!(drawn.join("\n"), @r#"
    Application/eu-monitoring < 
    Application/eu-monitoring-ns < eu-monitoring
    Application/eu-monitoring-loki < eu-monitoring-ns
    Application/eu-monitoring-grafana < eu-monitoring-loki, eu-monitoring-ns
    Application/us-monitoring < 
    Application/us-monitoring-loki < us-monitoring
    StatefulSet/loki < us-monitoring-loki
    ConfigMap/loki < us-monitoring-loki
    "#);
    let late = &tree["nodes"][5]["trouble"];
    assert_snapshot!(late, @r#""NeverSynced: It was never deployed [no Application for its parent manifest/ns]""#);
    assert_snapshot!(format!("{}: {}, {}", tree["addon"]["name"], tree["addon"]["state"], tree["addon"]["message"]), @r#""monitoring": "OutOfSync", "us-monitoring-loki: It was never deployed""#);
}

#[test]
fn a_picture_shows_all_members() {
    let picture = run("tree --stack monitoring --from stack -o svg").answer;
    for member in ["eu-monitoring-loki", "us-monitoring-loki", "NeverSynced"] {
        assert!(picture.contains(member), "{member}");
    }
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
    assert_snapshot!(run("tree --stack monitorin --from stack"), @r#"
    --- standard error
    error: there is no stack named monitorin
    next: did you mean monitoring?
    --- exit 3
    "#);
    assert_snapshot!(run("tree --from stack"), @r#"
    --- standard error
    error: the following required arguments were not provided:
      <NAME>

    Usage: kubectl addons tree --from <FILE|DIR|-> <NAME>

    For more information, try '--help'.
    --- exit 2
    "#);
    assert_eq!(run("tree grafana --stack monitoring --from stack").code, 2);
}
