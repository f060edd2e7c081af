//! Is what Argo CD deploys into another cluster shown from there, however it is reached, and nothing of the wrong one?
//!
//! A Deployment of one name lies in both clusters: healthy here, and with a pod that crashes there.

use std::fs;
use std::io::{Read, Write, copy};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::bench::Bench;
use tests::output::texts;
use tests::patience::complaints_after;
use tests::person::Person;
use tests::second::{Deployment, Second, kubeconfig};

/// How long Argo CD may take to deploy and kwok to play it.
const DEPLOYED: Duration = Duration::from_secs(120);

/// Writes both forms of the Deployment into the repository.
fn commit(deployment: &Deployment<'_>) -> Result<()> {
    let near = manifest(&json!({"app": "front"}));
    let far = manifest(&json!({"app": "front", "bench.addons/kubelet": "crash-loop"}));
    let files = [("near/front.yaml", &*near), ("far/front.yaml", &*far)];
    deployment
        .repository
        .commit(&deployment.administrator, &files)
}

fn manifest(labels: &Value) -> String {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "front"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "front"}}, "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "front", "image": "registry.example.com/shop/front:1.0.0"}]}}},
    })
    .to_string()
}

fn here() -> Value {
    json!({"server": "https://kubernetes.default.svc"})
}

/// Waits until the pod of a Deployment is in its tree and has come to rest, and returns the tree.
fn tree(person: &Person<'_>, words: &[&str]) -> Result<Value> {
    let words = [&["tree"], words, &["-o", "json"]].concat();
    let look = || {
        let tree = person.addons(&words)?.json()?;
        Ok(match health(&tree) {
            Some("Healthy" | "Degraded") => Vec::new(),
            _ => vec![tree.to_string()],
        })
    };
    let complaints = complaints_after(DEPLOYED, look)?;
    ensure!(complaints.is_empty(), "no pod: {complaints:?}");
    person.addons(&words)?.json()
}

fn pod(tree: &Value) -> Option<&Value> {
    let nodes = tree["nodes"].as_array()?;
    nodes.iter().find(|node| node["kind"] == "Pod")
}

/// Checks that every object of a tree is one of this cluster.
fn ensure_of(person: &Person<'_>, namespace: &str, tree: &Value) -> Result<()> {
    let printed = person.kubectl([
        "get",
        "deployments,replicasets,pods",
        "-n",
        namespace,
        "-o",
        "jsonpath={.items[*].metadata.uid}",
    ])?;
    let uids: Vec<&str> = printed.split_whitespace().collect();
    let shown = texts(tree, "nodes", "/uid");
    ensure!(shown.len() >= 3, "{tree}");
    for uid in shown {
        ensure!(uids.contains(&uid), "{uid} is not among {uids:?}: {tree}");
    }
    Ok(())
}

fn health(tree: &Value) -> Option<&str> {
    pod(tree)?.pointer("/health/status")?.as_str()
}

/// Returns a kubeconfig with a context for each cluster: `bench`, which is current, and `second`.
fn both(person: &Person<'_>) -> Result<PathBuf> {
    let mut both = kubeconfig("KUBECONFIG")?;
    let second = kubeconfig("BENCH_SECOND_KUBECONFIG")?;
    for (list, name) in [
        ("clusters", "cluster"),
        ("users", "user"),
        ("contexts", "context"),
    ] {
        let mut entry = second[list][0].clone();
        entry["name"] = json!("second");
        if list == "contexts" {
            entry[name] = json!({"cluster": "second", "user": "second"});
        }
        both[list]
            .as_array_mut()
            .context("a kubeconfig has lists")?
            .push(entry);
    }
    person.write("both.kubeconfig", &both.to_string())?;
    Ok(person.folder().join("both.kubeconfig"))
}

