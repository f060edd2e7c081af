//! The scenario file: what is laid out, in which state each Application must end, and how it gets there.
//!
//! Only shapes and their reading live here; nothing is done to a bench.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use super::wait::Wait;

/// A whole scenario, as its file says it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Scenario {
    /// Charts to package and where they go.
    pub(crate) charts: Vec<Chart>,
    /// Folders of `git/` that become bare repositories.
    pub(crate) repositories: Vec<String>,
    /// Files of manifests applied before any Application.
    pub(crate) objects: Vec<String>,
    /// Merge patch target: the `spec` each Application starts from.
    pub(crate) defaults: Value,
    /// The Applications, in the order people read them.
    pub(crate) applications: Vec<Entry>,
}

/// One chart of `charts/` and its destination.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chart {
    /// Folder under `charts/`.
    pub(crate) chart: String,
    /// Versions to package, each with its `appVersion`; those of Chart.yaml when none is named.
    #[serde(default)]
    pub(crate) versions: BTreeMap<String, String>,
    /// Where it is published.
    pub(crate) to: Shop,
}

/// A place charts are published to.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shop {
    /// The static chart repository `community`.
    Community,
    /// The OCI registry, under `charts/`.
    Registry,
}

/// One Application: what it is, what it must become, and the steps on the way.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Entry {
    /// Name of the Application.
    pub(crate) name: String,
    /// Namespace of the Application itself.
    #[serde(default = "control_plane")]
    pub(crate) namespace: String,
    /// Why it ends in the state it is expected in, for readers.
    pub(crate) because: String,
    /// The lifecycle state and reason it must have once laid out.
    pub(crate) expect: Expectation,
    /// The state it turns to by the passing of time alone.
    pub(crate) later: Option<Later>,
    /// More metadata: labels, annotations, finalizers.
    #[serde(default)]
    pub(crate) metadata: Value,
    /// Merge patch over the scenario's defaults; without it another Application creates this one.
    pub(crate) spec: Option<Value>,
    /// A live object that owns this Application.
    pub(crate) owner: Option<Reference>,
    /// What is done after it exists, in order.
    #[serde(default)]
    pub(crate) then: Vec<Step>,
    /// What Argo CD must say about it in the end.
    pub(crate) wait: Wait,
}

/// A lifecycle state, its reason and their cause, in the words of `kubectl addons`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    pub(crate) state: String,
    pub(crate) reason: String,
    /// The cause that is to be found; none where nothing is wrong.
    pub(crate) why: Option<String>,
}

/// The state an Application turns to when it is left alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Later {
    /// How long after it was laid out, such as `10m`.
    pub(crate) after: String,
    pub(crate) state: String,
    pub(crate) reason: String,
}

/// A live object, as kubectl names it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reference {
    /// Resource and name, such as `configmap/prices` or `tenants.platform.example.org/payments`.
    pub(crate) object: String,
    /// Its namespace; absent for cluster-scoped objects.
    pub(crate) namespace: Option<String>,
}

/// One thing done to an Application that exists.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Step {
    /// Goes on once Argo CD says this.
    Wait(Wait),
    /// Asks Argo CD to sync it, as its command line does.
    Sync(Sync),
    /// Changes a repository and asks Argo CD to look.
    Commit(Commit),
    /// Runs kubectl as administrator.
    Kubectl(Vec<String>),
    /// Creates objects owned by a live object, as its controller would.
    Children(Children),
}

/// A sync somebody asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sync {
    /// The user in whose name it is asked for.
    pub(crate) by: String,
}

/// A change of one repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Commit {
    pub(crate) repository: String,
    pub(crate) message: String,
    /// Texts replaced in files.
    #[serde(default)]
    pub(crate) edit: Vec<Edit>,
    /// Files removed.
    #[serde(default)]
    pub(crate) remove: Vec<String>,
}

/// A text replaced in one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Edit {
    pub(crate) file: String,
    pub(crate) replace: String,
    pub(crate) by: String,
}

/// Objects that a controller nobody runs here would have made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Children {
    /// Owners; each object gets a reference to every one.
    pub(crate) of: Vec<Reference>,
    /// File of manifests.
    pub(crate) file: String,
}

fn control_plane() -> String {
    crate::bench::ARGOCD_NAMESPACE.to_owned()
}

impl Entry {
    /// Returns namespace and name, as Argo CD writes them.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    /// Returns the state it must end in, and why, for people.
    pub(crate) fn outlook(&self) -> String {
        let expect = &self.expect;
        let cause = expect.why.as_ref().map(|why| format!(", {why}"));
        let later = self
            .later
            .as_ref()
            .map(|later| format!(" ({}/{} after {})", later.state, later.reason, later.after));
        format!(
            "{}/{}{}{}: {}",
            expect.state,
            expect.reason,
            cause.unwrap_or_default(),
            later.unwrap_or_default(),
            self.because
        )
    }
}

impl Scenario {
    /// Reads a scenario from its YAML text; complains about unknown keys and repeated names.
    pub(crate) fn parse(text: &str) -> Result<Scenario> {
        let scenario: Scenario =
            serde_saphyr::from_str(text).context("reading the scenario file")?;
        let mut names = BTreeSet::new();
        for entry in &scenario.applications {
            if !names.insert(entry.full_name()) {
                bail!("the scenario names {} twice", entry.full_name());
            }
        }
        Ok(scenario)
    }
}

#[cfg(test)]
mod tests;
