//! Where an Application's manifests come from.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::Fingerprint;

/// One source: a chart of a repository, a path of a Git repository, or files lent to others.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    /// Repository URL, as the Application has it (may carry user information).
    #[serde(rename = "repoURL")]
    pub repo_url: String,
    /// Path in a Git repository.
    #[serde(deserialize_with = "empty_as_none")]
    pub path: Option<String>,
    /// Revision wanted: branch, tag, commit, chart version or range.
    pub target_revision: String,
    /// Chart name in a Helm or OCI repository.
    #[serde(deserialize_with = "empty_as_none")]
    pub chart: Option<String>,
    /// Name under which this source lends files to the others (`$ref/path`).
    #[serde(deserialize_with = "empty_as_none")]
    pub r#ref: Option<String>,
    /// Name of this source among several.
    #[serde(deserialize_with = "empty_as_none")]
    pub name: Option<String>,
    /// Helm's settings.
    pub helm: Option<Helm>,
    /// Kustomize's settings.
    pub kustomize: Option<Fingerprint>,
    /// Settings of a plain directory.
    pub directory: Option<Fingerprint>,
    /// Settings of a config management plugin.
    pub plugin: Option<Fingerprint>,
}

fn empty_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Helm's settings of a source: the release name, and all of it as a fingerprint,
/// so that a list need not keep every add-on's values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Helm {
    /// Release name, when it is not the Application's name.
    pub release_name: Option<String>,
    /// Everything, the values included.
    pub fingerprint: Fingerprint,
}

impl<'de> Deserialize<'de> for Helm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HelmVisitor)
    }
}

struct HelmVisitor;

impl<'de> Visitor<'de> for HelmVisitor {
    type Value = Helm;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the helm settings of a source")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Helm, A::Error> {
        let mut helm = Helm::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "releaseName" {
                let name: Option<String> = map.next_value()?;
                helm.fingerprint
                    .add_entry(&key, Fingerprint::of_text(name.as_deref().unwrap_or("")));
                helm.release_name = name.filter(|name| !name.is_empty());
            } else {
                helm.fingerprint.add_entry(&key, map.next_value()?);
            }
        }
        Ok(helm)
    }
}

/// Source hydrator: a dry source rendered into a branch that is then deployed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Hydrator {
    /// Where the manifests are rendered from.
    pub dry_source: Source,
    /// Branch and path they are deployed from.
    pub sync_source: SyncSource,
}

/// Branch and path that a hydrator's output is deployed from.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncSource {
    /// Branch that is deployed.
    pub target_branch: String,
    /// Path in it.
    pub path: String,
    /// Repository, when it is not the dry source's (since Argo CD 3.5).
    #[serde(rename = "repoURL")]
    pub repo_url: String,
}

impl Source {
    /// Returns whether it renders anything; one that only lends files (`ref`) has no chart and no path.
    pub fn renders(&self) -> bool {
        self.chart.is_some() || self.path.is_some()
    }

    /// Returns whether two sources are the same to Argo CD, to which an empty setting and
    /// an absent one are equal (`ApplicationSource.Equals` on values that have lost what is empty).
    pub fn is_same_as(&self, other: &Self) -> bool {
        let parts = |source: &Self| {
            let helm = source.helm.as_ref().map(|helm| helm.fingerprint);
            [helm, source.kustomize, source.directory, source.plugin].map(Fingerprint::of_setting)
        };
        self.repo_url == other.repo_url
            && self.path == other.path
            && self.target_revision == other.target_revision
            && self.chart == other.chart
            && self.r#ref == other.r#ref
            && self.name == other.name
            && parts(self) == parts(other)
    }
}

impl Hydrator {
    /// Returns the source that is deployed: what the hydrator wrote (`GetSyncSource`).
    pub fn deployed_source(&self) -> Source {
        let repo_url = match self.sync_source.repo_url.as_str() {
            "" => &self.dry_source.repo_url,
            other => other,
        };
        Source {
            repo_url: repo_url.to_owned(),
            path: Some(self.sync_source.path.clone()).filter(|path| !path.is_empty()),
            target_revision: self.sync_source.target_branch.clone(),
            ..Source::default()
        }
    }
}
