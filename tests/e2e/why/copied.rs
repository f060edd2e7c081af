//! Lines that `why` prints are copied and run by a shell as they stand, and do what they say.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::bench::{Bench, path};
use tests::patience::complaints_after;
use tests::person::Person;
use tests::repository::Repository;

/// How long Argo CD may take for each step.
const STEP: Duration = Duration::from_secs(90);

/// What the Applications deploy: a settings file, one that may be deleted only after somebody's word, and a Deployment
/// that takes an hour to be available, before something that waits for it.
const FILES: [(&str, &str); 4] = [
    (
        "plain/settings.yaml",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n",
    ),
    (
        "kept/settings.yaml",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: kept, annotations: {argocd.argoproj.io/sync-options: Delete=confirm}}}\n",
    ),
    (
        "slow/slow.yaml",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: slow}, spec: {minReadySeconds: 3600, progressDeadlineSeconds: 7200, selector: {matchLabels: {app: slow}}, template: {metadata: {labels: {app: slow}}, spec: {containers: [{name: slow, image: \"registry.example.com/slow:1\"}]}}}}\n",
    ),
    (
        "slow/later.yaml",
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: later, annotations: {argocd.argoproj.io/sync-wave: \"1\"}}}\n",
    ),
];

#[test]
fn a_sync_that_is_copied_deploys() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let shop = Shop::open(&person, "why-copied-sync", "plain", json!({}), json!({}))?;
    shop.comes_to("/status/sync/status", "OutOfSync")?;
    shop.copy("AutoSyncOff", "\"operation\"")?;
    shop.comes_to("/status/sync/status", "Synced")
}

#[test]
fn auto_sync_that_was_paused_goes_on() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let paused = json!({"helm-stack/paused": "alice 2026-11-20T08:30:00Z looking into it"});
    let off = json!({"automated": {"enabled": false}});
    let shop = Shop::open(&person, "why-copied-resume", "plain", paused, off)?;
    shop.comes_to("/status/sync/status", "OutOfSync")?;
    shop.copy("AutoSyncPaused", "\"enabled\":true")?;
    shop.comes_to("/status/sync/status", "Synced")?;
    ensure!(
        shop.read()?
            .pointer("/metadata/annotations/helm-stack~1paused")
            .is_none(),
        "the note of the pause is left"
    );
    Ok(())
}

#[test]
fn a_deletion_that_waits_for_a_word_gets_it() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let automated = json!({"automated": {}});
    let shop = Shop::open(&person, "why-copied-approve", "kept", json!({}), automated)?;
    shop.comes_to("/status/sync/status", "Synced")?;
    shop.kubectl(&["delete", "application", shop.name, "--wait=false"])?;
    shop.copy("WaitsForConfirmation", "deletion-approved")?;
    let left = complaints_after(STEP, || {
        let list = [
            "get",
            "application",
            shop.name,
            "--ignore-not-found",
            "-o",
            "name",
        ];
        let found = shop.kubectl(&list)?;
        Ok((!found.trim().is_empty())
            .then(|| format!("{} is left", found.trim()))
            .into_iter()
            .collect())
    })?;
    ensure!(left.is_empty(), "{left:?}");
    Ok(())
}

#[test]
fn an_operation_without_end_is_ended() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let shop = Shop::open(
        &person,
        "why-copied-terminate",
        "slow",
        json!({}),
        json!({"automated": {}}),
    )?;
    shop.comes_to(
        "/status/operationState/message",
        "waiting for healthy state",
    )?;
    let long_ago = json!({"status": {"operationState": {"startedAt": "2026-01-05T08:00:00Z"},
        "health": {"lastTransitionTime": "2026-01-05T08:00:00Z"}}});
    shop.kubectl(&[
        "patch",
        "application",
        shop.name,
        "--type",
        "merge",
        "--patch",
        &long_ago.to_string(),
    ])?;
    shop.copy("OperationStuck", "Terminating")?;
    let left = complaints_after(STEP, || {
        let state = shop.read()?["status"]["operationState"].clone();
        // It is over, or Argo CD has begun anew already.
        let over = state["phase"] == "Failed"
            || state["startedAt"] != long_ago["status"]["operationState"]["startedAt"];
        Ok((!over).then(|| state.to_string()).into_iter().collect())
    })?;
    ensure!(left.is_empty(), "{left:?}");
    Ok(())
}

