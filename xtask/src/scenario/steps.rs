//! Does one step of an entry to a running bench.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::addresses::Addresses;
use super::file::{Children, Entry, Reference, Step};
use super::{git, manifest};
use crate::bench::Bench;

/// What steps need besides the bench.
pub(crate) struct Ground<'a> {
    pub(crate) bench: &'a Bench,
    /// The scenario's folder.
    pub(crate) sources: &'a Path,
    pub(crate) addresses: &'a Addresses,
}

/// Does a step of `entry`; a wait is the caller's affair and does nothing here.
pub(crate) fn take(ground: &Ground<'_>, entry: &Entry, step: &Step) -> Result<()> {
    match step {
        Step::Wait(_) => Ok(()),
        Step::Sync(sync) => patch(ground.bench, entry, &operation(&sync.by).to_string()),
        Step::Commit(commit) => {
            git::commit(ground.bench, commit)?;
            patch(ground.bench, entry, REFRESH)
        }
        Step::Kubectl(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            ground.bench.kubectl(&words, "").map(drop)
        }
        Step::Children(children) => create(ground, children),
    }
    .with_context(|| format!("laying out {}", entry.full_name()))
}

const REFRESH: &str = r#"{"metadata": {"annotations": {"argocd.argoproj.io/refresh": "normal"}}}"#;

fn patch(bench: &Bench, entry: &Entry, patch: &str) -> Result<()> {
    let arguments = [
        "patch",
        "application",
        &entry.name,
        "--namespace",
        &entry.namespace,
        "--type",
        "merge",
        "--patch",
        patch,
    ];
    bench.kubectl(&arguments, "").map(drop)
}

/// Returns an operation as Argo CD's API server writes it: the state of the one before goes with the
/// same write, and the sync options that `spec` would give are repeated.
fn operation(by: &str) -> Value {
    json!({
        "operation": {
            "initiatedBy": {"username": by},
            "sync": {"prune": true, "syncOptions": ["CreateNamespace=true"]},
        },
        "status": {"operationState": null},
    })
}

fn create(ground: &Ground<'_>, children: &Children) -> Result<()> {
    let owners = children
        .of
        .iter()
        .map(|owner| live(ground.bench, owner))
        .collect::<Result<Vec<Value>>>()?;
    let path = ground.sources.join(&children.file);
    let reading = || format!("reading {}", path.display());
    let text = ground
        .addresses
        .fill(&fs::read_to_string(&path).with_context(reading)?);
    let mut objects: Vec<Value> = serde_saphyr::from_multiple(&text).with_context(reading)?;
    for object in &mut objects {
        manifest::own(object, &owners);
    }
    ground.bench.apply(&manifest::list(objects).to_string())
}

/// Reads a live object.
pub(crate) fn live(bench: &Bench, reference: &Reference) -> Result<Value> {
    let mut arguments = vec!["get", &reference.object, "--output", "json"];
    if let Some(namespace) = &reference.namespace {
        arguments.extend(["--namespace", namespace]);
    }
    let text = bench.kubectl(&arguments, "")?;
    serde_json::from_str(&text).with_context(|| format!("reading {} as JSON", reference.object))
}
