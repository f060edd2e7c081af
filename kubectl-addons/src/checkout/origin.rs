//! Which files are wanted: a repository and a revision.

use std::fmt;

use argocd::application::Source;
use argocd::redact;

/// Where files are, and at which revision they are wanted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A Git repository at a commit, branch or tag.
    Git {
        /// Its address, perhaps with credentials.
        url: String,
        /// Commit, branch, tag or `HEAD`.
        revision: String,
    },
    /// A chart of a Helm repository, or of an OCI registry where the address has no scheme or is `oci://`.
    Chart {
        /// Address of the repository, perhaps with credentials.
        repository: String,
        /// Name of the chart.
        name: String,
        /// Version, or a range of versions.
        version: String,
    },
    /// An artifact of an OCI registry by its whole address (Argo CD 3.1 and later).
    Artifact {
        /// `oci://host/path`.
        url: String,
        /// Tag or digest.
        revision: String,
    },
}

impl Origin {
    /// Returns where the files of a source are, at a revision.
    pub(crate) fn of(source: &Source, revision: &str) -> Self {
        let (url, revision) = (source.repo_url.trim().to_owned(), revision.to_owned());
        match &source.chart {
            Some(name) => Self::Chart {
                repository: url,
                name: name.clone(),
                version: revision,
            },
            None if url.starts_with("oci://") => Self::Artifact { url, revision },
            None => Self::Git { url, revision },
        }
    }
}

impl fmt::Display for Origin {
    /// Writes it as a person names it, without credentials.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let public = redact::without_credentials;
        match self {
            Self::Git { url, revision } if revision.is_empty() => {
                write!(formatter, "{} at HEAD", public(url))
            }
            Self::Git { url, revision } | Self::Artifact { url, revision } => {
                write!(formatter, "{} at {revision}", public(url))
            }
            Self::Chart {
                repository,
                name,
                version,
            } => write!(
                formatter,
                "chart {name} {version} of {}",
                public(repository)
            ),
        }
    }
}

impl fmt::Debug for Origin {
    /// Writes no credentials.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Origin({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: Source, revision: &str) -> String {
        format!("{:?}", Origin::of(&source, revision))
    }

    #[test]
    fn every_kind_of_source_is_told_apart_without_its_credentials() {
        let source = |url: &str, chart: Option<&str>| Source {
            repo_url: url.to_owned(),
            chart: chart.map(str::to_owned),
            ..Source::default()
        };
        assert_eq!(
            of(source("https://me:word@git.example.com/a", None), "main"),
            "Origin(https://git.example.com/a at main)"
        );
        assert_eq!(
            of(source("charts.example.com/team", Some("web")), "1.2.3"),
            "Origin(chart web 1.2.3 of charts.example.com/team)"
        );
        assert_eq!(
            of(source("oci://charts.example.com/web", None), "1.2.3"),
            "Origin(oci://charts.example.com/web at 1.2.3)"
        );
        assert_eq!(
            of(source("git@git.example.com:a.git", None), ""),
            "Origin(git@git.example.com:a.git at HEAD)"
        );
    }
}
