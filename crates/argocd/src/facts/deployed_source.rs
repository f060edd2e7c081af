//! One source of a deployment, at the revision that was deployed.

use schemars::JsonSchema;
use serde::Serialize;

/// A chart or a path in Git that was deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeployedSource {
    /// Name of the chart, else the last element of the path or of the repository.
    pub name: String,
    /// Repository URL without credentials.
    pub repository: String,
    /// Version as it is shown: a chart's, else a short commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The whole revision: a chart version, a commit or a digest.
    pub revision: String,
    /// What was asked for: a branch, a tag, a version or a range.
    pub target_revision: String,
    /// Whether manifests come from it; one that only lends files has none.
    #[serde(skip)]
    pub renders: bool,
}
