//! Plays the nodes: kwok with its own stages for healthy pods and ours for a kubelet's failures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Bench;
use super::container_logs;
use super::go::module_folder;
use super::running::Running;

/// Label of pods whose kubelet plays the part the value names; see `tests/bench/stages`.
const PART_LABEL: &str = "bench.addons/kubelet";

/// Stage folders of kwok's module, under `kustomize/stage`.
const KWOK_STAGES: &[&str] = &["pod/fast", "node/fast", "node/heartbeat-with-lease"];

/// Starts kwok and registers the bench's node.
pub(crate) fn start(running: &mut Running<'_, '_>, bench_sources: &Path) -> Result<()> {
    let bench = running.bench().clone();
    let config = configuration(&bench);
    let text = format!(
        "{}---\n{}\n",
        joined_stages(bench_sources)?,
        container_logs::prepare(
            &bench_sources.join("logs"),
            &bench.folder.join("containers")
        )?
    );
    fs::write(&config, text).with_context(|| format!("writing {}", config.display()))?;
    running.start("kwok", kwok(&bench, &config))?;
    running.wait_for_port("kwok", bench.ports.kwok)?;
    register(&bench, bench_sources)
}

/// Gives a cluster its node.
pub(super) fn register(bench: &Bench, bench_sources: &Path) -> Result<()> {
    let node = bench_sources.join("manifests/node.yaml");
    bench
        .kubectl(&["create", "-f", &node.to_string_lossy()], "")
        .map(drop)
}

/// Returns the file with kwok's stages and logs.
pub(super) fn configuration(bench: &Bench) -> PathBuf {
    bench.folder.join("kwok.yaml")
}

/// Returns the command of kwok.
pub(super) fn kwok(bench: &Bench, config: &Path) -> Command {
    let pki = bench.pki();
    let port = bench.ports.kwok;
    let mut command = bench.command(&bench.programs.kwok);
    command
        .arg(format!("--kubeconfig={}", bench.kubeconfig().display()))
        .arg(format!("--config={}", config.display()))
        .args(["--manage-all-nodes=true", "--node-ip=127.0.0.1"])
        .arg(format!("--node-port={port}"))
        .arg(format!("--server-address=127.0.0.1:{port}"))
        .arg(format!(
            "--tls-cert-file={}",
            pki.join("apiserver.crt").display()
        ))
        .arg(format!(
            "--tls-private-key-file={}",
            pki.join("apiserver.key").display()
        ))
        .arg("--node-lease-duration-seconds=40");
    command
}

/// Returns kwok's stages and ours as one text of YAML documents.
fn joined_stages(bench_sources: &Path) -> Result<String> {
    let kwok = module_folder(&bench_sources.join("tools/kwok"), "sigs.k8s.io/kwok")?;
    let mut documents = Vec::new();
    for folder in KWOK_STAGES {
        for stage in stages_in(&kwok.join("kustomize/stage").join(folder))? {
            documents.push(without_parts(stage));
        }
    }
    documents.extend(stages_in(&bench_sources.join("stages"))?);
    // JSON is YAML, and keeps the templates' text as it was.
    Ok(documents
        .iter()
        .map(|document| format!("---\n{document}\n"))
        .collect())
}

/// Reads every Stage of a folder's YAML files, in the order of their names.
fn stages_in(folder: &Path) -> Result<Vec<Value>> {
    let reading = || format!("reading {}", folder.display());
    let entries = fs::read_dir(folder).with_context(reading)?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<PathBuf>>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    paths.sort();
    let mut stages = Vec::new();
    for path in paths {
        let reading = || format!("reading {}", path.display());
        let text = fs::read_to_string(&path).with_context(reading)?;
        let documents: Vec<Value> = serde_saphyr::from_multiple(&text).with_context(reading)?;
        stages.extend(
            documents
                .into_iter()
                .filter(|document| document["kind"] == "Stage"),
        );
    }
    Ok(stages)
}

/// Returns a stage of kwok's that leaves pods which play a part alone, unless it deletes them.
fn without_parts(mut stage: Value) -> Value {
    let of_pods = stage["spec"]["resourceRef"]["kind"] == "Pod";
    let deletes = stage["spec"]["next"]["delete"] == true;
    if of_pods && !deletes {
        let plays_none = json!({
            "key": format!(".metadata.labels[\"{PART_LABEL}\"]"),
            "operator": "DoesNotExist",
        });
        let expressions = stage
            .pointer_mut("/spec/selector/matchExpressions")
            .and_then(Value::as_array_mut);
        if let Some(expressions) = expressions {
            expressions.push(plays_none);
        }
    }
    stage
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(kind: &str, next: Value) -> Value {
        json!({"spec": {
            "resourceRef": {"kind": kind},
            "selector": {"matchExpressions": [{"key": ".status.phase", "operator": "Exists"}]},
            "next": next,
        }})
    }

    fn expressions(stage: &Value) -> usize {
        stage["spec"]["selector"]["matchExpressions"]
            .as_array()
            .map_or(0, Vec::len)
    }

    #[test]
    fn a_stage_that_readies_pods_passes_over_those_that_play_a_part() {
        let edited = without_parts(stage("Pod", json!({"statusTemplate": "phase: Running"})));
        assert_eq!(expressions(&edited), 2);
        let added = &edited["spec"]["selector"]["matchExpressions"][1];
        assert_eq!(added["key"], ".metadata.labels[\"bench.addons/kubelet\"]");
        assert_eq!(added["operator"], "DoesNotExist");
    }

    #[test]
    fn deleting_pods_and_playing_nodes_stay_as_they_are() {
        assert_eq!(
            expressions(&without_parts(stage("Pod", json!({"delete": true})))),
            1
        );
        assert_eq!(expressions(&without_parts(stage("Node", json!({})))), 1);
    }

    #[test]
    fn every_stage_of_ours_is_a_part_of_a_pod_that_is_not_being_deleted() -> Result<()> {
        let folder = crate::cli::workspace_root().join("tests/bench/stages");
        let stages = stages_in(&folder)?;
        for stage in &stages {
            let name = &stage["metadata"]["name"];
            let selector = &stage["spec"]["selector"];
            assert_eq!(stage["spec"]["resourceRef"]["kind"], "Pod", "{name}");
            assert_eq!(selector["matchLabels"][PART_LABEL], *name);
            let selector = selector.to_string();
            assert!(selector.contains(".metadata.deletionTimestamp"), "{name}");
        }
        assert_eq!(stages.len(), 9);
        Ok(())
    }
}
