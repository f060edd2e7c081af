//! The deployed version, and the one Git wants where it is another.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::application::{Application, HistoryEntry, Source};
use crate::sync::SyncStatus;

/// Characters of a commit that are shown.
const SHORT: usize = 7;

/// Deployed and wanted version: of a chart its version, of Git a short revision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Version {
    /// What is deployed; `None` when nothing ever was, or Argo CD does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed: Option<String>,
    /// What Git wants, when that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
}

impl Version {
    /// Reads the versions of an Application's main source.
    pub fn of(application: &Application) -> Self {
        let settled = is_settled(application);
        let history = application.status.last_deployment.as_ref();
        let compared = compared(application);
        let deployed = match (history.and_then(deployed), settled) {
            // What is synced holds the compared version, though it took no deployment.
            (Some(_), true) if is_chart(application) => compared,
            (Some(deployed), _) => Some(deployed),
            (None, true) => compared,
            (None, false) => None,
        };
        let wanted =
            wanted(application).filter(|wanted| !settled && deployed.as_ref() != Some(wanted));
        Self { deployed, wanted }
    }
}

impl fmt::Display for Version {
    /// Writes `9.2.10`, or `9.2.10 → 9.3.0` when Git wants another.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.deployed.as_deref().unwrap_or_default())?;
        match (&self.deployed, &self.wanted) {
            (Some(_), Some(wanted)) => write!(formatter, " → {wanted}"),
            (None, Some(wanted)) => write!(formatter, "→ {wanted}"),
            (_, None) => Ok(()),
        }
    }
}

/// Returns whether the cluster holds what the spec, as it is now, wants.
fn is_settled(application: &Application) -> bool {
    application.status.sync.status == Some(SyncStatus::Synced) && !application.has_uncompared_spec()
}

fn is_chart(application: &Application) -> bool {
    application
        .main_source()
        .is_some_and(|source| source.chart.is_some())
}

fn deployed(entry: &HistoryEntry) -> Option<String> {
    let sources = entry.sources();
    let index = sources
        .iter()
        .position(|source| source.renders())
        .unwrap_or(0);
    shown(sources.get(index)?, entry.revision_of(index))
}

fn compared(application: &Application) -> Option<String> {
    let index = application.main_source_index();
    let revision = application.status.sync.revision_of(index);
    shown(application.main_source()?, revision)
}

/// A chart's exact version is wanted as soon as it is written; what a range or a branch
/// comes to is known once Argo CD has compared it.
fn wanted(application: &Application) -> Option<String> {
    let source = application.main_source()?;
    match source.chart.is_some() && is_exact(&source.target_revision) {
        true => Some(source.target_revision.clone()),
        false => compared(application),
    }
}

/// Returns whether a chart's target is one version and no range.
fn is_exact(target: &str) -> bool {
    let number = target.trim_start_matches('v');
    let core = number.split(['-', '+']).next().unwrap_or_default();
    let parts = core.split('.');
    parts.clone().count() == 3 && parts.into_iter().all(|part| part.parse::<u64>().is_ok())
}

