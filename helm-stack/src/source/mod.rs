//! Where charts come from: Helm repositories, OCI registries, Git, folders. From what a person types to one exact version
//! of a chart that is really there.
//!
//! Nothing is downloaded but indexes, tags and what a chart says about itself; rendering is Helm's matter. What comes from
//! outside is hostile input: limited in size, never trusted for more than it is.

mod choice;
mod client;
mod credentials;
mod cut;
pub(crate) mod environment;
#[cfg(test)]
mod fake;
mod fetch;
mod git;
mod http;
mod index;
mod oci;
mod range;
mod reference;
mod repositories;
mod secret;
#[cfg(test)]
mod told;
mod version;

use plugin_kit::failure::{Exit, Explain, Failure};
use stack::member::Repository;
use url::Url;

use crate::chart::{Metadata, folder};
use choice::Choice;
use client::Deadlines;
use environment::Environment;
use http::HttpRepository;
use oci::OciChart;
pub(crate) use reference::ChartReference;
use repositories::Repositories;
use version::Wanted;

/// A chart that is there.
#[derive(Debug)]
pub(crate) struct FoundChart {
    /// What it says about itself; its version is exact, as its source writes it.
    pub metadata: Metadata,
    /// Where it comes from.
    pub repository: Repository,
    /// The newest stable version, where that is another and known.
    pub newest: Option<String>,
    /// Its files, where it comes from a folder of this machine and has to travel with the stack.
    pub files: Option<stack::files::Files>,
}

impl FoundChart {
    /// Returns what `chart:` of `stack.yaml` says: its name, in a Git repository its folder.
    pub(crate) fn written(&self) -> &str {
        match &self.repository {
            Repository::Git { path, .. } => path,
            _ => &self.metadata.name,
        }
    }
}

/// Finds a chart and one version of it: what `version` says, exactly or as a range, else the newest stable one.
///
/// # Errors
/// No such repository, chart or version, each with what there is instead; a source that refuses, is not there or sends
/// nonsense.
pub(crate) async fn resolve(
    reference: &ChartReference,
    version: Option<&str>,
    environment: &Environment,
) -> anyhow::Result<FoundChart> {
    let repositories = Repositories::read(environment.repositories.as_deref())?;
    let found = match reference {
        ChartReference::Named { repository, chart } => {
            let entry = repositories.named(repository)?;
            match ChartReference::of_repository(chart, &entry.url).doing(format!(
                "reading the address of Helm's repository {repository}"
            ))? {
                ChartReference::Oci { path, chart, .. } => {
                    oci(&path, &chart, None, version, environment).await
                }
                ChartReference::Http { repository, chart } => {
                    http(repository, &chart, version, &repositories).await
                }
                _ => Err(Failure::new(format!(
                    "Helm's repository {repository} is of no kind that holds charts"
                ))
                .into()),
            }
        }
        ChartReference::Http { repository, chart } => {
            http(repository.clone(), chart, version, &repositories).await
        }
        ChartReference::Oci {
            path,
            chart,
            version: named,
        } => oci(path, chart, named.as_deref(), version, environment).await,
        ChartReference::Archive(url) => archive(url, version, &repositories).await,
        ChartReference::Folder(path) => local(path, version),
        ChartReference::Git { url, path } => git::find(url, path, version),
    }?;
    found.metadata.check_deployable()?;
    Ok(found)
}

fn known<'a>(url: Url, repositories: &'a Repositories) -> HttpRepository<'a> {
    HttpRepository {
        known: repositories.at(url.as_str()),
        url,
        deadlines: Deadlines::default(),
    }
}

async fn http(
    url: Url,
    chart: &str,
    version: Option<&str>,
    repositories: &Repositories,
) -> anyhow::Result<FoundChart> {
    let repository = known(url, repositories);
    let (entry, choice) = repository.find(chart, &Wanted::of(version)).await?;
    Ok(FoundChart {
        metadata: Metadata {
            name: chart.to_owned(),
            ..entry.metadata
        },
        repository: Repository::Http(repository.address()),
        newest: choice.newest,
        files: None,
    })
}

async fn oci(
    path: &str,
    chart: &str,
    named: Option<&str>,
    version: Option<&str>,
    environment: &Environment,
) -> anyhow::Result<FoundChart> {
    if let (Some(named), Some(version)) = (named, version)
        && named != version
    {
        return Err(two_versions(named, version));
    }
    let source = OciChart::new(path, chart, environment, Deadlines::default())?;
    let (metadata, choice) = source.find(&Wanted::of(version.or(named))).await?;
    let Choice { version, newest } = choice;
    Ok(FoundChart {
        metadata: Metadata {
            name: chart.to_owned(),
            version,
            ..metadata
        },
        repository: Repository::Oci(path.to_owned()),
        newest,
        files: None,
    })
}

/// Finds the repository an archive belongs to: its folder, or the one above where that is called `charts`.
async fn archive(
    url: &Url,
    version: Option<&str>,
    repositories: &Repositories,
) -> anyhow::Result<FoundChart> {
    let parent = url.join(".").doing("reading the address of the archive")?;
    let above = parent
        .path()
        .ends_with("/charts/")
        .then(|| parent.join(".."))
        .transpose();
    let above = above.doing("reading the address of the archive")?;
    let mut failures = Vec::new();
    for place in [Some(parent), above].into_iter().flatten() {
        let repository = known(place, repositories);
        match repository.find_archive(url).await {
            Ok((name, entry)) => return of_archive(&repository, name, entry, version),
            Err(failure) => failures.push(failure),
        }
    }
    let first = failures.into_iter().next().map_or(Ok(()), Err);
    first
        .doing("finding the repository this archive belongs to")
        .next("name the repository and the chart: --chart CHART --repository URL")?;
    Err(Failure::new("this archive belongs to no repository").into())
}

fn of_archive(
    repository: &HttpRepository<'_>,
    name: String,
    entry: index::Entry,
    version: Option<&str>,
) -> anyhow::Result<FoundChart> {
    let there = &entry.metadata.version;
    if let Some(version) = version.filter(|version| version != there) {
        return Err(two_versions(there, version));
    }
    Ok(FoundChart {
        metadata: Metadata {
            name,
            ..entry.metadata
        },
        repository: Repository::Http(repository.address()),
        newest: None,
        files: None,
    })
}

fn two_versions(there: &str, wanted: &str) -> anyhow::Error {
    Failure::new(format!(
        "the chart's address says version {there}, and --version {wanted}"
    ))
    .next("leave one of them out")
    .exit(Exit::Usage)
    .into()
}

fn local(path: &std::path::Path, version: Option<&str>) -> anyhow::Result<FoundChart> {
    let chart = folder::read(path)?;
    let there = &chart.metadata.version;
    if let Some(version) = version.filter(|version| version != there) {
        return Err(Failure::new(format!(
            "the chart in {} has version {there}, not {version}",
            path.display()
        ))
        .next("leave out --version, or mend Chart.yaml")
        .exit(Exit::NotFound)
        .into());
    }
    Ok(FoundChart {
        repository: Repository::Local(format!("charts/{}", chart.metadata.name)),
        metadata: chart.metadata,
        newest: None,
        files: Some(chart.files),
    })
}
