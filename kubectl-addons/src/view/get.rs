//! The answer of `get`: the overview of one add-on.

use argocd::application::{Application, Condition, Detail, ManagedResource, Source};
use argocd::facts::Strategy;
use argocd::mask;
use argocd::snapshot::Gap;
use argocd::sync::SyncStatus;
use argocd::windows;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Fact, Facts, Table, Text, Tone};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use serde::Serialize;

use super::addon::Addon;
use super::operation::{Operation, Step};
use super::surroundings::Surroundings;

/// The overview of one add-on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetView {
    #[serde(flatten)]
    addon: Addon,
    sources: Vec<SourceFacts>,
    strategy: Strategy,
    sync_options: Vec<String>,
    windows: Option<Windows>,
    operation: Option<Operation>,
    conditions: Vec<ConditionFacts>,
    resources: Resources,
    images: Vec<String>,
    urls: Vec<String>,
    compared_at: Option<Timestamp>,
    gaps: Vec<Gap>,
    #[serde(skip)]
    now: Timestamp,
}

/// One source of an add-on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SourceFacts {
    repository: String,
    chart: Option<String>,
    path: Option<String>,
    target_revision: String,
    revision: String,
    r#ref: Option<String>,
    release_name: Option<String>,
}

/// Whether sync windows let it be synced now.
#[derive(Debug, Serialize)]
struct Windows {
    open: bool,
    until: Option<Timestamp>,
    count: usize,
}

/// One complaint of Argo CD.
#[derive(Debug, Serialize)]
struct ConditionFacts {
    #[serde(rename = "type")]
    kind: String,
    message: String,
    since: Option<Timestamp>,
}

/// Its resources, counted.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Resources {
    total: usize,
    out_of_sync: usize,
    requires_pruning: usize,
}

impl GetView {
    /// Tells of one whole Application.
    pub(crate) fn new(application: &Application, surroundings: &Surroundings<'_>) -> Self {
        let nothing = Detail::default();
        let detail = application.detail.as_deref().unwrap_or(&nothing);
        Self {
            addon: Addon::of(application, surroundings),
            sources: sources(application),
            strategy: Strategy::of(application),
            sync_options: application
                .spec
                .sync_policy
                .clone()
                .unwrap_or_default()
                .sync_options,
            windows: Windows::of(application, surroundings),
            operation: application
                .status
                .operation_state
                .as_ref()
                .map(|state| Operation::of(state, detail)),
            conditions: application
                .status
                .conditions
                .iter()
                .map(ConditionFacts::of)
                .collect(),
            resources: Resources::of(&detail.resources),
            images: detail.images.clone(),
            urls: detail
                .external_urls
                .iter()
                .map(|url| mask::text(url).into_owned())
                .collect(),
            compared_at: application.status.reconciled_at,
            gaps: surroundings.snapshot().gaps().cloned().collect(),
            now: surroundings.now(),
        }
    }

