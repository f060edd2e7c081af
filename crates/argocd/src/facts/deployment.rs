//! One deployment of an add-on's history: when, by whom, what, and what it changed.
//!
//! Argo CD writes an entry for a full sync that succeeded, and keeps as many as
//! `spec.revisionHistoryLimit` says (10 unless told otherwise; `controller/appcontroller.go`,
//! `persistRevisionHistory`). A failed sync leaves none.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::version::shown;
use super::{Chart, DeployedSource};
use crate::application::{Application, Fingerprint, HistoryEntry, Source};

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// Its number, as `rollback` takes it.
    pub id: i64,
    /// Whether it is the newest: what was deployed last.
    pub current: bool,
    /// When it began; not kept by Argo CD before 2.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it had ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed_at: Option<Timestamp>,
    /// Who asked: a user, `auto-sync`, or empty where Argo CD does not say.
    pub initiated_by: String,
    /// What was deployed, a source each.
    pub sources: Vec<DeployedSource>,
    /// What it changed against the entry before; empty where it deployed the same again.
    pub changed: Vec<Change>,
}

/// What one deployment changed against the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Nothing was deployed before, as far as the history tells.
    First,
    /// Repository, chart or path, or how many sources there are.
    Source,
    /// The chart's version.
    Version,
    /// The commit, or the digest of an OCI artifact.
    Revision,
    /// Helm's values, parameters or other settings in the Application.
    Values,
    /// Settings of Kustomize, of a directory or of a plugin.
    Settings,
}

impl Change {
    /// Returns the change's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Source => "source",
            Self::Version => "version",
            Self::Revision => "revision",
            Self::Values => "values",
            Self::Settings => "settings",
        }
    }
}

/// Returns the deployments of a whole Application, the newest first; none where it was not read whole.
pub fn deployments(application: &Application) -> Vec<Deployment> {
    let detail = application.detail.as_deref();
    let history = detail.map_or(&[][..], |detail| &detail.history);
    let before = std::iter::once(None).chain(history.iter().map(Some));
    let mut deployments: Vec<Deployment> = history
        .iter()
        .zip(before)
        .map(|(entry, before)| Deployment::of(entry, before))
        .collect();
    if let Some(newest) = deployments.last_mut() {
        newest.current = true;
    }
    deployments.reverse();
    deployments
}

impl Deployment {
    fn of(entry: &HistoryEntry, before: Option<&HistoryEntry>) -> Self {
        Self {
            id: entry.id,
            current: false,
            started_at: entry.deploy_started_at,
            deployed_at: entry.deployed_at,
            initiated_by: entry.initiated_by.name().to_owned(),
            sources: deployed(entry),
            changed: before.map_or_else(|| vec![Change::First], |before| changed(before, entry)),
        }
    }

    /// Returns the source that renders the add-on: the first with a chart or a path.
    pub fn main_source(&self) -> Option<&DeployedSource> {
        let renders = |source: &&DeployedSource| source.renders;
        self.sources.iter().find(renders).or(self.sources.first())
    }
}

fn deployed(entry: &HistoryEntry) -> Vec<DeployedSource> {
    let sources = entry.sources().into_iter().enumerate();
    sources
        .map(|(index, source)| {
            let Chart { name, repository } = Chart::of_source(source);
            let revision = entry.revision_of(index);
            DeployedSource {
                name,
                repository,
                version: shown(source, revision),
                revision: revision.to_owned(),
                target_revision: source.target_revision.clone(),
                renders: source.renders(),
            }
        })
        .collect()
}

fn changed(before: &HistoryEntry, entry: &HistoryEntry) -> Vec<Change> {
    let (old, new) = (before.sources(), entry.sources());
    if old.len() != new.len() {
        return vec![Change::Source];
    }
    let mut changes: Vec<Change> = old
        .iter()
        .zip(&new)
        .enumerate()
        .flat_map(|(index, (old, new))| {
            let revisions = (before.revision_of(index), entry.revision_of(index));
            changed_source(old, new, revisions)
        })
        .collect();
    changes.sort();
    changes.dedup();
    changes
}

