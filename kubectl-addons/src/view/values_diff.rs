//! The answer of `values --diff`: the keys in which two sets of values differ. A secret that differs is told, masked.

use std::sync::Arc;

use argocd::application::Application;
use argocd::snapshot::Gap;
use argocd::values::{Change, Changed, KeyPath, Merged, ShownLeaf, differences};
use plugin_kit::shape::{Blocks, Column, Row, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::values::lines::short;
use crate::layering::Layered;

/// What differs between two sets of values.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ValuesDiffView {
    /// Name of the Application.
    addon: String,
    /// Its namespace.
    namespace: String,
    /// What is compared: the first.
    before: Compared,
    /// What is compared: the second.
    after: Compared,
    /// The keys that differ, sorted.
    changes: Vec<ChangedKey>,
    /// What could not be had of either.
    gaps: Vec<Gap>,
}

/// One of the two that are compared.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Compared {
    /// `deployed`, `desired`, `defaults`, the id of a deployment, or another add-on.
    side: String,
    /// Commit or chart version.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
}

/// One key that differs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ChangedKey {
    /// The key, its parts joined by dots.
    key: String,
    /// Whether it was added, removed or changed.
    change: Change,
    /// What the first has; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Said>,
    /// What the second has; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Said>,
}

/// What one of the two has.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Said {
    /// The value, secrets masked.
    value: Value,
    /// The layer it comes from.
    from: String,
    /// Whether it is masked, in whole or in part.
    masked: bool,
}

impl ValuesDiffView {
    /// Compares two sets of values; with a key only what it leads to.
    pub(crate) fn new(
        application: &Application,
        [before, after]: [String; 2],
        (one, two): (&Layered, &Layered),
        key: Option<&KeyPath>,
    ) -> Self {
        let within = |changed: &Changed| key.is_none_or(|key| key.leads_to(&changed.path));
        let changed = differences(&one.merged, &two.merged)
            .into_iter()
            .filter(within);
        let mut gaps: Vec<Gap> = one.gaps.iter().chain(&two.gaps).cloned().collect();
        gaps.sort();
        gaps.dedup();
        Self {
            addon: application.metadata.name.clone(),
            namespace: application.metadata.namespace.clone(),
            before: Compared::of(before, one),
            after: Compared::of(after, two),
            changes: changed
                .map(|it| ChangedKey::of(it, &one.merged, &two.merged))
                .collect(),
            gaps,
        }
    }

    /// Returns what could not be had.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns whether nothing differs.
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns what is worth saying beside the table.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let both = format!("{}, {}", self.before.words(), self.after.words());
        match (self.is_empty(), self.gaps.is_empty()) {
            (true, true) => vec![format!("the values of {} are the same: {both}", self.addon)],
            (true, false) => vec![format!("no difference among what could be read: {both}")],
            _ => Vec::new(),
        }
    }
}

impl Compared {
    fn of(side: String, layered: &Layered) -> Self {
        Self {
            side,
            revision: layered.source.revision.clone(),
        }
    }

    fn words(&self) -> String {
        let revision = self
            .revision
            .as_deref()
            .filter(|revision| *revision != self.side);
        let short = |revision: &str| match revision.len() >= 40 {
            true => revision.chars().take(7).collect(),
            false => revision.to_owned(),
        };
        match revision {
            Some(revision) => format!("{} ({})", self.side, short(revision)),
            None => self.side.clone(),
        }
    }
}

impl ChangedKey {
    fn of(changed: Changed, before: &Merged, after: &Merged) -> Self {
        Self {
            key: changed.path.to_string(),
            change: changed.change(),
            before: changed.before.map(|leaf| Said::of(leaf, before)),
            after: changed.after.map(|leaf| Said::of(leaf, after)),
        }
    }

    fn cells(&self) -> [Text; 5] {
        let (sign, tone) = match self.change {
            Change::Added => ("+", Tone::Good),
            Change::Removed => ("-", Tone::Bad),
            Change::Changed => ("~", Tone::Busy),
        };
        let value =
            |said: &Option<Said>| said.as_ref().map(|it| short(&it.value)).unwrap_or_default();
        [
            Text::toned(sign, tone),
            self.key.clone().into(),
            value(&self.before),
            value(&self.after),
            Text::toned(self.from(), Tone::Quiet),
        ]
    }

    /// Returns the layers: one where both have it from the same.
    fn from(&self) -> String {
        let name = |said: &Option<Said>| said.as_ref().map(|said| said.from.clone());
        match (name(&self.before), name(&self.after)) {
            (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
            (before, after) => after.or(before).unwrap_or_default(),
        }
    }
}

impl Said {
    fn of(leaf: ShownLeaf, merged: &Merged) -> Self {
        let layer = merged.layers.get(leaf.layer);
        Self {
            from: layer.map(|layer| layer.name.clone()).unwrap_or_default(),
            masked: leaf.masked,
            value: leaf.value,
        }
    }
}

impl View for ValuesDiffView {
    const KIND: &'static str = "AddonValuesDiff";

    fn blocks(&self, _wide: bool) -> Blocks {
        let columns = ["", "KEY"].into_iter().map(Column::new);
        let sides = [&self.before, &self.after].map(|side| Column::new(side.side.clone()).shrink());
        let mut table = Table::new(columns.chain(sides).chain([Column::new("FROM")]));
        let rows = self.changes.iter();
        table.rows = rows
            .map(|row| Arc::new(Row::new(row.key.as_str(), row.cells())))
            .collect();
        vec![table.into()]
    }
}
