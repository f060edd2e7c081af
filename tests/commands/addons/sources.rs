//! `sources`: what Argo CD is connected to, who uses it, what may not be read, and that no credential ever shows.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::run;
use crate::server::{Asked, Reply, Server, cluster, shop};

/// Secrets as an API server holds them: `hunter2` in every field that is one.
fn connections() -> Vec<Value> {
    let secret = |name: &str, kind: &str, data: Value| {
        json!({"apiVersion": "v1", "kind": "Secret", "data": data, "metadata": {"name": name, "namespace": "argocd",
            "labels": {"argocd.argoproj.io/secret-type": kind}}})
    };
    // https://git.example.com/shop, https://git.example.com, registry.example.com/charts, hunter2
    let [shop, hosts, registry, hunter2] = [
        "aHR0cHM6Ly9naXQuZXhhbXBsZS5jb20vc2hvcA==",
        "aHR0cHM6Ly9naXQuZXhhbXBsZS5jb20=",
        "cmVnaXN0cnkuZXhhbXBsZS5jb20vY2hhcnRz",
        "aHVudGVyMg==",
    ];
    vec![
        secret(
            "shop",
            "repository",
            json!({"url": shop, "name": "c2hvcA==", "project": "ZGVmYXVsdA=="}),
        ),
        secret(
            "hosts",
            "repo-creds",
            json!({"url": hosts, "username": hunter2, "password": hunter2}),
        ),
        secret(
            "charts",
            "repository",
            json!({"url": registry, "type": "aGVsbQ==", "enableOCI": "dHJ1ZQ==",
            "tlsClientCertKey": hunter2, "tlsClientCertData": hunter2}),
        ),
    ]
}

fn connected() -> Vec<Value> {
    let mut objects = shop();
    objects[0]["status"]["conditions"] = json!([{"type": "ComparisonError",
        "message": "cannot fetch https://robot:hunter2@git.example.com/shop.git: authentication required"}]);
    objects.extend(connections());
    objects
}

fn serving(objects: Vec<Value>) -> Server {
    Server::start(move |asked| match asked.path.ends_with("/secrets") {
        // A selector keeps out what has no such label.
        true => {
            let labelled = |object: &&Value| !object["metadata"]["labels"].is_null();
            let labelled: Vec<Value> = objects.iter().filter(labelled).cloned().collect();
            cluster(&labelled, asked)
        }
        false => cluster(&objects, asked),
    })
}

fn told(server: &Server, line: &str) -> String {
    let ended = run(&format!("{line} {}", server.flags()));
    let told = server.hidden_in(&ended);
    assert!(
        !told.contains("hunter2") && !told.contains("aHVudGVyMg"),
        "{told}"
    );
    told
}

#[test]
fn connections_are_listed_with_who_uses_them() {
    let server = serving(connected());
    assert_snapshot!(told(&server, "sources"), @r#"
    URL                            TYPE           NAME   PROJECT   CREDENTIALS           USED BY    ERRORS
    https://git.example.com        git template                    password              1 add-on   1 error
    https://git.example.com/shop   git            shop   default   password (template)   1 add-on   1 error
    registry.example.com/charts    oci                             TLS certificate       nobody
    "#);
    assert_snapshot!(told(&server, "sources -o name --unused"), @"registry.example.com/charts");
    assert_snapshot!(told(&server, "sources -o name --used-by shop"), @r#"
    https://git.example.com
    https://git.example.com/shop
    "#);
    assert_snapshot!(told(&server, "sources -o wide --used-by shop"), @r#"
    URL                            TYPE           NAME   PROJECT   CREDENTIALS           USED BY    ERRORS    ARGO CD   ADD-ONS       FIRST ERROR
    https://git.example.com        git template                    password              1 add-on   1 error   argocd    argocd/shop   argocd/shop: cannot fetch https://git.example.com/shop.git: authentication required
    https://git.example.com/shop   git            shop   default   password (template)   1 add-on   1 error   argocd    argocd/shop   argocd/shop: cannot fetch https://git.example.com/shop.git: authentication required
    "#);
}

#[test]
fn scripts_get_kinds_of_credentials() {
    let server = serving(connected());
    assert_snapshot!(told(&server, "sources -o json --used-by shop"), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "SourceList",
      "items": [
        {
          "url": "https://git.example.com",
          "type": "git",
          "connection": "template",
          "namespace": "argocd",
          "credentials": {
            "known": true,
            "kinds": [
              "password"
            ]
          },
          "usedBy": [
            "argocd/shop"
          ],
          "errors": [
            {
              "addon": "argocd/shop",
              "message": "cannot fetch https://git.example.com/shop.git: authentication required"
            }
          ]
        },
        {
          "url": "https://git.example.com/shop",
          "type": "git",
          "connection": "repository",
          "name": "shop",
          "project": "default",
          "namespace": "argocd",
          "credentials": {
            "known": true,
            "kinds": [
              "password"
            ],
            "template": "https://git.example.com"
          },
          "usedBy": [
            "argocd/shop"
          ],
          "errors": [
            {
              "addon": "argocd/shop",
              "message": "cannot fetch https://git.example.com/shop.git: authentication required"
            }
          ]
        }
      ],
      "gaps": []
    }
    "#);
}

#[test]
fn without_secrets_what_add_ons_use_is_listed() {
    let objects = connected();
    let server = Server::start(
        move |asked: &Asked| match asked.path.ends_with("/secrets") {
            true => Reply::status(403, "forbidden"),
            false => cluster(&objects, asked),
        },
    );
    assert_snapshot!(told(&server, "sources"), @r#"
    URL                                TYPE   NAME   PROJECT   CREDENTIALS   USED BY    ERRORS
    https://git.example.com/shop.git   git                     password      1 add-on   1 error
    --- standard error
    not seen: what the Argo CD in namespace argocd is connected to: you may not list secrets in namespace argocd
    to see it, ask for a Role in namespace argocd with
    - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    "#);
}

#[test]
fn a_file_without_secrets_says_so() {
    assert_snapshot!(run("sources --from healthy"), @r#"
    URL                                    TYPE   NAME   PROJECT   CREDENTIALS   USED BY    ERRORS
    https://charts.example.com/community   helm                    unknown       1 add-on
    --- standard error
    not seen: what the Argo CD in namespace argocd is connected to: its Secrets are not in the file, or masked
    "#);
    assert_snapshot!(run("sources --from healthy --unused"), @r#"
    --- standard error
    whether a connection is unused is not known: none could be read
    not seen: what the Argo CD in namespace argocd is connected to: its Secrets are not in the file, or masked
    "#);
}