    /// Returns the add-on.
    pub(crate) fn addon(&self) -> &Addon {
        &self.addon
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    fn ago(&self, then: Option<Timestamp>) -> Option<String> {
        then.map(|then| format!("{} ago", age(then, self.now)))
    }

    fn overview(&self) -> Facts {
        Facts::default()
            .group(self.identity())
            .group(self.state())
            .group(self.chart())
            .group(self.policy())
            .group(self.times())
    }

    fn identity(&self) -> Vec<Fact> {
        let addon = &self.addon;
        let name = Text::toned(addon.name.clone(), Tone::Strong);
        let mut facts = vec![
            Fact::new("Name", name),
            Fact::new("Namespace", addon.namespace.clone()),
            Fact::new("Type", addon.kind.as_str()),
        ];
        facts.extend(addon.stack.clone().map(|stack| Fact::new("Stack", stack)));
        facts.extend(
            addon
                .owner
                .as_ref()
                .map(|owner| Fact::new("Owner", owner.to_string())),
        );
        facts
    }

    fn state(&self) -> Vec<Fact> {
        let addon = &self.addon;
        let word = Word::from(addon.state());
        let mut facts = vec![
            Fact::new("State", word.marked()),
            Fact::new("Reason", addon.lifecycle.reason.to_string()),
        ];
        if !addon.lifecycle.message.is_empty() {
            facts.push(Fact::new("Message", addon.lifecycle.message.clone()).clock());
        }
        facts.extend(addon.stuck.then(|| {
            Fact::new(
                "Stuck",
                Text::toned(
                    "the operation has run for over an hour without progress",
                    Tone::Bad,
                ),
            )
        }));
        facts.extend(addon.stale.then(|| {
            Fact::new(
                "Stale",
                Text::toned(
                    "the controller is silent; what is shown may be old",
                    Tone::Bad,
                ),
            )
        }));
        facts.extend(
            addon
                .sync
                .as_ref()
                .map(|sync| Fact::new("Sync", Word::from(sync).plain())),
        );
        facts.extend(
            addon
                .health
                .as_ref()
                .map(|health| Fact::new("Health", Word::from(health).plain())),
        );
        facts.push(Fact::new("Resources", self.resources.to_text()));
        facts
    }

    fn chart(&self) -> Vec<Fact> {
        let addon = &self.addon;
        let version = match addon.version() {
            version if version.is_empty() => "nothing deployed yet".to_owned(),
            version => version,
        };
        let mut facts = vec![
            Fact::new("Chart", addon.chart.name.clone()),
            Fact::new("Version", version),
        ];
        facts.push(Fact::list(
            "Source",
            self.sources.iter().map(SourceFacts::line),
        ));
        let release = self
            .sources
            .iter()
            .find_map(|source| source.release_name.clone());
        facts.extend(release.map(|release| Fact::new("Release", release)));
        facts
    }

    fn policy(&self) -> Vec<Fact> {
        let addon = &self.addon;
        let mut facts = vec![Fact::new("Sync strategy", self.strategy.to_string())];
        facts.extend(
            (!self.sync_options.is_empty())
                .then(|| Fact::new("Sync options", self.sync_options.join(", "))),
        );
        facts.extend(
            self.windows
                .as_ref()
                .map(|windows| Fact::new("Sync windows", windows.to_text()).clock()),
        );
        facts.push(Fact::new("Project", addon.project.clone()));
        facts.push(Fact::new("Deployed to", deployed_to(addon)));
        facts
    }

    fn times(&self) -> Vec<Fact> {
        let facts = [
            ("Created", self.ago(self.addon.created_at)),
            ("Updated", self.ago(self.addon.updated_at)),
            ("Compared", self.ago(self.compared_at)),
        ];
        facts
            .into_iter()
            .filter_map(|(label, ago)| Some(Fact::new(label, ago?).clock()))
            .collect()
    }

    fn operation_block(&self) -> Option<Block> {
        let operation = self.operation.as_ref()?;
        Some(Block::from(operation.facts(self.now)).titled(operation.title()))
    }

    fn steps_block(&self) -> Option<Block> {
        let steps = self
            .operation
            .as_ref()
            .map(Operation::steps_worth_showing)?;
        if steps.is_empty() {
            return None;
        }
        let columns = ["resource", "namespace", "phase", "status"].map(Column::new);
        let mut table = Table::new(columns.into_iter().chain([Column::new("message").shrink()]));
        for step in steps {
            table.push(step.key(), Step::cells(step));
        }
        Some(table.titled("Steps of the operation"))
    }

    fn conditions_block(&self) -> Option<Block> {
        if self.conditions.is_empty() {
            return None;
        }
        let mut table = Table::new([
            Column::new("condition"),
            Column::new("since").clock(),
            Column::new("message").shrink(),
        ]);
        for condition in &self.conditions {
            table.push(condition.kind.clone(), condition.cells(self.now));
        }
        Some(table.titled("Conditions"))
    }

    fn links(&self) -> Option<Block> {
        let lists = [("Images", &self.images), ("URLs", &self.urls)];
        let facts: Vec<Fact> = lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(label, list)| Fact::list(label, list.clone()))
            .collect();
        (!facts.is_empty()).then(|| Block::from(Facts::new(facts)))
    }
}

impl View for GetView {
    const KIND: &'static str = "Addon";

    fn blocks(&self, _wide: bool) -> Blocks {
        let overview = Some(Block::from(self.overview()));
        let blocks = [
            overview,
            self.operation_block(),
            self.steps_block(),
            self.conditions_block(),
            self.links(),
        ];
        blocks.into_iter().flatten().collect()
    }

