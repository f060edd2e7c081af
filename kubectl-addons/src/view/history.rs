//! The answer of `history`: an add-on's deployments, the newest first.

use argocd::application::Application;
use argocd::facts::{Change, Deployment, deployments};
use argocd::lifecycle::State;
use jiff::Timestamp;
use plugin_kit::age::{age, duration};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

use super::addon::Addon;
use super::operation::Operation;
use super::surroundings::Surroundings;

/// The deployments of one add-on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryView {
    /// The add-on.
    addon: Addon,
    /// Its deployments, the newest first.
    deployments: Vec<Deployment>,
    /// An operation since the newest deployment that left no entry: it runs, has failed, or synced a part.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<Operation>,
    #[serde(skip)]
    now: Timestamp,
}

impl HistoryView {
    /// Tells of one whole Application.
    pub(crate) fn new(application: &Application, surroundings: &Surroundings<'_>) -> Self {
        let deployments = deployments(application);
        Self {
            addon: Addon::of(application, surroundings),
            attempt: attempt(application, &deployments),
            deployments,
            now: surroundings.now(),
        }
    }

    /// Returns what is worth saying beside the table.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let name = &self.addon.name;
        let nothing = self.deployments.is_empty().then(|| match self.addon.state() {
            State::Synced => format!(
                "{name} has no history: it is Synced, and no full sync of it has ended in success yet"
            ),
            _ => format!("nothing of {name} was deployed yet: {}", self.addon.lifecycle.message),
        });
        let attempt = self.attempt.as_ref();
        nothing
            .into_iter()
            .chain(attempt.map(|attempt| attempt.sentence(self.now)))
            .collect()
    }

    fn cells(&self, deployment: &Deployment) -> [Text; 8] {
        let tone = match deployment.current {
            true => Tone::Strong,
            false => Tone::Plain,
        };
        [
            Text::toned(deployment.id.to_string(), tone),
            deployment
                .deployed_at
                .map(|at| format!("{} ago", age(at, self.now)).into())
                .unwrap_or_default(),
            deployment.initiated_by.clone().into(),
            chart(deployment),
            Text::toned(version(deployment), tone),
            changed(deployment),
            took(deployment),
            revisions(deployment),
        ]
    }
}

/// Returns the last operation where it is newer than the newest deployment and left no entry.
fn attempt(application: &Application, deployments: &[Deployment]) -> Option<Operation> {
    let state = application.status.operation_state.as_ref()?;
    let newest = deployments.first().and_then(|newest| newest.deployed_at);
    let left_an_entry = newest
        .zip(state.started_at)
        .is_some_and(|(deployed, started)| started <= deployed);
    let detail = application.detail.as_deref()?;
    let attempted = !left_an_entry && !state.operation.is_dry_run();
    attempted.then(|| Operation::of(state, detail))
}

fn chart(deployment: &Deployment) -> Text {
    let main = deployment.main_source();
    main.map(|source| source.name.clone())
        .unwrap_or_default()
        .into()
}

fn version(deployment: &Deployment) -> String {
    let main = deployment.main_source();
    main.and_then(|source| source.version.clone())
        .unwrap_or_default()
}

fn changed(deployment: &Deployment) -> Text {
    match deployment.changed.as_slice() {
        [] => Text::toned("nothing", Tone::Quiet),
        [Change::First] => Text::toned("first kept", Tone::Quiet),
        changes => {
            let words: Vec<&str> = changes.iter().map(|change| change.as_str()).collect();
            words.join(", ").into()
        }
    }
}

fn took(deployment: &Deployment) -> Text {
    let both = deployment.started_at.zip(deployment.deployed_at);
    both.map(|(from, to)| duration(to.duration_since(from).as_secs()).into())
        .unwrap_or_default()
}

fn revisions(deployment: &Deployment) -> Text {
    let revision = |source: &argocd::facts::DeployedSource| source.revision.clone();
    let revisions: Vec<String> = deployment.sources.iter().map(revision).collect();
    revisions.join(", ").into()
}

impl View for HistoryView {
    const KIND: &'static str = "History";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut table = Table::new([
            Column::new("id").right(),
            Column::new("deployed").clock(),
            Column::new("by").shrink(),
            Column::new("chart").shrink(),
            Column::new("version"),
            Column::new("changed"),
            Column::new("took").right().wide(),
            Column::new("revision").wide(),
        ]);
        for deployment in &self.deployments {
            table.push(deployment.id.to_string(), self.cells(deployment));
        }
        vec![Block::from(table)]
    }

    fn names(&self) -> Vec<String> {
        let ids = self.deployments.iter();
        ids.map(|deployment| deployment.id.to_string()).collect()
    }
}
