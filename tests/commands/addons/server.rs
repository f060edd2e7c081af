//! An API server in this process: answers over plain HTTP from a few objects, refuses what it is told to refuse.
//!
//! One request a connection, one thread a request; it ends with the test.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What a request gets.
pub(crate) enum Reply {
    /// Status and body.
    Json(u16, Value),
    /// Text as it is, as a log.
    Text(String),
    /// Lines of a watch, until whoever sends them goes.
    Lines(Receiver<Value>),
    /// Nothing, for as long as the client waits.
    Silence,
}

impl Reply {
    /// Says no, as an API server does.
    pub(crate) fn status(code: u16, message: &str) -> Self {
        let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "message": message});
        Self::Json(code, status)
    }
}

/// One request.
pub(crate) struct Asked {
    /// Path without the query.
    pub(crate) path: String,
    /// Query, as it came.
    pub(crate) query: String,
    /// Request line and headers.
    pub(crate) head: String,
    /// Body, as it came.
    pub(crate) body: String,
}

impl Asked {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let address = head.split(' ').nth(1)?.to_owned();
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let lower = head.to_lowercase();
        let length = lower
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length = length.and_then(|length| length.trim().parse().ok());
        let mut body = vec![0; length.unwrap_or_default()];
        reader.read_exact(&mut body).ok()?;
        Some(Self {
            path: path.to_owned(),
            query: query.to_owned(),
            head: lower,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// The server.
pub(crate) struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts one that answers as `reply` says.
    pub(crate) fn start(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&asked), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, reply) = (Arc::clone(&kept), Arc::clone(&reply));
                thread::spawn(move || serve(&stream, &*reply, &kept));
            }
        });
        Self { address, asked }
    }

    /// Returns the flags that lead to it.
    pub(crate) fn flags(&self) -> String {
        format!("--server {}", self.address)
    }

    /// Returns its URL.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns a text with its address, which is another each time, replaced.
    pub(crate) fn hidden_in(&self, text: &impl ToString) -> String {
        text.to_string().replace(&self.address, "http://server")
    }

    /// Returns the paths that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: &TcpStream,
    reply: &(impl Fn(&Asked) -> Reply + ?Sized),
    kept: &Mutex<Vec<String>>,
) {
    let Some(asked) = Asked::read(stream) else {
        return;
    };
    kept.lock().unwrap().push(asked.path.clone());
    match reply(&asked) {
        Reply::Json(code, body) => whole(stream, code, "application/json", &body.to_string()),
        Reply::Text(body) => whole(stream, 200, "text/plain", &body),
        Reply::Lines(lines) => {
            let head =
                "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n";
            let mut gone = stream.write_all(head.as_bytes()).is_err();
            while !gone && let Ok(line) = lines.recv() {
                gone = stream.write_all(format!("{line}\n").as_bytes()).is_err();
            }
        }
        // Whoever waits ends by hanging up, which ends the reading.
        Reply::Silence => {
            let _gone = std::io::copy(&mut stream, &mut std::io::sink());
        }
    }
}

fn whole(mut stream: &TcpStream, code: u16, kind: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {code} X\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // A client that went away is no failure of the server.
    let _gone = stream.write_all((head + body).as_bytes());
}

