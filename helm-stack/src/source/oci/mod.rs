//! Charts in OCI registries (Helm's `pkg/registry`): a repository is one chart, its tags are the chart's versions.

mod challenge;
mod registry;

use std::cell::RefCell;

use plugin_kit::failure::{Explain, Failure};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::choice::{Choice, choose, no_such_chart};
use super::client::{Deadlines, Tls, client, is_loopback};
use super::credentials;
use super::environment::Environment;
use super::version::Wanted;
use crate::chart::Metadata;
use registry::Registry;

/// Media type of a chart's configuration, which is its Chart.yaml in JSON.
const CHART_CONFIG: &str = "application/vnd.cncf.helm.config.v1+json";

/// A chart in a registry.
pub(super) struct OciChart {
    registry: Registry,
    /// `oci://host/path`, for sentences.
    place: String,
    chart: String,
}

/// A manifest or an index of manifests, as far as it is needed.
#[derive(Deserialize)]
struct Manifest {
    config: Option<Descriptor>,
    manifests: Option<Vec<Descriptor>>,
}

/// What points at a blob or manifest.
#[derive(Deserialize)]
struct Descriptor {
    #[serde(rename = "mediaType")]
    media_type: String,
    digest: String,
}

impl OciChart {
    /// Makes a chart of `host/path` and its name; plain HTTP is spoken with this machine alone.
    ///
    /// # Errors
    /// An address that is none, or credentials that cannot be read.
    pub(super) fn new(
        path: &str,
        chart: &str,
        environment: &Environment,
        deadlines: Deadlines,
    ) -> anyhow::Result<Self> {
        let place = format!("oci://{path}");
        let (host, folder) = path.split_once('/').unwrap_or((path, ""));
        let base = base(host).doing(format!("reading the address {place}"))?;
        Ok(Self {
            registry: Registry {
                client: client(&base, &Tls::default(), deadlines)?,
                base,
                repository: [folder, chart]
                    .iter()
                    .filter(|part| !part.is_empty())
                    .copied()
                    .collect::<Vec<_>>()
                    .join("/"),
                login: credentials::login(host, environment)?,
                shown: RefCell::default(),
            },
            place,
            chart: chart.to_owned(),
        })
    }

    /// Finds a version.
    ///
    /// # Errors
    /// No such chart or version, or a registry that cannot be asked.
    pub(super) async fn find(&self, wanted: &Wanted<'_>) -> anyhow::Result<(Metadata, Choice)> {
        let doing = || format!("reading {}/{}", self.place, self.chart);
        self.find_version(wanted).await.doing(doing())
    }

    async fn find_version(&self, wanted: &Wanted<'_>) -> anyhow::Result<(Metadata, Choice)> {
        if let Wanted::Fitting(version) = wanted
            && semver::Version::parse(version).is_ok()
            && let Some(manifest) = self.registry.manifest(&tag(version)).await?
        {
            let choice = Choice {
                version: (*version).to_owned(),
                newest: None,
            };
            return Ok((self.metadata(&manifest).await?, choice));
        }
        let tags = self.registry.tags().await?;
        let tags = tags.ok_or_else(|| no_such_chart(&self.chart, &self.place, []))?;
        let versions: Vec<String> = tags.iter().map(|tag| tag.replace('_', "+")).collect();
        // Helm takes strict versions alone for those of a chart: other tags are something else.
        let strict = versions
            .iter()
            .filter(|version| semver::Version::parse(version).is_ok());
        let choice = choose(strict.map(String::as_str), wanted, &self.chart, &self.place)?;
        let manifest = self.registry.manifest(&tag(&choice.version)).await?;
        let manifest = manifest.ok_or_else(|| {
            Failure::new(format!(
                "it lists the tag {}, and has nothing there",
                tag(&choice.version)
            ))
            .next("try again: it may just have been removed")
        })?;
        Ok((self.metadata(&manifest).await?, choice))
    }

    /// Reads what a chart says about itself out of its manifest's configuration.
    async fn metadata(&self, manifest: &[u8]) -> anyhow::Result<Metadata> {
        let mut manifest = self.parse(manifest)?;
        if manifest.config.is_none()
            && let Some(first) = manifest.manifests.as_deref().and_then(<[_]>::first)
        {
            let inner = self
                .registry
                .manifest(&first.digest)
                .await?
                .unwrap_or_default();
            self.check_digest(&inner, &first.digest)?;
            manifest = self.parse(&inner)?;
        }
        let config = manifest
            .config
            .filter(|config| config.media_type == CHART_CONFIG);
        let config = config.ok_or_else(|| self.no_chart())?;
        let bytes = self.registry.blob(&config.digest).await?;
        self.check_digest(&bytes, &config.digest)?;
        serde_json::from_slice(&bytes).map_err(|_| self.no_chart().into())
    }

    fn parse(&self, manifest: &[u8]) -> anyhow::Result<Manifest> {
        serde_json::from_slice(manifest).map_err(|_| self.no_chart().into())
    }

    fn check_digest(&self, bytes: &[u8], digest: &str) -> anyhow::Result<()> {
        let hash: String = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        match digest == format!("sha256:{hash}") {
            true => Ok(()),
            false => Err(
                Failure::new(format!("the registry sent other bytes than {digest}"))
                    .next("try again; where it stays so, do not trust that registry")
                    .into(),
            ),
        }
    }

    fn no_chart(&self) -> Failure {
        Failure::new("what lies there is no Helm chart")
            .next("check the path: container images live beside charts in many registries")
    }
}

/// Registries take no `+` in tags; Helm writes `_` in its place.
fn tag(version: &str) -> String {
    version.replace('+', "_")
}

fn base(host: &str) -> anyhow::Result<Url> {
    // Docker's hub answers its API at a host of another name.
    let host = if host == "docker.io" {
        "registry-1.docker.io"
    } else {
        host
    };
    let secure = Url::parse(&format!("https://{host}/"))?;
    match is_loopback(&secure) {
        true => Ok(Url::parse(&format!("http://{host}/"))?),
        false => Ok(secure),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