fn changed_source(old: &Source, new: &Source, revisions: (&str, &str)) -> Vec<Change> {
    let place = |source: &Source| {
        (
            source.repo_url.clone(),
            source.chart.clone(),
            source.path.clone(),
        )
    };
    let helm = |source: &Source| {
        Fingerprint::of_setting(source.helm.as_ref().map(|helm| helm.fingerprint))
    };
    let others = |source: &Source| {
        [source.kustomize, source.directory, source.plugin].map(Fingerprint::of_setting)
    };
    let revision = match new.chart.is_some() {
        true => Change::Version,
        false => Change::Revision,
    };
    let changes = [
        (place(old) != place(new), Change::Source),
        (revisions.0 != revisions.1, revision),
        (helm(old) != helm(new), Change::Values),
        (others(old) != others(new), Change::Settings),
    ];
    changes
        .into_iter()
        .filter_map(|(differs, change)| differs.then_some(change))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn history(entries: Value) -> Vec<Deployment> {
        let object = json!({"metadata": {"name": "web"}, "status": {"history": entries}});
        deployments(&Application::from_value(&object).unwrap())
    }

    fn entry(id: i64, version: &str, helm: Value) -> Value {
        json!({"id": id, "revision": version, "deployedAt": "2026-01-02T03:04:05Z",
               "source": {"repoURL": "https://charts.example.com", "chart": "grafana",
                          "targetRevision": version, "helm": helm}})
    }

    fn words(deployments: &[Deployment]) -> Vec<Vec<&'static str>> {
        let words =
            |deployment: &Deployment| deployment.changed.iter().map(|c| c.as_str()).collect();
        deployments.iter().map(words).collect()
    }

    #[test]
    fn the_newest_comes_first_and_each_says_what_it_changed() {
        let deployments = history(json!([
            entry(3, "9.2.9", json!({"values": "a: 1"})),
            entry(4, "9.2.10", json!({"values": "a: 1"})),
            entry(5, "9.2.10", json!({"values": "a: 2"})),
            entry(6, "9.2.10", json!({"values": "a: 2"})),
        ]));
        assert_eq!(
            words(&deployments),
            [vec![], vec!["values"], vec!["version"], vec!["first"]]
        );
        assert_eq!(deployments[0].id, 6);
        assert!(deployments[0].current && !deployments[1].current);
    }

    #[test]
    fn several_sources_are_compared_one_by_one() {
        let entry = |id: i64, commit: &str, path: &str| {
            json!({"id": id, "revisions": ["1.0.0", commit], "sources": [
                {"repoURL": "https://charts.example.com", "chart": "web"},
                {"repoURL": "https://git.example.com/values.git", "ref": "values", "path": path},
            ]})
        };
        let deployments = history(json!([
            entry(0, &"a".repeat(40), "x"),
            entry(1, &"b".repeat(40), "x"),
            entry(2, &"b".repeat(40), "y"),
        ]));
        assert_eq!(
            words(&deployments),
            [vec!["source"], vec!["revision"], vec!["first"]]
        );
        let newest = &deployments[0];
        assert_eq!(newest.sources[1].version.as_deref(), Some("bbbbbbb"));
        assert_eq!(newest.main_source().unwrap().name, "web");
    }

    #[test]
    fn a_history_of_other_sources_is_told_as_such() {
        let one = json!({"id": 0, "source": {"repoURL": "u", "chart": "a"}});
        let two = json!({"id": 1, "sources": [{"repoURL": "u", "chart": "a"}, {"repoURL": "v"}]});
        assert_eq!(words(&history(json!([one, two])))[0], ["source"]);
    }

    #[test]
    fn without_history_there_are_no_deployments() {
        assert_eq!(history(json!(null)), []);
        assert_eq!(deployments(&Application::default()), []);
    }
}
