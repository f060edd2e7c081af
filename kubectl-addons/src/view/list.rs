//! The answer of `list`: a row for each add-on.

mod judged;
mod listed;

use std::borrow::Borrow;
use std::sync::Arc;

use argocd::application::Application;
use argocd::snapshot::{Gap, Snapshot};
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Row, Table, Text, Tone};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use judged::Judged;

use listed::Listed;

use super::addon::Addon;
use super::gaps;
use super::selection::Selection;
use super::surroundings::Surroundings;
use super::tally::Tally;

/// All add-ons that were asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ListView {
    /// The add-ons.
    #[schemars(with = "Vec<Addon>")]
    items: Vec<Listed>,
    /// What could not be seen.
    gaps: Vec<Gap>,
    #[serde(skip)]
    now: Timestamp,
    /// Whether each row says its context.
    #[serde(skip)]
    contexts: bool,
}

impl ListView {
    /// Judges Applications of a snapshot and keeps those that were asked for.
    pub(crate) fn new<'a>(
        snapshot: &Snapshot,
        applications: impl IntoIterator<Item = &'a Application>,
        selection: &Selection,
        now: Timestamp,
    ) -> Self {
        let surroundings = Surroundings::of(snapshot, now);
        let fitting = applications
            .into_iter()
            .filter(|application| selection.fits_application(application));
        let addons = fitting.map(|application| Addon::of(application, &surroundings));
        let addons = addons.filter(|addon| selection.fits(addon));
        Self::of_listed(snapshot, addons.map(Listed::from), selection, now)
    }

    fn of_listed(
        snapshot: &Snapshot,
        items: impl Iterator<Item = Listed>,
        selection: &Selection,
        now: Timestamp,
    ) -> Self {
        let mut items: Vec<Listed> = items.collect();
        selection.sort(&mut items);
        Self {
            items,
            gaps: gaps::at_home(snapshot.gaps()).cloned().collect(),
            now,
            contexts: false,
        }
    }

    /// Returns the list with the context it was read with in each row, and in what could not be seen.
    pub(crate) fn of_context(mut self, context: &str) -> Self {
        for item in &mut self.items {
            item.read_with(context);
        }
        for gap in &mut self.gaps {
            gap.message = format!("in context {context}, {}", gap.message);
        }
        Self {
            contexts: true,
            ..self
        }
    }

    /// Joins the lists of several contexts, in their order unless another was asked for; `gaps` tell of contexts that
    /// gave none.
    pub(crate) fn of_several(
        lists: impl IntoIterator<Item = Self>,
        gaps: Vec<Gap>,
        selection: &Selection,
    ) -> Self {
        let mut joined = Self {
            items: Vec::new(),
            gaps,
            now: Timestamp::UNIX_EPOCH,
            contexts: true,
        };
        for list in lists {
            joined.items.extend(list.items);
            joined.gaps.extend(list.gaps);
            joined.now = joined.now.max(list.now);
        }
        selection.sort(&mut joined.items);
        joined
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Judges every Application of a snapshot and keeps those that were asked for.
    pub(crate) fn of_all(snapshot: &Snapshot, selection: &Selection, now: Timestamp) -> Self {
        Self::new(snapshot, snapshot.applications(), selection, now)
    }

    /// Returns the add-ons as a table.
    pub(crate) fn table(&self) -> Table {
        let context = self
            .contexts
            .then(|| Column::new("context").shrink().both_ends());
        let mut table = Table::new(context.into_iter().chain(columns()));
        table.rows = self.items.iter().map(|item| self.row(item)).collect();
        table
    }

    fn row(&self, item: &Listed) -> Arc<Row> {
        if let Some(row) = &item.row {
            return Arc::clone(row);
        }
        let addon: &Addon = item.borrow();
        let context = self.contexts.then(|| addon.context.clone());
        let context = context.map(|context| context.unwrap_or_default().into());
        let cells = context.into_iter().chain(cells(addon, self.now));
        Arc::new(Row::new(name(addon), cells))
    }

    /// Returns how many add-ons are in which state.
    pub(crate) fn tally(&self) -> Tally {
        Tally::of(self.items.iter().map(Borrow::borrow))
    }
}

/// Returns what tells an add-on from all others of the list.
fn name(addon: &Addon) -> String {
    let name = format!("{}/{}", addon.namespace, addon.name);
    match &addon.context {
        Some(context) => format!("{context} {name}"),
        None => name,
    }
}

/// Returns the cells of an add-on as seen from an instant.
fn cells(addon: &Addon, now: Timestamp) -> [Text; 15] {
    let state = Word::from(addon.state());
    [
        Text::toned(addon.name.clone(), Tone::Strong),
        addon.chart.name.clone().into(),
        addon.version().into(),
        state_of(addon, &state),
        addon
            .sync
            .as_ref()
            .map(|sync| Word::from(sync).plain())
            .unwrap_or_default(),
        addon
            .health
            .as_ref()
            .map(|health| Word::from(health).plain())
            .unwrap_or_default(),
        addon.destination.namespace.clone().into(),
        addon
            .updated_at
            .map(|then| age(then, now).into())
            .unwrap_or_default(),
        addon.kind.as_str().into(),
        addon.stack.clone().unwrap_or_default().into(),
        addon
            .owner
            .as_ref()
            .map(|owner| owner.to_string().into())
            .unwrap_or_default(),
        addon.project.clone().into(),
        addon.destination.cluster.clone().into(),
        addon.chart.repository.clone().into(),
        Text::toned(addon.why(), state.tone),
    ]
}

fn state_of(addon: &Addon, state: &Word) -> Text {
    match addon.stuck {
        true => state.plain().then_toned(" (stuck)", Tone::Bad),
        false => state.plain(),
    }
}

fn columns() -> [Column; 15] {
    [
        Column::new("name").both_ends(),
        Column::new("chart").shrink(),
        Column::new("version"),
        Column::new("state"),
        Column::new("sync").yields(),
        Column::new("health").yields(),
        Column::new("namespace").shrink(),
        Column::new("updated").clock(),
        Column::new("type").wide(),
        Column::new("stack").wide(),
        Column::new("owner").wide(),
        Column::new("project").wide(),
        Column::new("cluster").wide(),
        Column::new("repository").wide(),
        Column::new("reason").wide(),
    ]
}

impl View for ListView {
    const KIND: &'static str = "AddonList";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::from(self.table())]
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(|item| name(item.borrow())).collect()
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
