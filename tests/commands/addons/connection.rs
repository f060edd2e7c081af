//! Clusters that cannot be reached: which sentence, which next step, which exit code.

use std::fs;

use insta::assert_snapshot;

use crate::program::{run, run_in};
use crate::server::{Reply, Server, cluster, shop};

const KUBECONFIG: &str = "\
apiVersion: v1
kind: Config
current-context: blue
contexts:
  - {name: blue, context: {cluster: blue}}
  - {name: green, context: {cluster: green}}
clusters:
  - {name: blue, cluster: {server: 'http://127.0.0.1:1'}}
";

fn run_with_kubeconfig(text: &str, line: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config"), text).unwrap();
    run_in(folder.path(), &format!("{line} --kubeconfig config")).to_string()
}

#[test]
fn no_kubeconfig() {
    assert_snapshot!(run("list"), @r#"
    --- standard error
    error: there is no kubeconfig at /nowhere/.kube/config
    next: name one with --kubeconfig or KUBECONFIG
    next: to look at recorded files instead of a cluster, use --from FILE
    --- exit 1
    "#);
}

#[test]
fn a_kubeconfig_that_is_not_there() {
    assert_snapshot!(run("list --kubeconfig nothing"), @r#"
    --- standard error
    error: the kubeconfig nothing cannot be read: No such file or directory (os error 2)
    next: check the file, or name another one with --kubeconfig
    --- exit 1
    "#);
}

#[test]
fn a_kubeconfig_that_is_no_yaml() {
    assert_snapshot!(run_with_kubeconfig("contexts: [\n", "list"), @r#"
    --- standard error
    error: the kubeconfig config cannot be read: line 1 column 11: unclosed bracket '['
    next: check the file, or name another one with --kubeconfig
    --- exit 1
    "#);
}

#[test]
fn a_kubeconfig_without_anything() {
    assert_snapshot!(run_with_kubeconfig("apiVersion: v1\nkind: Config\n", "list"), @r#"
    --- standard error
    error: the kubeconfig names no current context
    next: the kubeconfig has no contexts at all; name another one with --kubeconfig
    --- exit 3
    "#);
}

#[test]
fn a_context_that_is_not_there() {
    assert_snapshot!(run_with_kubeconfig(KUBECONFIG, "list --context red"), @r#"
    --- standard error
    error: the kubeconfig has no context red
    next: choose one with --context: blue, green
    --- exit 3
    "#);
}

#[test]
fn a_context_whose_cluster_is_not_there() {
    assert_snapshot!(run_with_kubeconfig(KUBECONFIG, "list --context green"), @r#"
    --- standard error
    error: the kubeconfig has no cluster green, which context green is to use
    next: choose one with --kube-cluster: blue
    --- exit 3
    "#);
}

#[test]
fn a_refused_connection() {
    assert_snapshot!(run_with_kubeconfig(KUBECONFIG, "list"), @r#"
    --- standard error
    error: nothing listens at http://127.0.0.1:1
    next: is the cluster running, and is this its address? see: kubectl config view --minify
    --- exit 1
    "#);
}

#[test]
fn a_server_that_never_answers() {
    let server = Server::start(|_| Reply::Silence);
    let ended = run(&format!("list {} --request-timeout 200ms", server.flags()));
    assert_snapshot!(server.hidden_in(&ended), @r#"
    --- standard error
    error: no answer about applications.argoproj.io in all namespaces within 200 ms
    next: give it more time with --request-timeout
    --- exit 5
    "#);
}

#[test]
fn a_server_that_is_none_of_kubernetes() {
    let server = Server::start(|_| Reply::Json(200, "<html>".into()));
    let ended = run(&format!("list {}", server.flags()));
    assert_snapshot!(server.hidden_in(&ended), @r#"
    --- standard error
    error: the server's list of applications.argoproj.io in all namespaces cannot be read: invalid type: string "<html>", expected a list at line 1 column 8
    next: is this the address of a Kubernetes API server?
    --- exit 1
    "#);
}

#[test]
fn credentials_that_are_not_accepted() {
    let server = Server::start(|_| Reply::status(401, "Unauthorized"));
    let [list, tree] = ["list", "tree shop"].map(|line| run(&format!("{line} {}", server.flags())));
    assert_snapshot!(server.hidden_in(&list), @r#"
    --- standard error
    error: http://server does not accept your credentials
    next: log in again, then try: kubectl auth whoami
    --- exit 6
    "#);
    assert_eq!(tree.to_string(), list.to_string());
}

#[test]
fn argo_cd_is_not_installed() {
    let server = Server::start(|asked| match asked.path.contains("argoproj.io") {
        true => Reply::status(404, "the server could not find the requested resource"),
        false => cluster(&shop(), asked),
    });
    let [list, get, tree] =
        ["list", "get shop", "tree shop"].map(|line| run(&format!("{line} {}", server.flags())));
    assert_snapshot!(server.hidden_in(&list), @r#"
    --- standard error
    error: looking for Argo CD: http://server does not serve applications.argoproj.io
    next: install Argo CD, or choose the cluster it runs in with --context
    --- exit 1
    "#);
    assert_eq!(get.to_string(), list.to_string());
    assert_eq!(tree.to_string(), list.to_string());
}

#[test]
fn a_server_with_an_error_of_its_own() {
    let server = Server::start(|_| Reply::status(500, "etcdserver: no leader"));
    let ended = run(&format!("list {}", server.flags()));
    assert_snapshot!(server.hidden_in(&ended), @r#"
    --- standard error
    error: http://server could not list applications.argoproj.io in all namespaces: etcdserver: no leader (500)
    next: try again in a minute; if that does not help, whoever runs the cluster must look
    --- exit 1
    "#);
}

#[test]
fn an_argo_cd_without_applications() {
    let server = Server::start(|asked| cluster(&[], asked));
    assert_snapshot!(run(&format!("list {}", server.flags())), @r#"
    --- standard error
    no Applications found
    "#);
    assert_snapshot!(server.hidden_in(&run(&format!("get shop {}", server.flags()))), @r#"
    --- standard error
    error: there is no add-on named shop
    next: list all add-ons: kubectl addons list --server http://server
    --- exit 3
    "#);
}

/// One kind that hangs costs its deadline once and is told; everything else is shown.
#[test]
fn a_kind_that_hangs_is_a_gap() {
    let server = Server::start(|asked| match asked.path.ends_with("/secrets") {
        true => Reply::Silence,
        false => cluster(&shop(), asked),
    });
    let ended = run(&format!(
        "tree shop {} --request-timeout 3s",
        server.flags()
    ));
    assert_snapshot!(server.hidden_in(&ended), @r#"
    RESOURCE             HEALTH      SYNC     AGE   MESSAGE
    Application/shop     ✔ Synced    Synced
    └─ Deployment/shop   ✔ Healthy   Synced

    Not inspected: could not be read
    Secret/shop                      Synced
    --- standard error
    not seen: no answer about secrets in namespace web within 3 s
    "#);
}

/// So does a whole API group that does not even say what it serves.
#[test]
fn a_group_that_hangs_is_a_gap() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/apis/apps/v1" => Reply::Silence,
        _ => cluster(&shop(), asked),
    });
    let ended = run(&format!(
        "tree shop {} --request-timeout 3s",
        server.flags()
    ));
    assert_snapshot!(server.hidden_in(&ended), @r#"
    RESOURCE           HEALTH     SYNC     AGE   MESSAGE
    Application/shop   ✔ Synced   Synced
    └─ Secret/shop                Synced

    Not inspected: could not be read
    Deployment/shop               Synced
    --- standard error
    not seen: Deployment objects in namespace web: it was not read
    not seen: no answer about API group apps/v1 within 3 s
    "#);
}

#[test]
fn a_tree_of_a_cluster() {
    let server = Server::start(|asked| cluster(&shop(), asked));
    assert_snapshot!(run(&format!("tree shop {}", server.flags())), @r#"
    RESOURCE             HEALTH      SYNC     AGE   MESSAGE
    Application/shop     ✔ Synced    Synced
    ├─ Deployment/shop   ✔ Healthy   Synced
    └─ Secret/shop                   Synced
    "#);
}

/// More rows than fix the widths of the columns: later ones follow the first.
#[test]
fn many_rows_stand_under_one_header() {
    let server = Server::start(|asked| {
        let many: Vec<_> = (0..1200)
            .map(|number| {
                let mut application = shop().remove(0);
                application["metadata"]["name"] = format!("shop-{number:04}").into();
                application
            })
            .collect();
        cluster(&many, asked)
    });
    let ended = run(&format!("list {}", server.flags()));
    let lines: Vec<&str> = ended.answer.lines().collect();
    assert_eq!(
        (ended.code, ended.talk.as_str(), lines.len()),
        (0, "", 1201)
    );
    let column = lines[0].find("STATE").unwrap();
    for (number, line) in lines[1..].iter().enumerate() {
        assert!(line.starts_with(&format!("shop-{number:04} ")), "{line}");
        assert!(line[column..].starts_with("Synced"), "{line}");
    }
}
