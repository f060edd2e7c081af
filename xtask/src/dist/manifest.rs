//! A krew manifest as krew reads it (pkg/index/types.go), but strict: krew ignores a misspelt field, this does not.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A Plugin.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) metadata: Metadata,
    pub(crate) spec: Spec,
}

/// The Plugin's name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    pub(crate) name: String,
}

/// What krew shows and installs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Spec {
    pub(crate) version: String,
    pub(crate) homepage: String,
    pub(crate) short_description: String,
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) caveats: String,
    pub(crate) platforms: Vec<PlatformEntry>,
}

/// One archive and whom it is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlatformEntry {
    pub(crate) selector: Selector,
    pub(crate) uri: String,
    pub(crate) sha256: String,
    pub(crate) bin: String,
    /// Everything in the archive when absent.
    pub(crate) files: Option<Vec<FileMove>>,
}

/// Labels a machine has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Selector {
    pub(crate) match_labels: BTreeMap<String, String>,
}

/// Which file of the archive is installed where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileMove {
    pub(crate) from: String,
    pub(crate) to: String,
}
