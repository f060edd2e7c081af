//! Add-ons that are deployed to another cluster: read through Argo CD's Secret or a context, or not at all.

use std::fs;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::{Ended, run, run_in};
use crate::server::{Asked, Reply, Server, cluster, shop};

/// The cluster of Argo CD, whose Deployment `web/shop` is healthy, and a far one, whose is not.
struct Clusters {
    home: Server,
    far: Server,
    folder: tempfile::TempDir,
}

/// What the cluster of Argo CD says of itself instead of what its objects say.
type Refusal = fn(&Asked) -> Option<Reply>;

impl Clusters {
    /// Starts both; `secrets` are made of the far one's URL.
    fn start(destination: Value, secrets: impl Fn(&str) -> Vec<Value>, refuse: Refusal) -> Self {
        let far = Server::start(|asked| cluster(&far_objects(), asked));
        let mut objects = shop();
        objects[0]["spec"]["destination"] = destination.clone();
        objects[0]["status"]["sync"]["comparedTo"]["destination"] = destination;
        objects.extend(secrets(far.address()));
        let home =
            Server::start(move |asked| refuse(asked).unwrap_or_else(|| cluster(&objects, asked)));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config"), kubeconfig(&home, &far)).unwrap();
        Self { home, far, folder }
    }

    /// One whose Secret gives a token.
    fn with_a_token() -> Self {
        let secrets = |url: &str| vec![secret("cluster-far", "far", url, &token())];
        Self::start(json!({"name": "far", "namespace": "web"}), secrets, |_| {
            None
        })
    }

    /// Runs a line; addresses, which are others each time, are replaced.
    fn run(&self, line: &str) -> Ended {
        let line = format!("{line} --kubeconfig config");
        self.hidden(run_in(self.folder.path(), &line))
    }

    fn hidden(&self, mut ended: Ended) -> Ended {
        for text in [&mut ended.answer, &mut ended.talk] {
            let hidden = self.home.hidden_in(&&**text);
            *text = hidden.replace(self.far.address(), "http://far");
        }
        ended
    }
}

pub(crate) fn kubeconfig(home: &Server, far: &Server) -> String {
    let (home, far) = (home.address(), far.address());
    format!(
        "{{apiVersion: v1, kind: Config, current-context: home,
          contexts: [{{name: home, context: {{cluster: home}}}}, {{name: admin@far, context: {{cluster: far, user: me}}}}],
          users: [{{name: me, user: {{token: mine}}}}],
          clusters: [{{name: home, cluster: {{server: '{home}'}}}}, {{name: far, cluster: {{server: '{far}'}}}}]}}"
    )
}

fn far_objects() -> Vec<Value> {
    let mut deployment = shop().remove(1);
    deployment["metadata"]["uid"] = json!("far-deployment");
    deployment["status"]["readyReplicas"] = json!(0);
    deployment["status"]["availableReplicas"] = json!(0);
    deployment["status"]["conditions"] =
        json!([{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]);
    let event = |name: &str, kind: &str, namespace: &str, object: &str, reason: &str| {
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": name, "namespace": namespace, "uid": name},
               "involvedObject": {"kind": kind, "namespace": namespace, "name": object,
                                  "apiVersion": if kind == "Application" { "argoproj.io/v1alpha1" } else { "apps/v1" }},
               "reason": reason, "message": "said there", "lastTimestamp": "2099-01-01T00:00:00Z"})
    };
    vec![
        deployment,
        event("far-1", "Deployment", "web", "shop", "FarAway"),
        event("far-2", "Application", "argocd", "shop", "OfAnotherArgoCD"),
    ]
}

pub(crate) fn token() -> Value {
    json!({"bearerToken": "hunter2"})
}

