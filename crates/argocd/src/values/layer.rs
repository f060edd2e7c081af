//! Where values come from: one layer over the other.

use schemars::JsonSchema;
use serde::Serialize;

/// What kind of layer it is; those that come later win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LayerKind {
    /// The chart's own values, or those of a chart in it.
    Defaults,
    /// A file of `helm.valueFiles`.
    ValueFile,
    /// The text `helm.values`.
    Values,
    /// The object `helm.valuesObject`, which puts `helm.values` out of force.
    ValuesObject,
    /// One of `helm.parameters`.
    Parameter,
    /// One of `helm.fileParameters`.
    FileParameter,
}

/// One layer of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Layer {
    /// What kind of layer it is.
    pub kind: LayerKind,
    /// What it is called: the file as the Application names it, `values`, `parameters`, the chart.
    pub name: String,
    /// Where it was read from, as `path of repository at revision`; none: it stands in the Application itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Layer {
    /// Returns a layer that stands in the Application itself.
    pub fn inline(kind: LayerKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            place: None,
        }
    }

    /// Returns the layer with the place it was read from.
    #[must_use]
    pub fn read_from(self, place: impl Into<String>) -> Self {
        Self {
            place: Some(place.into()),
            ..self
        }
    }
}
