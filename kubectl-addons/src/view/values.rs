//! The answer of `values`: the merged values of an add-on, masked, and the layer of each.

pub(super) mod lines;

use std::collections::BTreeMap;

use argocd::application::Application;
use argocd::redact::without_credentials;
use argocd::snapshot::Gap;
use argocd::values::{KeyPath, Layer, Merged, ShownLeaf};
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::layering::Layered;

/// How many differing keys are named on standard error.
const NAMED: usize = 5;

/// How values are written for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Written {
    /// As a values file.
    #[default]
    Plain,
    /// As a values file, each value with its layer in a comment.
    WithOrigins,
    /// One row a value.
    Rows,
}

/// The values of one add-on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ValuesView {
    /// Name of the Application.
    addon: String,
    /// Its namespace.
    namespace: String,
    /// `deployed`, `desired`, or the id of a deployment.
    side: String,
    /// Where the chart comes from.
    source: ValuesSource,
    /// The layers, the lowest first.
    layers: Vec<Layer>,
    /// The values, secrets masked.
    values: Value,
    /// Position in `layers` of the layer that each key comes from.
    origins: BTreeMap<String, usize>,
    /// Keys whose values are masked, in whole or in part.
    masked: Vec<String>,
    /// Keys whose values are sealed in Git.
    sealed: Vec<String>,
    /// Keys in which what is deployed and what Git wants differ; none: it could not be said, or was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    differs: Option<Vec<String>>,
    /// What could not be had.
    gaps: Vec<Gap>,
    #[serde(skip)]
    leaves: Vec<ShownLeaf>,
    #[serde(skip)]
    written: Written,
}

/// The source that values belong to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ValuesSource {
    /// Repository URL, without credentials.
    repository: String,
    /// Name of the chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    chart: Option<String>,
    /// Path in the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The version, branch, tag or commit that is wanted; empty for HEAD.
    target_revision: String,
    /// Commit or chart version that the values are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<String>,
}

impl ValuesView {
    /// Tells of the values of one side of an add-on.
    pub(crate) fn new(
        application: &Application,
        side: &str,
        layered: &Layered,
        differs: Option<Vec<String>>,
    ) -> Self {
        let source = &layered.source.source;
        Self {
            addon: application.metadata.name.clone(),
            namespace: application.metadata.namespace.clone(),
            side: side.to_owned(),
            source: ValuesSource {
                repository: without_credentials(&source.repo_url),
                chart: source.chart.clone(),
                path: source.path.clone(),
                target_revision: source.target_revision.clone(),
                revision: layered.source.revision.clone(),
            },
            layers: layered.merged.layers.clone(),
            values: layered.merged.masked(),
            differs,
            gaps: layered.gaps.clone(),
            origins: BTreeMap::new(),
            masked: Vec::new(),
            sealed: Vec::new(),
            leaves: Vec::new(),
            written: Written::default(),
        }
        .with_leaves(layered.merged.leaves())
    }

    /// Returns it written in another way.
    #[must_use]
    pub(crate) fn written(self, written: Written) -> Self {
        Self { written, ..self }
    }

    /// Keeps what a key leads to.
    ///
    /// # Errors
    /// There is no such key.
    pub(crate) fn narrowed(self, key: &KeyPath, merged: &Merged) -> anyhow::Result<Self> {
        let found = key.find(&self.values).cloned().zip(merged.narrowed(key));
        let (values, leaves) = found.ok_or_else(|| self.no_such_key(key))?;
        let within = |other: &String| other.parse().is_ok_and(|other| key.leads_to(&other));
        let differs = self.differs.clone();
        let differs = differs.map(|keys| keys.into_iter().filter(within).collect());
        let narrowed = Self {
            values,
            differs,
            ..self
        };
        Ok(narrowed.with_leaves(leaves).below(key))
    }