    fn names(&self) -> Vec<String> {
        vec![format!("{}/{}", self.addon.namespace, self.addon.name)]
    }
}

fn deployed_to(addon: &Addon) -> String {
    match addon.destination.namespace.as_str() {
        "" => format!("cluster {}", addon.destination.cluster),
        namespace => format!(
            "namespace {namespace} of cluster {}",
            addon.destination.cluster
        ),
    }
}

fn sources(application: &Application) -> Vec<SourceFacts> {
    let revision = |index| application.status.sync.revision_of(index);
    let sources = application.sources().into_iter().enumerate();
    sources
        .map(|(index, source)| SourceFacts::of(source, revision(index)))
        .collect()
}

impl SourceFacts {
    fn of(source: &Source, revision: &str) -> Self {
        Self {
            repository: argocd::redact::without_credentials(&source.repo_url),
            chart: source.chart.clone(),
            path: source.path.clone(),
            target_revision: source.target_revision.clone(),
            revision: revision.to_owned(),
            r#ref: source.r#ref.clone(),
            release_name: source
                .helm
                .as_ref()
                .and_then(|helm| helm.release_name.clone()),
        }
    }

    fn line(&self) -> String {
        let what = match (&self.chart, &self.path, &self.r#ref) {
            (Some(chart), _, _) => format!("chart {chart} "),
            (None, Some(path), _) => format!("path {path} "),
            (None, None, Some(name)) => format!("files lent as ${name} "),
            (None, None, None) => String::new(),
        };
        format!("{what}of {} at {}", self.repository, self.at())
    }

    fn at(&self) -> String {
        let target = match self.target_revision.as_str() {
            "" => "HEAD",
            target => target,
        };
        match self.revision.get(..7) {
            Some(short) if self.revision != target && self.chart.is_none() => {
                format!("{target} ({short})")
            }
            _ => target.to_owned(),
        }
    }
}

impl Windows {
    fn of(application: &Application, surroundings: &Surroundings<'_>) -> Option<Self> {
        let project = surroundings.project(application).project()?;
        let count = windows::windows_of(project, application).len();
        let verdict = windows::is_open(project, application, surroundings.now(), false);
        (count > 0).then_some(Self {
            open: verdict.open,
            until: verdict.until,
            count,
        })
    }

    fn to_text(&self) -> Text {
        let (word, tone) = match self.open {
            true => ("open", Tone::Good),
            false => ("closed", Tone::Paused),
        };
        let until = self
            .until
            .map(|until| format!(" until {until:.0}"))
            .unwrap_or_default();
        Text::toned(word, tone).then(format!("{until} ({} for this add-on)", self.count))
    }
}

impl ConditionFacts {
    fn of(condition: &Condition) -> Self {
        Self {
            kind: condition.kind.clone(),
            message: mask::text(&condition.message).into_owned(),
            since: condition.last_transition_time,
        }
    }

    fn cells(&self, now: Timestamp) -> [Text; 3] {
        let tone = match self.kind.ends_with("Error") {
            true => Tone::Bad,
            false => Tone::Paused,
        };
        [
            Text::toned(self.kind.clone(), tone),
            self.since
                .map(|since| age(since, now).into())
                .unwrap_or_default(),
            self.message.clone().into(),
        ]
    }
}

impl Resources {
    /// Counts them; Argo CD marks hooks as to be pruned as well, but never prunes one.
    fn of(resources: &[ManagedResource]) -> Self {
        let count = |fits: fn(&&ManagedResource) -> bool| resources.iter().filter(fits).count();
        Self {
            total: resources.len(),
            out_of_sync: count(|resource| resource.status == Some(SyncStatus::OutOfSync)),
            requires_pruning: count(|resource| resource.requires_pruning && !resource.hook),
        }
    }

    fn to_text(&self) -> Text {
        let text = Text::from(self.total.to_string());
        match (self.out_of_sync, self.requires_pruning) {
            (0, _) => text,
            (differ, 0) => text.then_toned(format!(", {differ} differ from Git"), Tone::Paused),
            (differ, prune) => text.then_toned(
                format!(", {differ} differ from Git, {prune} of them no longer in it"),
                Tone::Paused,
            ),
        }
    }
}

#[cfg(test)]
#[path = "get_tests.rs"]
mod tests;