#[test]
fn each_cluster_shows_its_own_object_of_one_name() -> Result<()> {
    let bench = Bench::from_environment()?;
    let mut deployment = Deployment::new(&bench, "twins")?;
    commit(&deployment)?;
    let (second, cluster) = (Second::of_bench()?, deployment.name.clone());
    deployment.secret("token", &cluster, &second.server, &second.with_token())?;
    let near = deployment.application("near", "near", &here())?;
    let far = deployment.application("far", "far", &json!({"name": cluster}))?;
    let by_url = json!({"server": format!("{}/", second.server)});
    let administrator = &deployment.administrator;
    let near = tree(administrator, &[&near])?;
    let shown = tree(administrator, &[&far])?;
    ensure_of(administrator, &cluster, &near)?;
    ensure_of(&deployment.second, &cluster, &shown)?;
    assert_eq!(
        (health(&near), health(&shown)),
        (Some("Healthy"), Some("Degraded"))
    );
    assert_eq!(pod(&shown).context("a pod")?["cluster"], cluster.as_str());
    assert_eq!(near["nodes"][0]["cluster"], Value::Null);

    // Events of that cluster and of the Application, which lives in this one.
    let events = administrator
        .addons(["events", &far, "-o", "json"])?
        .json()?;
    let reasons = texts(&events, "entries", "/reason");
    for reason in ["BackOff", "OperationStarted"] {
        ensure!(reasons.contains(&reason), "no {reason} among {reasons:?}");
    }

    // A file answers like both clusters, and holds no credentials.
    administrator
        .addons(["snapshot", &far, "-f", "far.json"])?
        .done()?;
    let recorded = administrator
        .addons(["tree", &far, "-o", "json", "--from", "far.json"])?
        .json()?;
    assert_eq!(
        texts(&recorded, "nodes", "/uid"),
        texts(&shown, "nodes", "/uid")
    );
    let text = administrator.read("far.json")?;
    ensure!(
        !text.contains(&second.token),
        "the snapshot holds the token"
    );

    // Without the Secret nothing is shown, unless a context is given.
    let restricted = bench.restricted()?.addons(["tree", &far])?.done()?;
    restricted.says(&[
        &format!(
            "not seen: objects in cluster {cluster}: you may not list secrets in namespace argocd"
        ),
        &format!("--cluster-context {cluster}=CONTEXT"),
    ])?;
    ensure!(!restricted.stdout.contains("Pod/"), "{}", restricted.stdout);
    let kubeconfig = both(administrator)?;
    let with_context = bench.with_kubeconfig(kubeconfig);
    let given = format!("{cluster}=second");
    let shown = tree(&with_context, &[&far, "--cluster-context", &given])?;
    ensure_of(&deployment.second, &cluster, &shown)?;

    // By its URL it is the same cluster.
    let by_url = deployment.application("by-url", "far", &by_url)?;
    let shown = tree(&deployment.administrator, &[&by_url])?;
    ensure_of(&deployment.second, &cluster, &shown)
}

#[test]
fn a_client_certificate_and_a_proxy_lead_there_too() -> Result<()> {
    let bench = Bench::from_environment()?;
    let mut deployment = Deployment::new(&bench, "certified")?;
    commit(&deployment)?;
    let (second, cluster) = (Second::of_bench()?, deployment.name.clone());
    let proxy = Proxy::start()?;
    let mut config = second.with_certificate()?;
    config["proxyUrl"] = json!(proxy.url);
    deployment.secret("certificate", &cluster, &second.server, &config)?;
    let far = deployment.application("far", "far", &json!({"name": cluster}))?;
    tree(&deployment.administrator, &[&far])?;
    let before = proxy.tunnels.load(Ordering::SeqCst);
    let shown = tree(&deployment.administrator, &[&far])?;
    ensure_of(&deployment.second, &cluster, &shown)?;
    let after = proxy.tunnels.load(Ordering::SeqCst);
    ensure!(after > before, "the proxy was gone around");
    Ok(())
}

#[test]
fn a_cluster_that_cannot_be_told_or_reached_is_a_gap_with_its_reason() -> Result<()> {
    let bench = Bench::from_environment()?;
    let mut deployment = Deployment::new(&bench, "astray")?;
    commit(&deployment)?;
    let (second, name) = (Second::of_bench()?, deployment.name.clone());
    let named = |suffix: &str| format!("{name}-{suffix}");
    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let closed = format!("https://{closed}");
    let program = json!({"execProviderConfig": {"command": "argocd-k8s-auth", "args": ["aws", "--cluster-name", "x"], "apiVersion": "client.authentication.k8s.io/v1beta1"}});
    let wrong = json!({"bearerToken": second.token, "tlsClientConfig": {"caData": kubeconfig("KUBECONFIG")?["clusters"][0]["cluster"]["certificate-authority-data"]}});
    let strange = json!({"bearerToken": "no-token-of-anybody", "tlsClientConfig": {"caData": second.authority}});
    deployment.secret(
        "a",
        &named("double"),
        "https://a.invalid:6443",
        &second.with_token(),
    )?;
    deployment.secret(
        "b",
        &named("double"),
        "https://b.invalid:6443",
        &second.with_token(),
    )?;
    deployment.secret("c", &named("closed"), &closed, &second.with_token())?;
    deployment.secret("d", &named("program"), "https://c.invalid:6443", &program)?;
    deployment.secret(
        "e",
        &named("authority"),
        &second.server.replace("127.0.0.1", "localhost"),
        &wrong,
    )?;
    deployment.secret(
        "f",
        &named("stranger"),
        &format!("{}/.", second.server),
        &strange,
    )?;
    let both = format!("the cluster Secrets {name}-a and {name}-b bear this name");
    for (suffix, destination, why) in [
        ("double", json!({"name": named("double")}), &*both),
        (
            "missing",
            json!({"name": named("missing")}),
            "no cluster Secret of Argo CD has this name",
        ),
        (
            "url",
            json!({"server": "https://d.invalid:6443"}),
            "no cluster Secret of Argo CD has this URL",
        ),
        (
            "closed",
            json!({"name": named("closed")}),
            "nothing listens at",
        ),
        (
            "program",
            json!({"name": named("program")}),
            "made by the program argocd-k8s-auth, which is never run here",
        ),
        (
            "authority",
            json!({"name": named("authority")}),
            "is not accepted: it is signed by an authority we do not know",
        ),
    ] {
        let application = deployment.application(suffix, "far", &destination)?;
        let output = deployment
            .administrator
            .addons(["tree", &application, "-o", "json"])?
            .done()?;
        output.says(&[why]).with_context(|| suffix.to_owned())?;
        ensure!(
            !output.stderr.contains(&second.token),
            "{suffix} tells the token"
        );
        let tree = output.json()?;
        let reasons = texts(&tree, "gaps", "/reason");
        ensure!(reasons.contains(&"OtherCluster"), "{tree}");
    }
    Ok(())
}

