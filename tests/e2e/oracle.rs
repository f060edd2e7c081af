//! Is our tree Argo CD's own tree, node by node, with the same parents and the same health?
//!
//! Argo CD's lies in its Redis. Endpoints and EndpointSlices are not compared: Argo CD's own installation
//! leaves both out (`resource.exclusions` in its `argocd-cm`), we show EndpointSlices.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::argo_cd_tree::resource_tree;
use tests::bench::Bench;
use tests::patience::complaints_after;
use tests::person::Person;
use tests::scenario::{Expectation, Scenario};

/// How long a difference must last to be one: Argo CD makes its tree anew every few seconds.
const LASTING: Duration = Duration::from_secs(45);

/// What is compared of a node; its key is `group/Kind/namespace/name`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Node {
    uid: String,
    parents: BTreeSet<String>,
    health: Option<(String, String)>,
}

type Nodes = BTreeMap<String, Node>;

#[test]
fn every_tree_is_argo_cds_own() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let mut different = Vec::new();
    for expectation in Scenario::read()?.applications {
        let complaints = complaints_after(LASTING, || differences(&administrator, &expectation));
        different.extend(complaints.with_context(|| expectation.qualified())?);
    }
    assert!(
        different.is_empty(),
        "trees differ from Argo CD's:\n{}\n",
        different.join("\n")
    );
    Ok(())
}

#[test]
fn an_object_of_another_cluster_is_not_mistaken_for_ours() -> Result<()> {
    let bench = Bench::from_environment()?;
    // Whoever may not read Argo CD's Secret of that cluster cannot look there.
    let tree = tree(&bench.restricted()?, "invoices-frankfurt")?;
    let nodes = tree["nodes"].as_array().context("a tree has nodes")?;
    ensure!(!nodes.is_empty(), "what it manages is named");
    for node in nodes {
        assert_eq!(node["presence"], "NotInspected", "{node}");
    }
    let gaps = tree["gaps"].as_array().context("a tree has gaps")?;
    assert!(
        gaps.iter().any(|gap| gap["reason"] == "OtherCluster"),
        "{tree}"
    );
    Ok(())
}

fn tree(administrator: &Person<'_>, name: &str) -> Result<Value> {
    administrator.addons(["tree", name, "-o", "json"])?.json()
}

fn differences(administrator: &Person<'_>, expectation: &Expectation) -> Result<Vec<String>> {
    let name = expectation.qualified();
    let ours = ours(&tree(administrator, &name)?);
    let Some(tree) = resource_tree(&expectation.instance())? else {
        ensure!(
            !expectation.is_compared(),
            "Argo CD has no tree of {name}, though it looks at it"
        );
        return Ok(Vec::new());
    };
    let mut theirs = theirs(&tree);
    answer_for_themselves(administrator, &mut theirs)?;
    Ok(compare(&name, &ours, &theirs))
}

fn compare(name: &str, ours: &Nodes, theirs: &Nodes) -> Vec<String> {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let compared = keys.into_iter().filter(|key| !is_left_out(key));
    let different = compared.filter(|key| ours.get(*key) != theirs.get(*key));
    different
        .map(|key| {
            let (ours, theirs) = (ours.get(key), theirs.get(key));
            format!("{name}: {key}\n    ours:      {ours:?}\n    Argo CD's: {theirs:?}")
        })
        .collect()
}

/// Returns whether Argo CD's own installation leaves it out.
fn is_left_out(key: &str) -> bool {
    key.starts_with("/Endpoints/") || key.starts_with("discovery.k8s.io/EndpointSlice/")
}

fn ours(tree: &Value) -> Nodes {
    let keys: BTreeMap<&str, String> = nodes(tree)
        .map(|node| (text(node, "uid"), key(node)))
        .collect();
    let parents = |node: &Value| {
        let uids = node["parents"].as_array().into_iter().flatten();
        uids.filter_map(|uid| keys.get(uid.as_str()?).cloned())
            .collect()
    };
    let compared = |node: &Value| Node {
        // What was never seen has its identity there, with slashes.
        uid: Some(text(node, "uid"))
            .filter(|uid| !uid.contains('/'))
            .unwrap_or_default()
            .to_owned(),
        parents: parents(node),
        health: health(node),
    };
    nodes(tree)
        .map(|node| (key(node), compared(node)))
        .collect()
}

fn theirs(tree: &Value) -> Nodes {
    let parents = |node: &Value| {
        let references = node["parentRefs"].as_array().into_iter().flatten();
        references.map(key).collect()
    };
    let compared = |node: &Value| Node {
        uid: text(node, "uid").to_owned(),
        parents: parents(node),
        health: health(node),
    };
    nodes(tree)
        .map(|node| (key(node), compared(node)))
        .collect()
}

/// Gives child Applications the health they have themselves: without a health check of its own,
/// Argo CD's tree says nothing of them, and ours does.
fn answer_for_themselves(administrator: &Person<'_>, theirs: &mut Nodes) -> Result<()> {
    for (key, node) in theirs {
        let Some((namespace, name)) = key
            .strip_prefix("argoproj.io/Application/")
            .and_then(|key| key.split_once('/'))
        else {
            continue;
        };
        let template = "jsonpath={.status.health}";
        let found =
            administrator.kubectl(["get", "application", "-n", namespace, name, "-o", template])?;
        let own: Value = serde_json::from_str(&found).context("reading an Application's health")?;
        node.health = verdict(&own);
    }
    Ok(())
}

fn nodes(tree: &Value) -> impl Iterator<Item = &Value> {
    tree["nodes"].as_array().into_iter().flatten()
}

fn key(node: &Value) -> String {
    ["group", "kind", "namespace", "name"]
        .map(|field| text(node, field))
        .join("/")
}

fn health(node: &Value) -> Option<(String, String)> {
    verdict(&node["health"])
}

fn verdict(health: &Value) -> Option<(String, String)> {
    let said = |field| text(health, field).to_owned();
    Some((said("status"), said("message"))).filter(|(status, _)| !status.is_empty())
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}