/// Returns a revision as it is shown: a chart's as it is, a commit's first characters,
/// of an OCI artifact the tag that was asked for, since its revision is a digest.
pub(super) fn shown(source: &Source, revision: &str) -> Option<String> {
    let is_commit = revision.len() == 40 && revision.chars().all(|c| c.is_ascii_hexdigit());
    let shown = match revision {
        commit if is_commit && source.chart.is_none() => &commit[..SHORT],
        digest if digest.starts_with("sha256:") && !source.target_revision.is_empty() => {
            &source.target_revision
        }
        other => other,
    };
    (!shown.is_empty()).then(|| shown.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const OLD: &str = "0123456789abcdef0123456789abcdef01234567";
    const NEW: &str = "fedcba9876543210fedcba9876543210fedcba98";

    fn version(spec: Value, status: Value) -> String {
        let application = Application::from_value(
            &json!({"metadata": {"name": "web"}, "spec": spec, "status": status}),
        );
        Version::of(&application.unwrap()).to_string()
    }

    fn chart(target: &str) -> Value {
        json!({"repoURL": "https://charts.example.com", "chart": "web", "targetRevision": target})
    }

    fn git() -> Value {
        json!({"repoURL": "https://git.example.com/a", "path": "web", "targetRevision": "main"})
    }

    fn status(source: Value, sync: &str, revision: &str, deployed: &str) -> Value {
        json!({
            "sync": {"status": sync, "revision": revision, "comparedTo": {"source": source.clone()}},
            "history": [{"source": source, "revision": deployed}],
        })
    }

    #[test]
    fn a_deployed_chart_shows_its_version() {
        let source = chart("9.2.10");
        let status = status(source.clone(), "Synced", "9.2.10", "9.2.10");
        assert_eq!(version(json!({"source": source}), status), "9.2.10");
    }

    #[test]
    fn a_chart_that_git_wants_newer_shows_both() {
        let status = status(chart("9.2.10"), "Synced", "9.2.10", "9.2.10");
        assert_eq!(
            version(json!({"source": chart("9.3.0")}), status),
            "9.2.10 → 9.3.0"
        );
    }

    #[test]
    fn a_range_counts_once_it_was_compared() {
        let of = |sync| {
            let status = status(chart("9.*"), sync, "9.3.0", "9.2.10");
            version(json!({"source": chart("9.*")}), status)
        };
        assert_eq!(of("OutOfSync"), "9.2.10 → 9.3.0");
        assert_eq!(of("Synced"), "9.3.0");
    }

    #[test]
    fn git_shows_short_revisions_and_a_commit_that_changes_nothing_is_not_wanted() {
        let of = |sync| version(json!({"source": git()}), status(git(), sync, NEW, OLD));
        assert_eq!(of("Synced"), "0123456");
        assert_eq!(of("OutOfSync"), "0123456 → fedcba9");
    }

    #[test]
    fn what_was_never_deployed_shows_what_is_wanted() {
        let fresh = json!({"sync": {"status": "OutOfSync", "revision": "9.3.0"}});
        assert_eq!(version(json!({"source": chart("9.3.0")}), fresh), "→ 9.3.0");
        assert_eq!(version(json!({}), json!({})), "");
    }

    #[test]
    fn without_history_what_is_synced_is_deployed() {
        let synced = json!({"sync": {"status": "Synced", "revision": "9.3.0",
                                     "comparedTo": {"source": chart("9.*")}}});
        assert_eq!(version(json!({"source": chart("9.*")}), synced), "9.3.0");
    }

    #[test]
    fn of_several_sources_the_one_that_renders_counts() {
        let values = json!({"repoURL": "https://git.example.com/v", "ref": "values"});
        let sources = json!([values, chart("9.2.10")]);
        let status = json!({
            "sync": {"status": "Synced", "revisions": [NEW, "9.2.10"], "comparedTo": {"sources": sources}},
            "history": [{"sources": sources, "revisions": [OLD, "9.2.10"]}],
        });
        assert_eq!(version(json!({"sources": sources}), status), "9.2.10");
    }

    #[test]
    fn an_oci_artifact_shows_its_tag() {
        let source = json!({"repoURL": "oci://registry.example.com/web", "path": ".", "targetRevision": "1.4.0"});
        let digest = "sha256:0123456789abcdef";
        let status = status(source.clone(), "Synced", digest, digest);
        assert_eq!(version(json!({"source": source}), status), "1.4.0");
    }

    #[test]
    fn only_three_numbers_are_an_exact_version() {
        for exact in ["1.2.3", "v1.2.3", "1.2.3-rc.1+build"] {
            assert!(is_exact(exact), "{exact}");
        }
        for range in ["1.2", "1.2.x", "^1.2.3", ">=1.2.3", "*", "", "1.2.3.4"] {
            assert!(!is_exact(range), "{range}");
        }
    }
}