#[test]
fn children_in_the_other_cluster_are_expanded_and_followed() -> Result<()> {
    let bench = Bench::from_environment()?;
    let mut deployment = Deployment::new(&bench, "offspring")?;
    let (second, cluster) = (Second::of_bench()?, deployment.name.clone());
    let child = format!("{cluster}-child");
    let document = deployment.document(&child, "near", &json!({"name": cluster}));
    let text = document.to_string();
    let files = [
        ("apps/child.yaml", &*text),
        ("near/front.yaml", &*manifest(&json!({"app": "front"}))),
    ];
    deployment
        .repository
        .commit(&deployment.administrator, &files)?;
    deployment.secret("token", &cluster, &second.server, &second.with_token())?;
    deployment.leaves("application.argoproj.io", &child);
    let parent = deployment.application("parent", "apps", &here())?;
    let administrator = &deployment.administrator;
    let shown = tree(administrator, &[&parent, "--recursive"])?;
    let uid = pod(&shown).context("a pod")?["uid"].clone();
    let there = deployment.second.kubectl([
        "get",
        "pods",
        "-n",
        &cluster,
        "-o",
        "jsonpath={.items[*].metadata.uid}",
    ])?;
    assert_eq!(uid, there.as_str());

    let watch = administrator.watch(["tree", &parent, "-r", "-w", "-o", "json"])?;
    watch.line(|line| pods(line) == 1)?;
    deployment.second.kubectl([
        "scale",
        "deployment/front",
        "-n",
        &cluster,
        "--replicas",
        "3",
    ])?;
    watch.line(|line| pods(line) == 3)?;
    assert_eq!(watch.interrupt()?, 0);
    Ok(())
}

fn pods(line: &str) -> usize {
    let tree: Value = serde_json::from_str(line).unwrap_or_default();
    let nodes = tree["nodes"].as_array().into_iter().flatten();
    nodes.filter(|node| node["kind"] == "Pod").count()
}

/// A proxy that tunnels to where it is told (`CONNECT`, RFC 9110 section 9.3.6); it ends with the tests.
struct Proxy {
    url: String,
    tunnels: Arc<AtomicUsize>,
}

impl Proxy {
    fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let tunnels = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&tunnels);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                // A tunnel that breaks is the client's to tell.
                thread::spawn(move || drop(tunnel(stream, &count)));
            }
        });
        Ok(Self { url, tunnels })
    }
}

fn tunnel(mut client: TcpStream, count: &AtomicUsize) -> Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head)?;
    let address = head
        .strip_prefix("CONNECT ")
        .and_then(|rest| rest.split(' ').next());
    let mut server = TcpStream::connect(address.context("it is asked to connect")?)?;
    count.fetch_add(1, Ordering::SeqCst);
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n")?;
    let (mut up, mut down) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || copy(&mut up, &mut down));
    copy(&mut server, &mut client)?;
    Ok(())
}

#[test]
fn several_contexts_are_asked_at_once_and_one_without_an_argo_cd_is_said() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.with_kubeconfig(both(&bench.administrator()?)?);
    let words = ["list", "--contexts", "second,bench", "-o", "json"];
    let output = person.addons(words)?.done()?;
    output.says(&["not seen: Applications of context second: looking for Argo CD"])?;
    let list = output.json()?;
    let contexts = texts(&list, "items", "/context");
    ensure!(
        contexts.iter().all(|context| *context == "bench"),
        "{contexts:?}"
    );
    Ok(())
}

#[test]
fn credentials_reach_no_file_of_the_home() -> Result<()> {
    let bench = Bench::from_environment()?;
    let mut deployment = Deployment::new(&bench, "discreet")?;
    commit(&deployment)?;
    let (second, cluster) = (Second::of_bench()?, deployment.name.clone());
    deployment.secret("token", &cluster, &second.server, &second.with_token())?;
    let far = deployment.application("far", "far", &json!({"name": cluster}))?;
    let person = deployment.administrator.at("elsewhere")?;
    for words in [
        &["tree", &far][..],
        &["why", &far],
        &["events", &far],
        &["snapshot", &far],
    ] {
        let output = person.addons(words)?;
        for text in [&output.stdout, &output.stderr] {
            ensure!(!text.contains(&second.token), "{words:?} tells the token");
        }
    }
    ensure!(
        fs::read_dir(person.folder())?.next().is_none(),
        "a file was left"
    );
    Ok(())
}
