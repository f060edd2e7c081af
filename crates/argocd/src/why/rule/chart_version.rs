//! The chart or its version does not exist in the repository.

use super::super::command;
use super::{Cause, Rule, next, saying};
use crate::why::spec;

/// `chart "x" version "y" not found in` and `improper constraint` of Helm's `pkg/repo` and `pkg/downloader`;
/// `chart 'x' not found in index` and `version 'x' not found in tags` of Argo CD's `util/helm`; `manifest unknown`
/// of registries.
pub(super) const RULE: Rule = Rule {
    cause: Cause::ChartVersionMissing,
    says: &[
        &["chart", "not found in index"],
        &["chart \"", "not found in"],
        &["chart", "version", "not found"],
        &["no version found"],
        &["not found in tags"],
        &["could not locate a version matching"],
        &["no chart version found"],
        &["constraint", "not satisfiable"],
        &["improper constraint"],
        &["invalid revision", "constraint"],
        &["failed to perform", ": not found"],
        &["failed to resolve", ": not found"],
        &["manifest unknown"],
        &["manifest_unknown"],
        &["name unknown"],
        &["unable to locate any tags"],
    ],
    summary: |case, said| match spec::chart_and_version(case) {
        Some((chart, version)) => format!(
            "Chart {chart} {version} is not in {}",
            spec::repository(case)
        ),
        None => saying("The chart or its version is not in the repository", said),
    },
    next: |case, _| {
        vec![
            next(
                "see what it has, of a chart the newest version",
                spec::ask_repository(case),
            ),
            command::edit_spec(
                case,
                "",
                &format!("{} or targetRevision", spec::field(case, "chart")),
            ),
        ]
    },
};
