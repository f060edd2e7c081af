//! What commands ask the API server for is what the table of needs says of them, no more and no less.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use argocd::rights::needs::{Need, Place, Task};
use argocd::rights::{Grant, Right};
use serde_json::{Value, json};

use crate::program::program;
use crate::server::{Asked, CLUSTER_SCOPED, Kind, Reply, Server, cluster_serving};

/// Every kind that a need names, and one of every group that is granted whole.
const KINDS: [Kind; 35] = [
    ("/api/v1", "ConfigMap", "configmaps"),
    ("/api/v1", "Event", "events"),
    ("/api/v1", "LimitRange", "limitranges"),
    ("/api/v1", "Namespace", "namespaces"),
    ("/api/v1", "Node", "nodes"),
    ("/api/v1", "PersistentVolume", "persistentvolumes"),
    ("/api/v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
    ("/api/v1", "Pod", "pods"),
    ("/api/v1", "PodTemplate", "podtemplates"),
    ("/api/v1", "ReplicationController", "replicationcontrollers"),
    ("/api/v1", "ResourceQuota", "resourcequotas"),
    ("/api/v1", "Secret", "secrets"),
    ("/api/v1", "Service", "services"),
    ("/api/v1", "ServiceAccount", "serviceaccounts"),
    (
        "/apis/admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        "validatingwebhookconfigurations",
    ),
    (
        "/apis/apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "customresourcedefinitions",
    ),
    (
        "/apis/apiregistration.k8s.io/v1",
        "APIService",
        "apiservices",
    ),
    ("/apis/apps/v1", "Deployment", "deployments"),
    ("/apis/argoproj.io/v1alpha1", "Application", "applications"),
    (
        "/apis/argoproj.io/v1alpha1",
        "ApplicationSet",
        "applicationsets",
    ),
    ("/apis/argoproj.io/v1alpha1", "AppProject", "appprojects"),
    (
        "/apis/autoscaling/v2",
        "HorizontalPodAutoscaler",
        "horizontalpodautoscalers",
    ),
    ("/apis/batch/v1", "Job", "jobs"),
    (
        "/apis/certificates.k8s.io/v1",
        "ClusterTrustBundle",
        "clustertrustbundles",
    ),
    ("/apis/coordination.k8s.io/v1", "Lease", "leases"),
    (
        "/apis/discovery.k8s.io/v1",
        "EndpointSlice",
        "endpointslices",
    ),
    (
        "/apis/flowcontrol.apiserver.k8s.io/v1",
        "FlowSchema",
        "flowschemas",
    ),
    ("/apis/networking.k8s.io/v1", "Ingress", "ingresses"),
    ("/apis/node.k8s.io/v1", "RuntimeClass", "runtimeclasses"),
    (
        "/apis/policy/v1",
        "PodDisruptionBudget",
        "poddisruptionbudgets",
    ),
    ("/apis/rbac.authorization.k8s.io/v1", "Role", "roles"),
    (
        "/apis/resource.k8s.io/v1",
        "ResourceClaim",
        "resourceclaims",
    ),
    (
        "/apis/scheduling.k8s.io/v1",
        "PriorityClass",
        "priorityclasses",
    ),
    ("/apis/storage.k8s.io/v1", "StorageClass", "storageclasses"),
    (
        "/apis/storagemigration.k8s.io/v1",
        "StorageVersionMigration",
        "storageversionmigrations",
    ),
];

/// Whose objects nobody deploys with an add-on.
const NOT_MANAGED: [&str; 3] = ["Event", "Lease", "Application"];

/// The lines that make up a task; those that follow are not among them.
fn lines(task: Task) -> &'static [&'static str] {
    match task {
        Task::List => &["list", "list -o name", "get"],
        Task::Get => &["get shop"],
        Task::Tree => &["tree shop", "tree shop --recursive", "tree shop --orphans"],
        Task::Resource => &["resource shop Node/one", "resource shop Pod/one"],
        Task::Why => &["why", "why shop"],
        Task::Events => &["events shop"],
        Task::Logs => &["logs shop"],
        Task::Values => &["values shop"],
        Task::History => &["history shop"],
        Task::Diff => &[
            "diff shop",
            "diff shop --against applied",
            "diff shop --history 0 1",
        ],
        Task::Sources => &["sources"],
        Task::Snapshot => &["snapshot -f FOLDER/snapshot.json"],
        Task::OtherClusters => &["tree far"],
        Task::Doctor => &[],
    }
}

/// A cluster with an add-on of every kind, another that lies elsewhere, and a log of what was asked.
struct World {
    server: Server,
    asked: Arc<Mutex<Vec<Right>>>,
    folder: tempfile::TempDir,
}

