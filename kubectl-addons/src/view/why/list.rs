//! The answer of `why` without a name: a row for each root, with the add-ons that have it.

use argocd::lifecycle::State;
use argocd::snapshot::Gap;
use argocd::why::{self, Answer, Cause};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::addon::Addon;
use super::tone;

/// How many add-ons of one root a row names, unless all are wanted.
const NAMED: usize = 3;

/// The roots of everything that is not Synced.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhyListView {
    /// Each root once, the most serious first.
    causes: Vec<WhyCause>,
    /// The add-ons that are not Synced, in the order of their causes.
    items: Vec<WhyRow>,
    /// What could not be seen.
    gaps: Vec<Gap>,
}

/// One root, and whose it is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhyCause {
    /// The cause.
    cause: Cause,
    /// What it hangs on: an image, a repository, a cluster, a webhook; else the object in which it lies.
    root: String,
    /// The worst state of its add-ons.
    state: State,
    /// That in one sentence, of the first add-on.
    summary: String,
    /// The add-ons, as `NAMESPACE/NAME` of their Applications; first those in which the root lies.
    addons: Vec<String>,
}

/// One add-on and its cause.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhyRow {
    /// The add-on.
    addon: Addon,
    /// What its state comes from.
    cause: Cause,
    /// What that hangs on.
    root: String,
    /// That in one sentence.
    summary: String,
    /// Whether its resources were looked at; else this is what its Application alone says.
    inspected: bool,
    #[serde(skip)]
    answer: Answer,
}

impl WhyRow {
    /// Takes the cause of an answer.
    pub(crate) fn new(addon: Addon, answer: Answer, inspected: bool) -> Self {
        Self {
            addon,
            cause: answer.cause,
            root: answer.root.clone(),
            summary: answer.summary.clone(),
            inspected,
            answer,
        }
    }

    fn qualified(&self) -> String {
        format!("{}/{}", self.addon.namespace, self.addon.name)
    }
}

impl WhyListView {
    /// Shows rows, and what could not be seen.
    pub(crate) fn new(rows: Vec<WhyRow>, gaps: Vec<Gap>) -> Self {
        let answers = rows.iter().map(|row| (row.addon.state(), &row.answer));
        let roots = why::together(answers);
        let causes = roots.iter().map(|shared| WhyCause::of(shared, &rows));
        let causes = causes.collect();
        let mut rows: Vec<Option<WhyRow>> = rows.into_iter().map(Some).collect();
        let places = roots.iter().flat_map(|shared| &shared.places);
        let items = places.filter_map(|place| rows.get_mut(*place)?.take());
        Self {
            causes,
            items: items.collect(),
            gaps,
        }
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns whether nothing is wrong anywhere.
    pub(crate) fn is_well(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns what a person should know beside the rows; so many add-ons were not looked into that might have been.
    pub(crate) fn remarks(&self, left_out: usize) -> Vec<String> {
        let mut remarks = Vec::new();
        if left_out > 0 {
            remarks.push(format!(
                "{left_out} more add-ons are told of from their Applications alone; choose fewer with --stack or -l, or name one"
            ));
        }
        remarks
    }

    /// Returns the names of a cause's add-ons as a person needs them to ask on.
    fn names(&self, cause: &WhyCause, limit: usize) -> String {
        let short = |qualified: &String| {
            let name = qualified.rsplit('/').next().unwrap_or_default();
            let of_name = self.items.iter().filter(|row| row.addon.name == name);
            match of_name.count() {
                1 => name.to_owned(),
                _ => qualified.clone(),
            }
        };
        let names: Vec<String> = cause.addons.iter().take(limit).map(short).collect();
        match cause.addons.len().saturating_sub(limit) {
            0 => names.join(", "),
            more => format!("{}, {more} more", names.join(", ")),
        }
    }
}

impl WhyCause {
    fn of(shared: &why::Shared, rows: &[WhyRow]) -> Self {
        let rows: Vec<&WhyRow> = shared
            .places
            .iter()
            .filter_map(|place| rows.get(*place))
            .collect();
        let first = rows.first();
        Self {
            cause: first.map_or(Cause::Nothing, |row| row.cause),
            root: first.map(|row| row.root.clone()).unwrap_or_default(),
            state: shared.state,
            summary: first.map(|row| row.summary.clone()).unwrap_or_default(),
            addons: rows.iter().map(|row| row.qualified()).collect(),
        }
    }
}

impl View for WhyListView {
    const KIND: &'static str = "WhyList";

    fn blocks(&self, wide: bool) -> Blocks {
        let mut table = Table::new([
            Column::new("state"),
            Column::new("cause"),
            Column::new("add-ons").shrink(),
            Column::new("root").wide(),
            Column::new("summary").shrink().explains(),
        ]);
        let limit = if wide { usize::MAX } else { NAMED };
        for cause in &self.causes {
            let key = format!("{}|{}", cause.cause.as_str(), cause.root);
            table.push(
                key,
                [
                    Word::from(cause.state).plain(),
                    Text::toned(cause.cause.as_str(), tone(cause.cause)),
                    self.names(cause, limit).into(),
                    cause.root.clone().into(),
                    cause.summary.clone().into(),
                ],
            );
        }
        vec![Block::from(table)]
    }
}