pub(crate) fn secret(secret: &str, name: &str, server: &str, config: &Value) -> Value {
    let encoded = |text: &str| BASE64_STANDARD.encode(text);
    json!({"apiVersion": "v1", "kind": "Secret",
           "metadata": {"name": secret, "namespace": "argocd", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
           "data": {"name": encoded(name), "server": encoded(server), "config": encoded(&config.to_string())}})
}

#[test]
fn the_secret_of_argo_cd_leads_to_the_far_objects() {
    let clusters = Clusters::with_a_token();
    assert_snapshot!(clusters.run("tree shop --insecure-skip-tls-verify"), @r#"
    RESOURCE             HEALTH       SYNC     AGE   MESSAGE
    Application/shop     ✔ Synced     Synced
    └─ Deployment/shop   ✖ Degraded   Synced         Deployment "shop" exceeded its progress deadline

    Missing: in Git, not in the cluster
    Secret/shop          ∅ Missing    Synced
    "#);
    assert!(clusters.far.asked().iter().any(|path| path == "/api"));
}

#[test]
fn a_server_that_would_go_unchecked_is_not_asked() {
    let clusters = Clusters::with_a_token();
    assert_snapshot!(clusters.run("tree shop"), @r"
    RESOURCE           HEALTH     SYNC     AGE   MESSAGE
    Application/shop   ✔ Synced   Synced

    Not inspected: could not be read
    Deployment/shop               Synced
    Secret/shop                   Synced
    --- standard error
    not seen: objects in cluster far: cluster Secret argocd/cluster-far: its server's certificate would not be checked, so that anybody could answer; --cluster-context far=admin@far reads it with a context of yours
    ");
    assert!(clusters.far.asked().is_empty());
}

#[test]
fn a_context_of_the_users_own_takes_the_place_of_the_secret() {
    let clusters = Clusters::with_a_token();
    let ended = clusters.run("tree shop --cluster-context far=admin@far");
    assert!(ended.answer.contains("Degraded"), "{ended}");
    let url = format!(
        "tree shop --cluster-context {}/=admin@far",
        clusters.far.address()
    );
    assert_eq!(clusters.run(&url).to_string(), ended.to_string());
    let asked = clusters.home.asked();
    let secrets = asked
        .iter()
        .filter(|path| path.ends_with("/argocd/secrets"));
    assert_eq!(secrets.count(), 1, "a name that is given needs no Secret");
}

#[test]
fn a_context_that_cannot_be_meant() {
    let clusters = Clusters::with_a_token();
    assert_snapshot!(clusters.run("tree shop --cluster-context faar=admin@far"), @r"
    RESOURCE           HEALTH     SYNC     AGE   MESSAGE
    Application/shop   ✔ Synced   Synced

    Not inspected: could not be read
    Deployment/shop               Synced
    Secret/shop                   Synced
    --- standard error
    not seen: objects in cluster far: cluster Secret argocd/cluster-far: its server's certificate would not be checked, so that anybody could answer; --cluster-context names faar, and this cluster is far
    ");
    assert_snapshot!(clusters.run("tree shop --cluster-context far=admin"), @r"
    --- standard error
    error: the kubeconfig has no context admin
    next: choose one with --context: home, admin@far
    --- exit 3
    ");
    assert_snapshot!(clusters.run("tree shop --cluster-context far=home --cluster-context far=admin@far"), @r"
    --- standard error
    error: --cluster-context gives two contexts for cluster far
    next: leave one of them out
    --- exit 2
    ");
    assert_snapshot!(clusters.run("tree shop --cluster-context far"), @r"
    --- standard error
    error: invalid value 'far' for '--cluster-context <CLUSTER=CONTEXT>': write it as CLUSTER=CONTEXT, as in `production=admin@production`

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(clusters.run("tree shop --cluster-context in-cluster=home"), @r"
    --- standard error
    error: invalid value 'in-cluster=home' for '--cluster-context <CLUSTER=CONTEXT>': the cluster that Argo CD runs in is the one of --context

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn a_program_is_never_run() {
    let config = json!({"execProviderConfig": {"command": "/usr/bin/touch", "args": ["ran"]}});
    let secrets = move |url: &str| vec![secret("cluster-far", "far", url, &config)];
    let clusters = Clusters::start(json!({"name": "far"}), secrets, |_| None);
    assert_snapshot!(clusters.run("tree shop --insecure-skip-tls-verify").talk, @"not seen: objects in cluster far: cluster Secret argocd/cluster-far: its credentials are made by the program touch, which is never run here; --cluster-context far=admin@far reads it with a context of yours");
    assert!(!clusters.folder.path().join("ran").exists());
}

#[test]
fn two_secrets_of_one_name_and_none() {
    let two = |url: &str| {
        vec![
            secret("cluster-1", "far", url, &token()),
            secret("cluster-2", "far", "https://elsewhere", &token()),
        ]
    };
    let clusters = Clusters::start(json!({"name": "far"}), two, |_| None);
    assert_snapshot!(clusters.run("tree shop --insecure-skip-tls-verify").talk, @"not seen: objects in cluster far: the cluster Secrets cluster-1 and cluster-2 bear this name, so nobody can tell which is meant; --cluster-context far=CONTEXT reads it with a context of yours");
    let clusters = Clusters::start(json!({"name": "fra"}), two, |_| None);
    assert_snapshot!(clusters.run("tree shop").talk, @"not seen: objects in cluster fra: no cluster Secret of Argo CD has this name; --cluster-context fra=CONTEXT reads it with a context of yours");
    let clusters = Clusters::start(json!({"server": "https://nowhere:6443"}), two, |_| None);
    assert_snapshot!(clusters.run("tree shop").talk, @"not seen: objects in cluster https://nowhere:6443: no cluster Secret of Argo CD has this URL; --cluster-context https://nowhere:6443=CONTEXT reads it with a context of yours");
}

#[test]
fn secrets_that_may_not_be_read() {
    let refuse: Refusal = |asked| {
        let secrets = asked.path.ends_with("/argocd/secrets");
        secrets.then(|| Reply::status(403, "no"))
    };
    let clusters = Clusters::start(json!({"name": "far"}), |_| Vec::new(), refuse);
    assert_snapshot!(clusters.run("tree shop"), @r#"
    RESOURCE           HEALTH     SYNC     AGE   MESSAGE
    Application/shop   ✔ Synced   Synced

    Not inspected: could not be read
    Deployment/shop               Synced
    Secret/shop                   Synced
    --- standard error
    not seen: objects in cluster far: you may not list secrets in namespace argocd, where Argo CD keeps the credentials of clusters; --cluster-context far=CONTEXT reads it with a context of yours
    to see it, ask for a Role in namespace argocd with
    - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    "#);
}

#[test]
fn a_cluster_that_is_out_of_reach_is_a_gap() {
    let nowhere = |_: &str| {
        vec![secret(
            "cluster-far",
            "far",
            "https://127.0.0.1:1",
            &token(),
        )]
    };
    let clusters = Clusters::start(json!({"name": "far"}), nowhere, |_| None);
    let ended = clusters.run("tree shop");
    assert_snapshot!(ended, @r"
    RESOURCE           HEALTH     SYNC     AGE   MESSAGE
    Application/shop   ✔ Synced   Synced

    Not inspected: could not be read
    Deployment/shop               Synced
    Secret/shop                   Synced
    --- standard error
    not seen: objects in cluster far: nothing listens at https://127.0.0.1:1; --cluster-context far=CONTEXT reads it with a context of yours
    ");
}

#[test]
fn events_are_those_of_the_far_objects_and_of_this_application() {
    let clusters = Clusters::with_a_token();
    let ended = clusters.run("events shop --insecure-skip-tls-verify");
    assert!(ended.answer.contains("FarAway"), "{ended}");
    assert!(!ended.answer.contains("OfAnotherArgoCD"), "{ended}");
}

#[test]
fn secrets_are_asked_for_only_where_a_far_cluster_is() {
    let home = Server::start(|asked| cluster(&shop(), asked));
    run(&format!("tree shop {}", home.flags()));
    let clusters = Clusters::with_a_token();
    clusters.run("list");
    clusters.run("get shop");
    for asked in [home.asked(), clusters.home.asked()] {
        assert!(
            !asked.iter().any(|path| path.ends_with("/argocd/secrets")),
            "{asked:?}"
        );
    }
}

#[test]
fn a_snapshot_keeps_clusters_apart_and_no_credentials() {
    let clusters = Clusters::with_a_token();
    let flag = "--insecure-skip-tls-verify";
    let written = clusters.run(&format!("snapshot -f far.json {flag}"));
    assert_snapshot!(written.talk, @"1 add-on, 5 objects of 4 kinds in 2 clusters written to far.json; secrets are masked where they can be recognised: look before you share it");
    let text = fs::read_to_string(clusters.folder.path().join("far.json")).unwrap();
    assert!(text.contains("far-deployment"), "{text}");
    for secret in ["hunter2", &BASE64_STANDARD.encode("hunter2")] {
        assert!(!text.contains(secret), "{secret}");
    }
    for line in ["tree shop", "tree shop -o json", "events shop -o json"] {
        let live = clusters.run(&format!("{line} {flag}"));
        let recorded = run_in(clusters.folder.path(), &format!("{line} --from far.json"));
        let recorded = clusters.hidden(recorded);
        assert_eq!(recorded.answer, live.answer, "{line}");
    }
}

#[test]
fn a_snapshot_says_which_cluster_was_not_reached() {
    let nowhere = |_: &str| {
        vec![secret(
            "cluster-far",
            "far",
            "https://127.0.0.1:1",
            &token(),
        )]
    };
    let clusters = Clusters::start(json!({"name": "far"}), nowhere, |_| None);
    clusters.run("snapshot -f far.json");
    let recorded = run_in(clusters.folder.path(), "tree shop --from far.json");
    assert_eq!(recorded.talk, clusters.run("tree shop").talk);
}

#[test]
fn children_are_expanded_in_the_cluster_they_are_deployed_to() {
    let clusters = Clusters::start(
        json!({"name": "far", "namespace": "web"}),
        |url| {
            let mut parent = shop().remove(0);
            parent["metadata"] =
                json!({"name": "parent", "namespace": "argocd", "uid": "app-parent"});
            parent["status"]["resources"] = json!([
                {"group": "argoproj.io", "version": "v1alpha1", "kind": "Application", "namespace": "argocd", "name": "shop", "status": "Synced"},
                {"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "web", "name": "shop", "status": "Synced"}]);
            vec![parent, secret("cluster-far", "far", url, &token())]
        },
        |_| None,
    );
    assert_snapshot!(clusters.run("tree parent -r --insecure-skip-tls-verify"), @r#"
    RESOURCE                HEALTH       SYNC     AGE   MESSAGE
    Application/parent      ✔ Synced     Synced
    ├─ Application/shop     ✔ Healthy    Synced
    │  ├─ Deployment/shop   ✖ Degraded   Synced         Deployment "shop" exceeded its progress deadline
    │  └─ Secret/shop       ∅ Missing    Synced
    └─ Deployment/shop      ✔ Healthy    Synced
    "#);
    assert_snapshot!(clusters.run("tree parent -r"), @r"
    RESOURCE                HEALTH      SYNC     AGE   MESSAGE
    Application/parent      ✔ Synced    Synced
    ├─ Application/shop     ✔ Healthy   Synced
    │  ├─ Deployment/shop               Synced
    │  └─ Secret/shop                   Synced
    └─ Deployment/shop      ✔ Healthy   Synced
    --- standard error
    not seen: objects in cluster far: cluster Secret argocd/cluster-far: its server's certificate would not be checked, so that anybody could answer; --cluster-context far=admin@far reads it with a context of yours
    ");
    assert_snapshot!(clusters.run("tree parent -r -o wide --insecure-skip-tls-verify"), @r#"
    RESOURCE                HEALTH       SYNC     AGE   NAMESPACE   WAVE   INFO            MESSAGE
    Application/parent      ✔ Synced     Synced         argocd
    ├─ Application/shop     ✔ Healthy    Synced         argocd             Cluster: far
    │  ├─ Deployment/shop   ✖ Degraded   Synced         web                Replicas: 0/1   Deployment "shop" exceeded its progress deadline
    │  └─ Secret/shop       ∅ Missing    Synced         web
    └─ Deployment/shop      ✔ Healthy    Synced         web                Replicas: 1/1
    "#);
}