impl World {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        commit(&folder.path().join("apps"));
        let objects = objects(folder.path());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        let server = Server::start(move |asked| {
            kept.lock().unwrap().extend(right(asked));
            match (
                asked.head.starts_with("patch "),
                asked.query.contains("watch=true"),
            ) {
                (_, true) => Reply::Silence,
                (true, _) => Reply::Json(200, json!({"metadata": {"name": "one"}})),
                _ if asked.path.ends_with("/log") => Reply::Text(String::new()),
                _ if asked.path == "/version" => Reply::Json(200, json!({"gitVersion": "v1.35.0"})),
                _ => cluster_serving(&KINDS, &objects, asked),
            }
        });
        Self {
            server,
            asked,
            folder,
        }
    }

    fn program(&self, line: &str) -> Command {
        let folder = self.folder.path();
        let line = line.replace("FOLDER", &folder.display().to_string());
        let mut program = program(&format!("{line} {}", self.server.flags()));
        program
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .env("GIT_CONFIG_NOSYSTEM", "1");
        program
    }

    /// Runs a line and returns what it asked for.
    fn asked_by(&self, line: &str) -> BTreeSet<Right> {
        self.asked.lock().unwrap().clear();
        let output = self.program(line).output().unwrap();
        let asked: BTreeSet<Right> = self.asked.lock().unwrap().drain(..).collect();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!asked.is_empty(), "{line} asked for nothing: {said}");
        asked
    }

    /// Follows a line until it watches all of some resources.
    fn watches(&self, line: &str, resources: &[&str]) {
        let mut child = Ended(self.program(line).stdout(Stdio::null()).spawn().unwrap());
        let mut missing: BTreeSet<&str> = resources.iter().copied().collect();
        while !missing.is_empty() {
            assert!(
                child.0.try_wait().unwrap().is_none(),
                "{line} does not watch {missing:?}"
            );
            for right in self
                .asked
                .lock()
                .unwrap()
                .iter()
                .filter(|right| right.verb == "watch")
            {
                missing.remove(&*right.resource);
            }
            std::thread::yield_now();
        }
    }
}

/// A program that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has then seen.
        let _ended = self.0.kill();
        let _code = self.0.wait();
    }
}

fn commit(work: &Path) {
    fs::create_dir_all(work).unwrap();
    let manifests = managed().map(|(kind, object)| format!("# {}\n{object}\n", kind.1));
    fs::write(
        work.join("all.yaml"),
        manifests.collect::<Vec<_>>().join("---\n"),
    )
    .unwrap();
    for line in [
        "-c init.defaultBranch=main init --quiet",
        "add --all",
        "-c user.name=Nobody -c user.email=nobody@example.com commit --quiet --message all",
    ] {
        let mut git = Command::new("git");
        git.args(line.split(' ')).current_dir(work);
        let git = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
        assert!(git.status.success(), "git {line}: {git:?}");
    }
}

/// Returns one object of each kind that may be deployed.
fn managed() -> impl Iterator<Item = (Kind, Value)> {
    let kinds = KINDS.into_iter();
    let kinds = kinds.filter(|(_, kind, _)| !NOT_MANAGED.contains(kind));
    kinds.map(|kind| (kind, object(kind)))
}

fn object((root, kind, _): Kind) -> Value {
    let version = root
        .trim_start_matches("/apis/")
        .trim_start_matches("/api/");
    let mut object = json!({"apiVersion": version, "kind": kind,
        "metadata": {"name": "one", "namespace": "web", "uid": format!("{kind}-1")}});
    if CLUSTER_SCOPED.contains(&kind) {
        object["metadata"]["namespace"] = Value::Null;
    }
    if kind == "Pod" {
        object["spec"] = json!({"containers": [{"name": "app"}]});
        object["status"] = json!({"phase": "Running", "containerStatuses": [
            {"name": "app", "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
             "lastState": {"terminated": {"exitCode": 1}}}]});
    }
    object
}

fn objects(folder: &Path) -> Vec<Value> {
    let source = json!({"repoURL": format!("file://{}", folder.join("apps").display()), "path": ".", "targetRevision": "main"});
    let resources = managed().map(|((root, kind, _), object)| {
        let (group, version) = root.trim_start_matches("/apis/").split_once('/').unwrap();
        let group = if root == "/api/v1" { "" } else { group };
        let version = if root == "/api/v1" { "v1" } else { version };
        json!({"group": group, "version": version, "kind": kind, "namespace": object["metadata"]["namespace"],
               "name": "one", "status": "Synced"})
    });
    let resources: Vec<Value> = resources.collect();
    let history = |id: u32| json!({"id": id, "revision": "aaaa", "source": source});
    let application = |name: &str, destination: Value| {
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd", "uid": name,
                "ownerReferences": [{"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "name": "one", "uid": "set"}]},
            "spec": {"project": "default", "source": source, "destination": destination},
            "status": {"sourceType": "Directory", "health": {"status": "Degraded"}, "reconciledAt": "2099-01-01T00:00:00Z",
                "history": [history(0), history(1)], "resources": resources,
                "sync": {"status": "Synced", "comparedTo": {"source": source, "destination": destination}}}})
    };
    let home = json!({"name": "in-cluster", "namespace": "web"});
    let own = [
        application("shop", home),
        application("far", json!({"name": "far", "namespace": "web"})),
    ];
    own.into_iter()
        .chain(managed().map(|(_, object)| object))
        .collect()
}