    /// Returns what could not be had.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns what is worth saying beside the values.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let nothing = self.leaves.is_empty() && self.gaps.is_empty();
        let nothing = nothing.then(|| {
            format!(
                "{} lays no values over its chart's own; see those with --all",
                self.addon
            )
        });
        let sealed = match self.sealed.len() {
            0 => None,
            1 => Some("1 value is sealed in Git, and masked here".to_owned()),
            count => Some(format!("{count} values are sealed in Git, and masked here")),
        };
        nothing
            .into_iter()
            .chain(sealed)
            .chain(self.difference())
            .collect()
    }

    fn difference(&self) -> Option<String> {
        let keys = self.differs.as_ref().filter(|keys| !keys.is_empty())?;
        let named = keys[..keys.len().min(NAMED)].join(", ");
        let more = match keys.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!(
            "what is deployed and what Git wants differ in {named}{more}; see how: kubectl addons values {} --diff \
             deployed desired",
            quoted(&self.addon)
        ))
    }

    fn with_leaves(self, leaves: Vec<ShownLeaf>) -> Self {
        let keys = |fits: fn(&&ShownLeaf) -> bool| {
            let fitting = leaves.iter().filter(fits);
            fitting.map(|leaf| leaf.path.to_string()).collect()
        };
        Self {
            origins: leaves
                .iter()
                .map(|leaf| (leaf.path.to_string(), leaf.layer))
                .collect(),
            masked: keys(|leaf| leaf.masked),
            sealed: keys(|leaf| leaf.sealed),
            leaves,
            ..self
        }
    }

    /// Makes the ways to the leaves those below a key.
    fn below(mut self, key: &KeyPath) -> Self {
        let values = &self.values;
        for leaf in &mut self.leaves {
            leaf.path.0.drain(..key.0.len().min(leaf.path.0.len()));
            if leaf.path.0.is_empty() {
                leaf.value = values.clone();
            }
        }
        self
    }

    fn no_such_key(&self, key: &KeyPath) -> anyhow::Error {
        let text = key.to_string();
        let known: Vec<String> = self
            .leaves
            .iter()
            .flat_map(|leaf| ways(&leaf.path))
            .collect();
        let near = argocd::nearest::nearest(&text, known.iter().map(String::as_str), 3);
        let failure = Failure::new(format!("{} has no value {text}", self.addon));
        let failure = match near.is_empty() {
            true => failure,
            false => failure.next(format!("did you mean {}?", near.join(", "))),
        };
        failure
            .next("the chart's own values are searched with --all")
            .exit(Exit::NotFound)
            .into()
    }

    fn rows(&self) -> Table {
        let columns = [
            Column::new("Key"),
            Column::new("Value").shrink(),
            Column::new("From"),
            Column::new("Read from").wide().shrink(),
        ];
        let mut table = Table::new(columns);
        for leaf in &self.leaves {
            let layer = self.layers.get(leaf.layer);
            let name = layer.map(|layer| layer.name.clone()).unwrap_or_default();
            let place = layer.and_then(|layer| layer.place.clone());
            let key = leaf.path.to_string();
            let from = Text::toned(name, Tone::Quiet);
            let place = Text::toned(place.unwrap_or_default(), Tone::Quiet);
            table.push(
                key.clone(),
                [key.into(), lines::short(&leaf.value), from, place],
            );
        }
        table
    }
}

/// Returns the ways to a key and to all above it.
fn ways(path: &KeyPath) -> Vec<String> {
    let lengths = 1..=path.0.len();
    lengths
        .map(|length| KeyPath(path.0[..length].to_vec()).to_string())
        .collect()
}

impl View for ValuesView {
    const KIND: &'static str = "AddonValues";

    fn blocks(&self, _wide: bool) -> Blocks {
        match self.written {
            Written::Rows => vec![self.rows().into()],
            Written::Plain => vec![Block::lines(lines::lines(&self.leaves, &self.values, None))],
            Written::WithOrigins => {
                vec![Block::lines(lines::lines(
                    &self.leaves,
                    &self.values,
                    Some(&self.layers),
                ))]
            }
        }
    }
}
