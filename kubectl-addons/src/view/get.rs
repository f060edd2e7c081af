//! The answer of `get`: the overview of one add-on.

mod condition;
mod owners;
mod resources;
mod sealing;
mod source;
mod windows;

use argocd::application::{Application, Detail};
use argocd::facts::Strategy;
use argocd::mask;
use argocd::snapshot::Gap;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Fact, Facts, Table, Text, Tone};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;

use condition::ConditionFacts;
use owners::Owners;
use resources::Resources;
use sealing::Sealing;
use source::{SourceFacts, sources};
use windows::Windows;

use super::addon::Addon;
use super::gaps;
use super::operation::{Operation, Step};
use super::surroundings::Surroundings;

/// The overview of one add-on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetView {
    #[serde(flatten)]
    addon: Addon,
    #[serde(flatten)]
    owners: Owners,
    /// Where it comes from, in the order of the Application.
    sources: Vec<SourceFacts>,
    /// How it is synced.
    strategy: Strategy,
    /// Argo CD's sync options, as `Key=value`.
    sync_options: Vec<String>,
    /// Whether values are sealed in Git, and who opens them; absent where none are.
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<Sealing>,
    /// Sync windows of its AppProject that concern it; null where there are none or they could not be read.
    windows: Option<Windows>,
    /// The running or the last operation.
    operation: Option<Operation>,
    /// What Argo CD complains of.
    conditions: Vec<ConditionFacts>,
    /// Its resources, counted.
    resources: Resources,
    /// Container images it runs.
    images: Vec<String>,
    /// Where it can be reached.
    urls: Vec<String>,
    /// When Argo CD last compared it with Git.
    compared_at: Option<Timestamp>,
    /// What could not be seen.
    gaps: Vec<Gap>,
    #[serde(skip)]
    now: Timestamp,
}

impl GetView {
    /// Tells of one whole Application.
    pub(crate) fn new(application: &Application, surroundings: &Surroundings<'_>) -> Self {
        let nothing = Detail::default();
        let detail = application.detail.as_deref().unwrap_or(&nothing);
        Self {
            addon: Addon::of(application, surroundings),
            owners: Owners::of(application, surroundings.snapshot()),
            sources: sources(application),
            strategy: Strategy::of(application),
            sync_options: application
                .spec
                .sync_policy
                .clone()
                .unwrap_or_default()
                .sync_options,
            sealed: Sealing::of(application, surroundings),
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
            images: masked(&detail.images),
            urls: masked(&detail.external_urls),
            compared_at: application.status.reconciled_at,
            gaps: gaps::at_home(surroundings.snapshot().gaps())
                .cloned()
                .collect(),
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
        facts.extend(self.owners.facts());
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
        facts.extend(self.sealed.as_ref().map(Sealing::fact));
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

/// Returns texts of the cluster without the secrets in them.
fn masked(texts: &[String]) -> Vec<String> {
    let mask = |text: &String| mask::text(text).into_owned();
    texts.iter().map(mask).collect()
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

#[cfg(test)]
#[path = "get_tests.rs"]
mod tests;
