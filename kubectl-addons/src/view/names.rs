//! The answer of `list -o name` when names are all that is asked for.

use plugin_kit::shape::{Block, Blocks};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

use crate::reader::NamedApplication;

/// Names alone.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NamesView {
    /// The add-ons, as `namespace/name` of their Applications.
    names: Vec<String>,
}

impl NamesView {
    /// Shows Applications by namespace and name.
    pub(crate) fn new(applications: &[NamedApplication]) -> Self {
        let qualified = |named: &NamedApplication| format!("{}/{}", named.namespace, named.name);
        Self {
            names: applications.iter().map(qualified).collect(),
        }
    }
}

impl View for NamesView {
    const KIND: &'static str = "AddonNames";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::lines(self.names.clone())]
    }

    fn names(&self) -> Vec<String> {
        self.names.clone()
    }
}
