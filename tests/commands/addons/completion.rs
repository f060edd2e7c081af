//! What a shell is told when somebody presses Tab.

use std::fs;

use insta::assert_snapshot;

use crate::program::{program, run, run_in};
use crate::server::{Reply, Server, cluster, shop};

/// Completes the last of these words, which may be empty.
fn complete(words: &[&str]) -> String {
    let output = program("__complete").args(words).output().unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn commands() {
    assert_snapshot!(complete(&[""]), @r#"
    list	Lists every add-on with its chart, version and state
    get	Shows one add-on: chart, sources, state and reason, sync strategy, destination, operation, images
    tree	Draws an add-on's resources: what it manages and all their children, with health and sync
    resource	Shows one resource of an add-on: its owners, children, conditions and events
    why	Says why an add-on is in its state, down to the cause, and what to do next
    events	Shows all events of all resources of an add-on in one timeline
    logs	Shows the logs of an add-on's pods, all containers
    values	Shows the Helm values an add-on is deployed with, and where each comes from
    history	Shows what was deployed when, by whom, at which version
    diff	Shows how live objects differ from what was applied, from the rendered chart, or two deployments from each other
    sources	Lists the repositories and registries Argo CD is connected to, and who uses them
    doctor	Says whether this can work here: rights and the roles to ask for, Argo CD and its set-up, decryptor, clusters, repositories; exit code 3 without any Argo CD
    snapshot	Writes what can be read of Argo CD and its add-ons to one file, secrets masked; every command reads it with --from
    completion	Prints the script that lets kubectl complete names, or installs it beside this program
    :4
    "#);
    assert_eq!(
        complete(&["describe", "--from", "healthy", ""]),
        complete(&["get", "--from", "healthy", ""])
    );
}

#[test]
fn names_of_a_file() {
    assert_snapshot!(complete(&["tree", "--from", "healthy", ""]), @r#"
    grafana	Synced, Healthy
    :4
    "#);
    assert_snapshot!(complete(&["get", "--from=fleet", "shop-"]), @r#"
    shop-db	Synced, Degraded
    shop-web	Synced, Healthy
    :4
    "#);
    assert_snapshot!(complete(&["events", "--from", "fleet", "-n", "edge", ""]), @r#"
    edge-web	OutOfSync, Healthy
    :4
    "#);
}

#[test]
fn names_with_their_namespace_once_there_is_a_slash() {
    assert_snapshot!(complete(&["tree", "--from", "fleet", "argocd/sh"]), @r#"
    argocd/shop-db	Synced, Degraded
    argocd/shop-web	Synced, Healthy
    :4
    "#);
}

#[test]
fn names_of_a_cluster_are_asked_for_without_objects() {
    let server = Server::start(|asked| cluster(&shop(), asked));
    let flags = server.flags();
    let line: Vec<&str> = ["tree"]
        .into_iter()
        .chain(flags.split(' '))
        .chain([""])
        .collect();
    assert_snapshot!(complete(&line), @r#"
    shop	Synced, Healthy
    :4
    "#);
    let mut asked = server.asked();
    asked.sort();
    let everywhere = "/apis/argoproj.io/v1alpha1/applications";
    let usual = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";
    assert_eq!(asked, [everywhere, usual]);
}

#[test]
fn where_not_all_namespaces_may_be_read_the_usual_ones_are_tried() {
    let server = Server::start(|asked| match asked.path.contains("/namespaces/") {
        true => cluster(&shop(), asked),
        false => Reply::status(403, "no"),
    });
    let flags = server.flags();
    let line: Vec<&str> = ["get"]
        .into_iter()
        .chain(flags.split(' '))
        .chain(["sh"])
        .collect();
    assert_snapshot!(complete(&line), @r#"
    shop	Synced, Healthy
    :4
    "#);
}

#[test]
fn whatever_goes_wrong_is_silence() {
    assert_eq!(complete(&["tree", ""]), ":4\n");
    assert_eq!(complete(&["tree", "--from", "nothing", ""]), ":4\n");
    assert_eq!(
        complete(&["tree", "--server", "http://127.0.0.1:1", ""]),
        ":4\n"
    );
    let server = Server::start(|_| Reply::Silence);
    let flags = server.flags();
    let line: Vec<&str> = ["tree"]
        .into_iter()
        .chain(flags.split(' '))
        .chain([""])
        .collect();
    assert_eq!(complete(&line), ":4\n");
}

/// Every command that takes an add-on.
#[test]
fn names_for_every_command() {
    let expected = complete(&["tree", "--from", "fleet", "shop-"]);
    for verb in [
        "get", "describe", "resource", "why", "events", "logs", "values", "history", "diff",
        "snapshot",
    ] {
        assert_eq!(
            complete(&[verb, "--from", "fleet", "shop-"]),
            expected,
            "{verb}"
        );
    }
    assert_eq!(
        complete(&["sources", "--from", "fleet", "--used-by", "shop-"]),
        expected
    );
}

#[test]
fn resources_of_the_add_on_that_the_line_names() {
    assert_snapshot!(complete(&["resource", "--from", "healthy", "grafana", ""]), @r#"
    ConfigMap/grafana
    Deployment/grafana
    EndpointSlice/grafana-8xk2p
    Pod/grafana-7d9f-abcde
    ReplicaSet/grafana-7d9f
    Service/grafana
    :4
    "#);
    assert_snapshot!(complete(&["events", "grafana", "--from", "healthy", "--for", "pods/"]), @r#"
    pods/grafana-7d9f-abcde
    :4
    "#);
    assert_snapshot!(complete(&["diff", "grafana", "--from", "healthy", "dep"]), @r#"
    deployment/grafana
    :4
    "#);
    assert_snapshot!(complete(&["tree", "grafana", "--from", "healthy", "--kind", "Pod,S"]), @r#"
    Pod,Service
    :4
    "#);
    assert_eq!(
        complete(&["events", "--from", "healthy", "--for", ""]),
        ":4\n"
    );
}

#[test]
fn resources_of_a_cluster_are_those_of_the_application_where_children_take_too_long() {
    let server = Server::start(|asked| match asked.path.starts_with("/api/") {
        true => Reply::Silence,
        false => cluster(&shop(), asked),
    });
    let flags = server.flags();
    let line: Vec<&str> = ["resource"]
        .into_iter()
        .chain(flags.split(' '))
        .chain(["shop", ""])
        .collect();
    assert_snapshot!(complete(&line), @r#"
    Deployment/shop
    Secret/shop
    :4
    "#);
}

#[test]
fn containers_of_its_pods() {
    assert_snapshot!(complete(&["logs", "grafana", "--from", "healthy", "-c", ""]), @r#"
    grafana	1 pod
    :4
    "#);
}

#[test]
fn deployments_by_id() {
    assert_snapshot!(complete(&["values", "--from", "history", ""]), @r#"
    grafana	OutOfSync, Healthy
    loki	Synced, Healthy
    wiki
    :4
    "#);
    assert_snapshot!(complete(&["diff", "loki", "--from", "history", "--history", ""]), @r#"
    1	6.30.1, 2026-02-28 09:00
    0	6.30.1, 2026-02-20 09:02
    :4
    "#);
    assert_snapshot!(complete(&["values", "loki", "--from", "history", "--diff", "deployed", ""]), @r#"
    deployed	What is deployed
    desired	What Git wants
    defaults	The chart's own values
    1	6.30.1, 2026-02-28 09:00
    0	6.30.1, 2026-02-20 09:02
    grafana	OutOfSync, Healthy
    loki	Synced, Healthy
    wiki
    :4
    "#);
    assert_snapshot!(complete(&["values", "loki", "--from", "history", "--source", ""]), @r#"
    1	values
    2	loki
    :4
    "#);
}

#[test]
fn what_add_ons_have_in_common() {
    assert_snapshot!(complete(&["list", "--from", "fleet", "--project", ""]), @r#"
    default	3 add-ons
    edge	1 add-on
    shop	2 add-ons
    :4
    "#);
    assert_snapshot!(complete(&["list", "--from", "fleet", "--deployed-in", ""]), @r#"
    moving	1 add-on
    new	1 add-on
    shop	2 add-ons
    web	2 add-ons
    :4
    "#);
    assert_snapshot!(complete(&["list", "--from", "fleet", "--cluster", ""]), @r#"
    https://edge.example.com:6443	1 add-on
    in-cluster	5 add-ons
    :4
    "#);
    assert_snapshot!(complete(&["list", "--from", "app-of-apps", "--owner", ""]), @r#"
    platform	2 add-ons
    :4
    "#);
    assert_snapshot!(complete(&["tree", "--from", "stack", "--stack", ""]), @r#"
    monitoring	6 add-ons
    :4
    "#);
    assert_snapshot!(complete(&["list", "--from", "fleet", "-n", ""]), @r#"
    argocd	5 add-ons
    edge	1 add-on
    :4
    "#);
    assert_snapshot!(complete(&["list", "--from", "fleet", "--cluster-context", ""]), @r#"
    https://edge.example.com:6443=	1 add-on
    :6
    "#);
}

#[test]
fn lists_go_on_behind_a_comma_without_what_they_have() {
    assert_snapshot!(complete(&["list", "--from", "fleet", "--deployed-in", "shop,"]), @r#"
    shop,moving	1 add-on
    shop,new	1 add-on
    shop,web	2 add-ons
    :4
    "#);
    assert_snapshot!(complete(&["list", "--from", "fleet", "--deployed-in=edge,s"]), @r#"
    --deployed-in=edge,shop	2 add-ons
    :4
    "#);
}

const KUBECONFIG: &str = r#"{"contexts": [{"name": "prod"}, {"name": "staging"}],
    "clusters": [{"name": "east"}], "users": [{"name": "me", "user": {"token": "hunter2"}}]}"#;

#[test]
fn names_of_the_kubeconfig_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config");
    fs::write(&path, KUBECONFIG).unwrap();
    let path = path.to_str().unwrap();
    let complete = |words: &[&str]| {
        let line: Vec<&str> = ["list", "--kubeconfig", path]
            .iter()
            .chain(words)
            .copied()
            .collect();
        complete(&line)
    };
    assert_snapshot!(complete(&["--context", ""]), @r#"
    prod
    staging
    :4
    "#);
    assert_snapshot!(complete(&["--contexts", "prod,"]), @r#"
    prod,staging
    :4
    "#);
    assert_snapshot!(complete(&["--kube-cluster", ""]), @r#"
    east
    :4
    "#);
    assert_snapshot!(complete(&["--user", ""]), @r#"
    me
    :4
    "#);
    assert_snapshot!(complete(&["--cluster-context", "edge=s"]), @r#"
    edge=staging
    :4
    "#);
}

#[test]
fn files() {
    assert_snapshot!(complete(&["list", "--from", "hea"]), @r#"
    healthy/
    :6
    "#);
    assert_snapshot!(complete(&["list", "--from", "healthy/app"]), @r#"
    healthy/application.yaml
    :4
    "#);
    assert_eq!(complete(&["tree", "--from", "-", ""]), ":4\n");
}

#[test]
fn values_of_flags() {
    assert_snapshot!(complete(&["list", "--state", "D"]), @r#"
    Deploying
    Degraded
    :4
    "#);
    assert_snapshot!(complete(&["tree", "--category", "C"]), @r#"
    Configuration
    Cluster
    Custom
    :4
    "#);
    assert_snapshot!(complete(&["tree", "-o", ""]), @r#"
    tree	A tree in text
    wide	Aligned text with more columns
    json	JSON, indented
    yaml	YAML
    name	Names only, one a line
    mermaid	A Mermaid flowchart
    dot	A Graphviz digraph
    svg	A picture
    html	One page that needs nothing else
    :4
    "#);
    assert_snapshot!(complete(&["list", "--sort-by", ""]), @r#"
    name	By name
    chart	By chart
    state	By state, the worst first
    namespace	By the namespace it is deployed in
    updated	By last change, the newest first
    :4
    "#);
}

#[test]
fn flags() {
    assert_snapshot!(complete(&["events", "--w"]), @r#"
    --warnings	Show only warnings
    --watch	Keep showing new events until interrupted
    :4
    "#);
}

#[test]
fn the_script_calls_us_back() {
    assert_snapshot!(run("completion"), @r#"
    #!/bin/sh
    exec kubectl addons __complete "$@"
    "#);
}

#[test]
fn the_script_is_installed_where_kubectl_finds_it() {
    let folder = tempfile::tempdir().unwrap();
    assert_snapshot!(run_in(folder.path(), "completion --install ."), @"");
    let path = folder.path().join("kubectl_complete-addons");
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("#!/bin/sh\n")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111);
    }
}

#[test]
fn a_folder_that_is_not_there_takes_no_script() {
    assert_snapshot!(run("completion --install nowhere"), @r#"
    --- standard error
    error: writing nowhere/kubectl_complete-addons: No such file or directory (os error 2)
    next: choose a folder you may write to that is on PATH
    --- exit 1
    "#);
}
