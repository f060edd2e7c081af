//! `--as` and `--as-group`: who is named goes wherever the user's own credentials go, and nowhere with Argo CD's.

use std::fs;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::clusters::{kubeconfig, secret, token};
use crate::program::{Ended, run_in};
use crate::server::{Asked, Reply, Server, cluster, shop};

const ACTING: &str = "--as jane --as-group on-call --as-group team";

/// A server that keeps for whom each request for an object was made; a log is a line.
struct Listening {
    server: Server,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Listening {
    fn start(objects: Vec<Value>) -> Self {
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        let server = Server::start(move |asked: &Asked| {
            kept.lock().unwrap().push(asked.head.clone());
            match asked.path.ends_with("/log") {
                true => Reply::Text("2026-03-01T12:00:00Z ready\n".to_owned()),
                false => cluster(&objects, asked),
            }
        });
        Self { server, heads }
    }

    /// Returns how many requests were made for jane with both groups, and for whoever the credentials are of.
    fn made_for(&self) -> (usize, usize) {
        let heads = std::mem::take(&mut *self.heads.lock().unwrap());
        let acting = |head: &&String| {
            let groups = ["impersonate-group: on-call", "impersonate-group: team"];
            head.contains("impersonate-user: jane")
                && groups.iter().all(|group| head.contains(group))
        };
        let own = heads.iter().filter(|head| !head.contains("impersonate-"));
        (heads.iter().filter(acting).count(), own.count())
    }
}

struct Clusters {
    home: Listening,
    far: Listening,
    folder: tempfile::TempDir,
}

impl Clusters {
    /// Starts a cluster of Argo CD with an add-on that lies there, or in a far one.
    fn start(deployed: &Value) -> Self {
        let far = Listening::start(with_a_pod());
        let mut objects = with_a_pod();
        objects[0]["spec"]["destination"] = deployed.clone();
        objects.push(secret("cluster-far", "far", far.server.address(), &token()));
        let home = Listening::start(objects);
        let folder = tempfile::tempdir().unwrap();
        let text = kubeconfig(&home.server, &far.server);
        fs::write(folder.path().join("config"), text).unwrap();
        Self { home, far, folder }
    }

    fn run(&self, line: &str) -> Ended {
        let line = format!("{line} {ACTING} --kubeconfig config");
        let ended = run_in(self.folder.path(), &line);
        assert_eq!(ended.code, 0, "{ended}");
        ended
    }
}

fn with_a_pod() -> Vec<Value> {
    let mut objects = shop();
    objects.push(json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "shop-0", "namespace": "web", "uid": "pod-9",
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop", "uid": "deployment-9", "controller": true}]},
        "spec": {"containers": [{"name": "app"}]},
        "status": {"phase": "Running", "containerStatuses": [{"name": "app", "ready": true, "state": {"running": {}}}]}}));
    objects
}

fn home() -> Value {
    json!({"name": "in-cluster", "namespace": "web"})
}

fn far() -> Value {
    json!({"name": "far", "namespace": "web"})
}

#[test]
fn every_request_to_a_context_is_made_for_who_is_named() {
    let clusters = Clusters::start(&home());
    for line in ["list", "tree shop", "why shop", "logs shop", "sources"] {
        let ended = clusters.run(line);
        let (acting, own) = clusters.home.made_for();
        assert!(
            acting > 0 && own == 0,
            "{line}: {acting} and {own}: {ended}"
        );
    }
    clusters.run("list --contexts home,admin@far");
    for listening in [&clusters.home, &clusters.far] {
        let (acting, own) = listening.made_for();
        assert!(acting > 0 && own == 0, "{acting} and {own}");
    }
}

#[test]
fn a_context_of_another_cluster_is_asked_for_who_is_named_too() {
    let clusters = Clusters::start(&far());
    for line in ["tree shop", "logs shop"] {
        clusters.run(&format!("{line} --cluster-context far=admin@far"));
        let (acting, own) = clusters.far.made_for();
        assert!(acting > 0 && own == 0, "{line}: {acting} and {own}");
    }
}

#[test]
fn argo_cds_own_credentials_act_as_nobody() {
    let clusters = Clusters::start(&far());
    clusters.run("tree shop --insecure-skip-tls-verify");
    let (acting, own) = clusters.far.made_for();
    assert!(acting == 0 && own > 0, "{acting} and {own}");
    let (acting, own) = clusters.home.made_for();
    assert!(acting > 0 && own == 0, "{acting} and {own}");
}

#[test]
fn a_log_that_may_not_be_read_in_another_cluster_is_no_role_to_ask_for_here() {
    let mut objects = with_a_pod();
    objects[0]["spec"]["destination"] = far();
    let home = Server::start(move |asked| cluster(&objects, asked));
    let far = Server::start(|asked| match asked.path.ends_with("/log") {
        true => Reply::status(403, "forbidden"),
        false => cluster(&with_a_pod(), asked),
    });
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config"), kubeconfig(&home, &far)).unwrap();
    let line = "logs shop --cluster-context far=admin@far --kubeconfig config";
    insta::assert_snapshot!(run_in(folder.path(), line), @r#"
    --- standard error
    not seen: log of container app of Pod/shop-0: in cluster far, you may not get the log of container app of pod web/shop-0
    --- exit 6
    "#);
}
