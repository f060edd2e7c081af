//! The answer of `why` without a name: a row for each add-on that is not well.

use argocd::snapshot::Gap;
use argocd::why::{Answer, Cause};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::addon::Addon;
use super::tone;

/// Every add-on that is not Synced, with its cause in short.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhyListView {
    /// The add-ons that are not Synced.
    items: Vec<WhyRow>,
    /// What could not be seen.
    gaps: Vec<Gap>,
}

/// One add-on and its cause.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhyRow {
    /// The add-on.
    addon: Addon,
    /// What its state comes from.
    cause: Cause,
    /// That in one sentence.
    summary: String,
}

impl WhyRow {
    /// Takes the cause of an answer.
    pub(crate) fn new(addon: Addon, answer: Answer) -> Self {
        let Answer { cause, summary, .. } = answer;
        Self {
            addon,
            cause,
            summary,
        }
    }

    fn cells(&self) -> [Text; 5] {
        [
            self.addon.namespace.clone().into(),
            self.addon.name.clone().into(),
            Word::from(self.addon.state()).plain(),
            Text::toned(self.cause.as_str(), tone(self.cause)),
            self.summary.clone().into(),
        ]
    }
}

impl WhyListView {
    /// Shows rows, and what could not be seen.
    pub(crate) fn new(items: Vec<WhyRow>, gaps: Vec<Gap>) -> Self {
        Self { items, gaps }
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns whether nothing is wrong anywhere.
    pub(crate) fn is_well(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns what a person should know beside the rows.
    pub(crate) fn remarks(&self) -> Vec<String> {
        match self.items.is_empty() {
            true => vec!["every add-on is Synced".to_owned()],
            false => Vec::new(),
        }
    }
}

impl View for WhyListView {
    const KIND: &'static str = "WhyList";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut table = Table::new([
            Column::new("application namespace").wide(),
            Column::new("name"),
            Column::new("state"),
            Column::new("cause"),
            Column::new("summary").shrink(),
        ]);
        for row in &self.items {
            let key = format!("{}/{}", row.addon.namespace, row.addon.name);
            table.push(key, row.cells());
        }
        vec![Block::from(table)]
    }
}