/// Returns the right that a request takes; none for what every user may ask.
fn right(asked: &Asked) -> Option<Right> {
    let (root, rest) = KINDS.iter().find_map(|(root, ..)| {
        let rest = asked.path.strip_prefix(root)?.strip_prefix('/')?;
        Some((*root, rest))
    })?;
    let words: Vec<&str> = rest.split('/').collect();
    let (namespace, words) = match words[..] {
        ["namespaces", namespace, ref words @ ..] if !words.is_empty() => {
            (Some(namespace), words.to_vec())
        }
        ref words => (None, words.to_vec()),
    };
    let group = root
        .strip_prefix("/apis/")
        .and_then(|root| root.split_once('/'));
    let chosen = asked
        .query
        .split('&')
        .find_map(|pair| pair.strip_prefix("fieldSelector=metadata.name%3D"));
    let verb = match (
        asked.head.starts_with("patch "),
        words.len(),
        asked.query.contains("watch=true"),
    ) {
        (true, ..) => "patch",
        (_, 1, true) => "watch",
        (_, 1, false) => "list",
        _ => "get",
    };
    let resource = match words[..] {
        [resource, _, part] => format!("{resource}/{part}"),
        [resource, ..] => resource.to_owned(),
        [] => return None,
    };
    Some(Right {
        namespace: namespace.map(str::to_owned),
        name: words.get(1).copied().or(chosen).map(str::to_owned),
        ..Right::new(verb, group.map_or("", |(group, _)| group), &resource)
    })
}

/// Returns whether a need grants a right. Trees look for every kind in every namespace, AppProjects too.
fn is_met(need: &Need, right: &Right) -> bool {
    let at_home = right.namespace.as_deref() == Some("argocd");
    let here = need.place != Place::ArgoCd || at_home || right.namespace.is_none();
    need.grant.covers(right) && (here || right.resource == "appprojects")
}

/// Returns whether no role grants a right on purpose: who may patch Argo CD's own objects is its administrator.
fn is_kept_back(right: &Right) -> bool {
    right.verb == "patch" && right.group == "argoproj.io"
}

/// Returns all that a task takes; other clusters take it beside what a tree does.
fn needs(task: Task) -> Vec<&'static Need> {
    let tree = (task == Task::OtherClusters).then_some(Task::Tree);
    let tasks = std::iter::once(task).chain(tree);
    tasks.flat_map(Task::needs).map(|(need, _)| need).collect()
}

/// Returns a need group by group and resource by resource; any of its verbs will do.
fn parts(need: &'static Need) -> impl Iterator<Item = Grant> {
    let Grant {
        groups, resources, ..
    } = need.grant;
    groups.iter().flat_map(move |group| {
        resources.iter().map(move |resource| Grant {
            groups: std::slice::from_ref(group),
            resources: std::slice::from_ref(resource),
            ..need.grant
        })
    })
}

#[test]
fn commands_ask_for_what_the_table_says_and_for_all_of_it() {
    let world = World::start();
    let mut complaints = Vec::new();
    for task in Task::ALL {
        let lines = lines(task);
        let asked: BTreeSet<Right> = lines.iter().flat_map(|line| world.asked_by(line)).collect();
        let needs = needs(task);
        let beside = asked
            .iter()
            .filter(|right| !is_kept_back(right) && !needs.iter().any(|need| is_met(need, right)));
        complaints
            .extend(beside.map(|right| {
                format!("{task:?} asks for {right:?}, which the table does not have")
            }));
        let of_task = task.needs().flat_map(|(need, _)| parts(need));
        let unasked = of_task
            .filter(|grant| !lines.is_empty() && !asked.iter().any(|right| grant.covers(right)));
        complaints.extend(unasked.map(|grant| format!("{task:?} does not ask for {grant:?}")));
    }
    assert_eq!(complaints, [""; 0], "{}", complaints.join("\n"));
}

#[test]
fn what_is_followed_is_watched() {
    let world = World::start();
    world.watches("list -w", &["applications", "appprojects", "configmaps"]);
    world.watches("get shop -w", &["applicationsets"]);
    world.watches(
        "events shop -w",
        &["events", "pods", "secrets", "deployments"],
    );
}
