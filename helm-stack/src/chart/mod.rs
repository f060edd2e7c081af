//! Charts: what they say about themselves, and those that lie in a folder. Rendering them is Helm's matter.

pub(crate) mod folder;

use plugin_kit::failure::{Exit, Failure};
use serde::Deserialize;

/// What a chart says about itself: `Chart.yaml` (Helm's `pkg/chart/v2/metadata.go`), as far as it is needed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Metadata {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Version of what it installs.
    pub app_version: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// `application`, which is also meant where it is not said, or `library`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether its makers advise against it.
    pub deprecated: Option<bool>,
}

impl Metadata {
    /// Refuses a chart that holds nothing to deploy.
    ///
    /// # Errors
    /// A library chart.
    pub(crate) fn check_deployable(&self) -> anyhow::Result<()> {
        match self.kind.as_deref() {
            Some("library") => Err(Failure::new(format!(
                "{} is a library chart: it holds nothing to deploy",
                self.name
            ))
            .next("add a chart that uses it")
            .exit(Exit::Usage)
            .into()),
            _ => Ok(()),
        }
    }
}