/// A kind that is served: path of the group and version, kind, plural.
pub(crate) type Kind = (&'static str, &'static str, &'static str);

/// Kinds that [`cluster`] serves.
pub(crate) const KINDS: [Kind; 7] = [
    ("/api/v1", "ConfigMap", "configmaps"),
    ("/api/v1", "Event", "events"),
    ("/api/v1", "Pod", "pods"),
    ("/api/v1", "Secret", "secrets"),
    ("/apis/apps/v1", "Deployment", "deployments"),
    ("/apis/argoproj.io/v1alpha1", "Application", "applications"),
    ("/apis/argoproj.io/v1alpha1", "AppProject", "appprojects"),
];

/// Answers as a small cluster that holds these objects.
pub(crate) fn cluster(objects: &[Value], asked: &Asked) -> Reply {
    cluster_serving(&KINDS, objects, asked)
}

/// Kinds whose objects lie in no namespace.
pub(crate) const CLUSTER_SCOPED: [&str; 12] = [
    "APIService",
    "ClusterTrustBundle",
    "CustomResourceDefinition",
    "FlowSchema",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "StorageVersionMigration",
    "ValidatingWebhookConfiguration",
];

/// Answers as a cluster that serves these kinds and holds these objects.
pub(crate) fn cluster_serving(kinds: &[Kind], objects: &[Value], asked: &Asked) -> Reply {
    if let Some(discovery) = discovery(kinds, &asked.path) {
        return Reply::Json(200, discovery);
    }
    let kind = kinds.iter().find_map(|(root, kind, plural)| {
        let rest = asked.path.strip_prefix(root)?.trim_start_matches('/');
        let place = Place::read(rest, plural)?;
        Some((*root, *kind, place))
    });
    match kind {
        Some((root, kind, place)) => place.answer(root, kind, objects, asked),
        None => Reply::status(404, "the server could not find the requested resource"),
    }
}

fn discovery(kinds: &[Kind], path: &str) -> Option<Value> {
    let root = match path {
        "/api" => return Some(json!({"kind": "APIVersions", "versions": ["v1"]})),
        "/apis" => {
            let roots = kinds
                .iter()
                .filter_map(|(root, ..)| root.strip_prefix("/apis/"));
            let roots: BTreeSet<&str> = roots.collect();
            let groups = roots.into_iter().filter_map(|root| root.split_once('/'));
            let groups: Vec<Value> = groups.map(|(name, version)| group(name, version)).collect();
            return Some(json!({"kind": "APIGroupList", "groups": groups}));
        }
        path => path,
    };
    let kinds: Vec<Value> = kinds
        .iter()
        .filter(|(of, ..)| *of == root)
        .map(|(_, kind, plural)| {
            let namespaced = !CLUSTER_SCOPED.contains(kind);
            json!({"name": plural, "kind": kind, "namespaced": namespaced, "verbs": ["list", "watch"]})
        })
        .collect();
    (!kinds.is_empty()).then(|| json!({"kind": "APIResourceList", "resources": kinds}))
}

fn group(name: &str, version: &str) -> Value {
    let version = json!({"groupVersion": format!("{name}/{version}"), "version": version});
    json!({"name": name, "versions": [version], "preferredVersion": version})
}

/// What a path below a group asks for.
struct Place {
    namespace: Option<String>,
    name: Option<String>,
}

impl Place {
    fn read(rest: &str, plural: &str) -> Option<Self> {
        let words: Vec<&str> = rest.split('/').collect();
        let (namespace, rest) = match words[..] {
            ["namespaces", namespace, ref rest @ ..] if !rest.is_empty() => {
                (Some(namespace.to_owned()), rest.to_vec())
            }
            ref rest => (None, rest.to_vec()),
        };
        let name = match rest[..] {
            [first] if first == plural => None,
            [first, name] if first == plural => Some(name.to_owned()),
            _ => return None,
        };
        Some(Self { namespace, name })
    }

    fn answer(&self, root: &str, kind: &str, objects: &[Value], asked: &Asked) -> Reply {
        let selected = asked
            .query
            .split('&')
            .find_map(|pair| pair.strip_prefix("fieldSelector=metadata.name%3D"));
        let name = self.name.as_deref().or(selected);
        let fits = |object: &&Value| {
            object["kind"] == kind
                && self
                    .namespace
                    .as_ref()
                    .is_none_or(|wanted| object["metadata"]["namespace"] == **wanted)
                && name.is_none_or(|wanted| object["metadata"]["name"] == wanted)
        };
        let found: Vec<&Value> = objects.iter().filter(fits).collect();
        match (&self.name, found.first()) {
            (Some(_), Some(object)) => Reply::Json(200, (*object).clone()),
            (Some(name), None) => Reply::Json(
                404,
                json!({"kind": "Status", "code": 404, "message": "not found", "details": {"name": name}}),
            ),
            (None, _) if asked.head.contains("as=table") => Reply::Json(200, table(&found)),
            (None, _) => {
                let version = root
                    .trim_start_matches("/apis/")
                    .trim_start_matches("/api/");
                Reply::Json(
                    200,
                    json!({"kind": format!("{kind}List"), "apiVersion": version, "metadata": {"resourceVersion": "7"}, "items": found}),
                )
            }
        }
    }
}

/// Prints a list as Argo CD's CustomResourceDefinition says.
fn table(objects: &[&Value]) -> Value {
    let columns = ["Name", "Sync Status", "Health Status"].map(|name| json!({"name": name}));
    let rows = objects.iter().map(|object| {
        let status = &object["status"];
        let cells = [
            &object["metadata"]["name"],
            &status["sync"]["status"],
            &status["health"]["status"],
        ];
        json!({"cells": cells, "object": {"metadata": object["metadata"]}})
    });
    json!({"kind": "Table", "columnDefinitions": columns, "rows": rows.collect::<Vec<_>>()})
}

/// Returns an Application that manages a Deployment and a Secret of namespace `web`, and those two.
pub(crate) fn shop() -> Vec<Value> {
    let source = json!({"repoURL": "https://robot:hunter2@git.example.com/shop.git", "path": "shop", "targetRevision": "main"});
    let destination = json!({"name": "in-cluster", "namespace": "web"});
    vec![
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
               "metadata": {"name": "shop", "namespace": "argocd", "uid": "app-shop"},
               "spec": {"project": "default", "source": source, "destination": destination},
               "status": {"sourceType": "Directory", "health": {"status": "Healthy"}, "reconciledAt": "2099-01-01T00:00:00Z",
                          "sync": {"status": "Synced", "comparedTo": {"source": source, "destination": destination}},
                          "resources": [
                              {"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "web", "name": "shop", "status": "Synced"},
                              {"version": "v1", "kind": "Secret", "namespace": "web", "name": "shop", "status": "Synced"}]}}),
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop", "namespace": "web", "uid": "deployment-9", "generation": 1},
               "spec": {"replicas": 1}, "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "shop", "namespace": "web", "uid": "secret-9",
               "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"password\":\"aHVudGVyMg==\"}}"}},
               "data": {"password": "aHVudGVyMg=="}}),
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"},
               "spec": {"destinations": [{"server": "*", "namespace": "*"}], "sourceRepos": ["*"], "clusterResourceWhitelist": [{"group": "*", "kind": "*"}]}}),
    ]
}
