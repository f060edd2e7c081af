//! Do members come in the order of their parents, and does a wave that is held go on once its reason is gone?
//!
//! Everybody else's Applications on the same Argo CD go on as they did before it was prepared for stacks.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::argo_cd_tree::resource_tree;
use tests::bench::{Bench, unique, variable};
use tests::delivery::Delivery;
use tests::patience::complaints_after;
use tests::person::Person;
use tests::repository::Repository;

/// How long Argo CD may take for one step.
const LONGEST: Duration = Duration::from_secs(150);

/// How long a member may be on its way in these tests, before its stack's sync gives up on it for the time being.
const DEADLINE: &str = "20s";

const SYNCED: &str = "Synced/Healthy";

#[test]
fn a_child_waits_for_its_parent_and_comes_when_a_push_mends_it() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = pair(&bench, "queue", &["kubelet=never-ready"])?;
    delivery.push()?;
    delivery.becomes(&[("first", "Deploying/Progressing")])?;
    given_up(&delivery)?;
    ensure!(delivery.listed("second")?.is_none(), "the child came first");

    delivery.stack(&["set", "first", "kubelet="])?;
    delivery.push()?;
    delivery.becomes(&[("first", SYNCED), ("second", SYNCED)])
}

/// What is mended here stands in the Application itself, which only the stack's own operation writes.
#[test]
fn a_push_that_mends_the_application_is_taken_while_its_wave_is_held() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = pair(&bench, "ledger", &[])?;
    let stack = delivery.person.read("stack.yaml")?;
    let manual = stack.replacen(
        &format!("progressDeadline: {DEADLINE}"),
        &format!("progressDeadline: {DEADLINE}\n    sync: {{automated: false}}"),
        1,
    );
    delivery.person.write("stack.yaml", &manual)?;
    delivery.push()?;
    delivery.becomes(&[("first", "OutOfSync/NeverSynced")])?;
    given_up(&delivery)?;
    ensure!(delivery.listed("second")?.is_none(), "the child came first");

    delivery.person.write("stack.yaml", &stack)?;
    delivery.push()?;
    delivery.becomes(&[("first", SYNCED), ("second", SYNCED)])
}

#[test]
fn a_slow_child_that_is_healthy_after_its_deadline_goes_on() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = pair(&bench, "gateway", &["service.type=LoadBalancer"])?;
    delivery.push()?;
    delivery.becomes(&[("first", "Deploying/Progressing")])?;
    given_up(&delivery)?;
    ensure!(delivery.listed("second")?.is_none(), "the child came first");

    // The cloud takes its time.
    let address = json!({"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.40"}]}}});
    let patch = address.to_string();
    delivery.person.kubectl([
        "patch",
        "service",
        "first",
        "--namespace",
        "gateway",
        "--subresource",
        "status",
        "--type",
        "merge",
        "--patch",
        &patch,
    ])?;
    delivery.becomes(&[("first", SYNCED), ("second", SYNCED)])
}

#[test]
fn somebody_elses_app_of_apps_behaves_as_without_us() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = Delivery::new(&bench, "bystander")?.beside_others()?;
    delivery.set_up()?;
    let foreign = Foreign::new(&delivery.person)?;
    // Its first member never gets healthy. Without a check for Applications Argo CD does not wait for it.
    foreign.waits_for(
        &format!("{}-second", foreign.name),
        "{.status.health.status}",
        "Healthy",
    )?;
    foreign.waits_for(
        &foreign.name,
        "{.status.sync.status} {.status.health.status} {.status.operationState.phase}",
        "Synced Healthy Succeeded",
    )?;
    let first = foreign.field(
        &format!("{}-first", foreign.name),
        "{.status.health.status}",
    )?;
    assert_eq!(first, "Progressing");
    let tree = resource_tree(&foreign.name)?.context("Argo CD has its tree")?;
    let nodes = tree["nodes"].as_array().context("a tree has nodes")?;
    assert_eq!(nodes.len(), 2, "{tree}");
    for node in nodes {
        assert!(node["health"]["status"].is_null(), "judged: {node}");
    }
    Ok(())
}

