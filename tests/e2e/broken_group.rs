//! Is the rest answered, and the gap said, when a group of the API does not answer?
//!
//! The whole cluster feels this, so it waits until no other test is at work.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::bench::Bench;
use tests::patience::complaints_after;
use tests::person::Person;

/// A group nobody serves.
const GROUP: &str = "nobody.example.org";
const NAME: &str = "v1.nobody.example.org";

/// How long the API server may take to notice.
const NOTICED: Duration = Duration::from_secs(60);

/// How long an answer may take: no group may hold all others up.
const ANSWERED: Duration = Duration::from_secs(15);

#[test]
fn a_group_that_does_not_answer_is_a_gap() -> Result<()> {
    let bench = Bench::alone()?;
    let administrator = bench.administrator()?;
    let words = ["tree", "storefront", "-o", "json"];
    let before = administrator.addons(words)?.json()?;
    let broken = Broken::register(&administrator)?;
    broken.noticed()?;

    let begun = Instant::now();
    let output = administrator.addons(words)?.done()?;
    ensure!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
    output.says(&["not seen: ", GROUP])?;
    let after = output.json()?;
    assert_eq!(uids(&after), uids(&before));
    let gap = after["gaps"].to_string();
    assert!(gap.contains("Unavailable") && gap.contains(GROUP), "{gap}");

    let list = administrator.addons(["list", "-o", "json"])?.json()?;
    assert_ne!(list["items"][0]["name"], Value::Null, "{list}");
    Ok(())
}

fn uids(tree: &Value) -> Vec<&Value> {
    let nodes = tree["nodes"].as_array().into_iter().flatten();
    nodes.map(|node| &node["uid"]).collect()
}

/// A group that is registered and served by nobody; it goes away with the test.
struct Broken<'a>(&'a Person<'a>);

impl<'a> Broken<'a> {
    fn register(administrator: &'a Person<'a>) -> Result<Self> {
        let service = json!({
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": {"name": NAME},
            "spec": {
                "group": GROUP, "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 100,
                "insecureSkipTLSVerify": true, "service": {"name": "nobody", "namespace": "default"},
            },
        });
        let file = administrator.home().join("service.json");
        std::fs::write(&file, service.to_string())?;
        let broken = Self(administrator);
        administrator.kubectl(["apply", "--filename", &file.to_string_lossy()])?;
        Ok(broken)
    }

    fn noticed(&self) -> Result<()> {
        let complaints = complaints_after(NOTICED, || {
            let path = "jsonpath={.status.conditions[?(@.type==\"Available\")].status}";
            let status = self.0.kubectl(["get", "apiservice", NAME, "-o", path])?;
            Ok(match status.as_str() {
                "False" => Vec::new(),
                other => vec![format!("available: {other:?}")],
            })
        })?;
        let none = complaints.is_empty().then_some(());
        none.context("the API server does not notice that nobody serves the group")
    }
}

impl Drop for Broken<'_> {
    fn drop(&mut self) {
        // Left behind, it would show in every later test.
        let _ = self
            .0
            .kubectl(["delete", "apiservice", NAME, "--ignore-not-found"]);
    }
}