/// One Application of a test's own; it goes away with the test.
struct Shop<'a> {
    person: &'a Person<'a>,
    name: &'static str,
    repository: Repository,
}

impl<'a> Shop<'a> {
    fn open(
        person: &'a Person<'a>,
        name: &'static str,
        folder: &str,
        annotations: Value,
        policy: Value,
    ) -> Result<Self> {
        let repository = Repository::new(name)?;
        repository.commit(person, &FILES)?;
        let shop = Self {
            person,
            name,
            repository,
        };
        let mut policy = policy;
        policy["syncOptions"] = json!(["CreateNamespace=true"]);
        let application = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd", "annotations": annotations,
                         "finalizers": ["resources-finalizer.argocd.argoproj.io"]},
            "spec": {"project": "default", "syncPolicy": policy,
                     "source": {"repoURL": shop.repository.url(), "path": folder, "targetRevision": "main"},
                     "destination": {"server": "https://kubernetes.default.svc", "namespace": name}}});
        let file = format!("{name}.json");
        person.write(&file, &application.to_string())?;
        person.kubectl(["apply", "--filename", &file])?;
        Ok(shop)
    }

    fn kubectl(&self, words: &[&str]) -> Result<String> {
        self.person
            .kubectl(words.iter().chain(&["--namespace", "argocd"]))
    }

    fn read(&self) -> Result<Value> {
        let text = self.kubectl(&["get", "application", self.name, "-o", "json"])?;
        serde_json::from_str(&text).context("reading the Application")
    }

    fn comes_to(&self, pointer: &str, wanted: &str) -> Result<()> {
        let left = complaints_after(STEP, || {
            let application = self.read()?;
            let found = application
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or_default();
            let complaint = format!("{} has {pointer} {found:?}, not {wanted}", self.name);
            Ok((!found.starts_with(wanted))
                .then_some(complaint)
                .into_iter()
                .collect())
        })?;
        ensure!(left.is_empty(), "{left:?}");
        Ok(())
    }

    /// Asks why until the answer has a cause, copies the line that holds some words and has `sh` run it; both programs
    /// are found on `PATH`, and the kubeconfig by the flag that was given to `why` alone.
    fn copy(&self, cause: &str, words: &str) -> Result<()> {
        let config = self.person.kubeconfig().display().to_string();
        let mut line = None;
        let left = complaints_after(STEP, || {
            let asked = ["why", self.name, "--kubeconfig", &config, "-o", "json"];
            let answer = self.person.addons(asked)?.json()?;
            let next = answer["next"].as_array().cloned().unwrap_or_default();
            let mut lines = next.iter().filter_map(|next| next["command"].as_str());
            line = lines.find(|line| line.contains(words)).map(str::to_owned);
            let fits = answer["cause"] == cause && line.is_some();
            Ok((!fits).then(|| format!("{answer:#}")).into_iter().collect())
        })?;
        ensure!(left.is_empty(), "{left:?}");
        let line = line.context("there is no such line")?;
        let mut shell = self.person.program(PathBuf::from("sh"), ["-c", &line]);
        shell.env_remove("KUBECONFIG").env("PATH", self.programs()?);
        let ended = self.person.run(shell)?;
        ensure!(
            ended.code == Some(0),
            "{line}\n{}{}",
            ended.stdout,
            ended.stderr
        );
        Ok(())
    }

    /// Returns a `PATH` on which the bench's kubectl comes first.
    fn programs(&self) -> Result<std::ffi::OsString> {
        let folder = self.person.folder().join(format!("{}-bin", self.name));
        fs::create_dir_all(&folder)?;
        let kubectl = folder.join("kubectl");
        if !kubectl.exists() {
            symlink(path("BENCH_KUBECTL")?, &kubectl)?;
        }
        let usual = env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(folder).chain(env::split_paths(&usual));
        env::join_paths(paths).context("joining PATH")
    }
}

impl Drop for Shop<'_> {
    fn drop(&mut self) {
        // Left behind, it shows in lists, and nothing else.
        let _ = self.kubectl(&[
            "delete",
            "application",
            self.name,
            "--ignore-not-found",
            "--wait=false",
        ]);
        let _ = self.person.kubectl([
            "delete",
            "namespace",
            self.name,
            "--ignore-not-found",
            "--wait=false",
        ]);
    }
}