/// Returns a stack of two add-ons, `first` and its child `second`, that are given up on soon.
fn pair<'a>(bench: &'a Bench, stack: &str, first: &[&str]) -> Result<Delivery<'a>> {
    let delivery = Delivery::new(bench, stack)?.beside_others()?;
    delivery.set_up()?;
    let chart = format!("oci://{}/charts/web-service", variable("BENCH_REGISTRY")?);
    let add = |name: &str, parents: &[&str]| {
        let words = [
            "add",
            name,
            &chart,
            "--version",
            "2.3.1",
            "--target-namespace",
            stack,
        ];
        delivery.stack(&[&words[..], parents].concat())
    };
    add("first", &[])?;
    add("second", &["--parent", "addon/first"])?;
    if !first.is_empty() {
        delivery.stack(&[&["set", "first"], first].concat())?;
    }
    let text = delivery.person.read("stack.yaml")?;
    let line = "  - name: first\n";
    ensure!(text.contains(line), "unexpected stack.yaml:\n{text}");
    let soon = format!("{line}    progressDeadline: {DEADLINE}\n");
    delivery
        .person
        .write("stack.yaml", &text.replacen(line, &soon, 1))?;
    Ok(delivery)
}

/// Waits until the stack's sync has failed at least once because a member took too long.
fn given_up(delivery: &Delivery<'_>) -> Result<()> {
    let stack = format!("{}-{}", delivery.cluster, delivery.stack);
    waits_for(
        &delivery.person,
        &stack,
        "{.status.operationState.retryCount}",
        "1",
    )
}

/// An app-of-apps that is none of ours, in two waves; it goes away with the test.
struct Foreign<'a> {
    person: &'a Person<'a>,
    _repository: Repository,
    name: String,
}

impl<'a> Foreign<'a> {
    fn new(person: &'a Person<'a>) -> Result<Self> {
        let name = unique("foreign");
        let repository = Repository::new("foreign")?;
        let members = [
            ("first", "0", json!({"kubelet": "never-ready"})),
            ("second", "1", json!({})),
        ];
        for (member, wave, values) in members {
            let source = json!({
                "repoURL": format!("{}/charts", variable("BENCH_REGISTRY")?),
                "chart": "web-service",
                "targetRevision": "2.3.1",
                "helm": {"valuesObject": values},
            });
            let application = application(&format!("{name}-{member}"), &source, &name, wave);
            let path = format!("{member}.json");
            repository.commit(person, &[(&path, &application.to_string())])?;
        }
        let source = json!({"repoURL": repository.url(), "path": ".", "targetRevision": "main"});
        let application = application(&name, &source, "argocd", "0");
        let foreign = Self {
            person,
            _repository: repository,
            name,
        };
        person.write("../foreign.json", &application.to_string())?;
        person.kubectl(["apply", "--filename", "../foreign.json"])?;
        Ok(foreign)
    }

    fn field(&self, application: &str, field: &str) -> Result<String> {
        field_of(self.person, application, field)
    }

    fn waits_for(&self, application: &str, field: &str, expected: &str) -> Result<()> {
        waits_for(self.person, application, field, expected)
    }
}

impl Drop for Foreign<'_> {
    fn drop(&mut self) {
        for name in ["", "-first", "-second"] {
            let name = format!("{}{name}", self.name);
            let words = [
                "delete",
                "application.argoproj.io",
                &name,
                "--namespace",
                "argocd",
                "--wait=false",
            ];
            let _ = self.person.kubectl(words);
        }
    }
}

fn application(
    name: &str,
    source: &serde_json::Value,
    namespace: &str,
    wave: &str,
) -> serde_json::Value {
    json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "name": name, "namespace": "argocd",
            "annotations": {"argocd.argoproj.io/sync-wave": wave},
            "finalizers": ["resources-finalizer.argocd.argoproj.io"],
        },
        "spec": {
            "project": "default",
            "source": source,
            "destination": {"server": "https://kubernetes.default.svc", "namespace": namespace},
            "syncPolicy": {"automated": {}, "syncOptions": ["CreateNamespace=true"]},
        },
    })
}

fn field_of(person: &Person<'_>, application: &str, field: &str) -> Result<String> {
    let field = format!("jsonpath={field}");
    person.kubectl([
        "get",
        "application.argoproj.io",
        application,
        "--namespace",
        "argocd",
        "-o",
        &field,
    ])
}

fn waits_for(person: &Person<'_>, application: &str, field: &str, expected: &str) -> Result<()> {
    let wrong = complaints_after(LONGEST, || {
        Ok(match field_of(person, application, field) {
            Ok(found) if found == expected => Vec::new(),
            Ok(found) => vec![format!("{found:?}")],
            Err(error) => vec![format!("{error:#}")],
        })
    })?;
    ensure!(
        wrong.is_empty(),
        "{application}: {field} is {}, not {expected:?}",
        wrong.concat()
    );
    Ok(())
}
