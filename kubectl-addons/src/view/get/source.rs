//! One source of an add-on: repository, chart or path, and the revision it stands at.

use argocd::application::{Application, Source};
use schemars::JsonSchema;
use serde::Serialize;

/// One source of an add-on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SourceFacts {
    /// Repository URL, without credentials.
    repository: String,
    /// Name of the chart.
    chart: Option<String>,
    /// Path in the repository.
    path: Option<String>,
    /// The version, branch, tag or commit that is wanted; empty for HEAD.
    target_revision: String,
    /// The revision it was last compared with; empty before that.
    revision: String,
    /// The name by which other sources refer to its files.
    r#ref: Option<String>,
    /// Name of the Helm release, where it is not that of the Application.
    pub(super) release_name: Option<String>,
}

/// Returns the sources in force, in their order.
pub(super) fn sources(application: &Application) -> Vec<SourceFacts> {
    let revision = |index| application.status.sync.revision_of(index);
    let sources = application.sources().into_iter().enumerate();
    sources
        .map(|(index, source)| SourceFacts::of(source, revision(index)))
        .collect()
}

impl SourceFacts {
    fn of(source: &Source, revision: &str) -> Self {
        Self {
            repository: argocd::redact::without_credentials(&source.repo_url),
            chart: source.chart.clone(),
            path: source.path.clone(),
            target_revision: source.target_revision.clone(),
            revision: revision.to_owned(),
            r#ref: source.r#ref.clone(),
            release_name: source
                .helm
                .as_ref()
                .and_then(|helm| helm.release_name.clone()),
        }
    }

    /// Returns the source as one line.
    pub(super) fn line(&self) -> String {
        let what = match (&self.chart, &self.path, &self.r#ref) {
            (Some(chart), _, _) => format!("chart {chart} "),
            (None, Some(path), _) => format!("path {path} "),
            (None, None, Some(name)) => format!("files lent as ${name} "),
            (None, None, None) => String::new(),
        };
        format!("{what}of {} at {}", self.repository, self.at())
    }

    fn at(&self) -> String {
        let target = match self.target_revision.as_str() {
            "" => "HEAD",
            target => target,
        };
        match short(&self.revision) {
            _ if self.revision == target || self.chart.is_some() => target.to_owned(),
            "" => target.to_owned(),
            short => format!("{target} ({short})"),
        }
    }
}

/// Returns a commit or a digest by its first seven digits, and a branch, which a hydrator writes, whole.
fn short(revision: &str) -> &str {
    let digits = revision.strip_prefix("sha256:").unwrap_or(revision);
    let is_digest = digits.len() >= 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match is_digest {
        true => &revision[..revision.len() - digits.len() + 7],
        false => revision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_no_commit() {
        let commit = "d77ee5193040d9c03217e79787349e53238fb05e";
        assert_eq!(short(commit), "d77ee51");
        assert_eq!(
            short(&format!("sha256:{commit}{}", &commit[..24])),
            "sha256:d77ee51"
        );
        assert_eq!(short("environments/live"), "environments/live");
        assert_eq!(short(""), "");
    }
}
