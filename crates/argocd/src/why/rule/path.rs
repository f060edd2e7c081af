//! The path is not in the repository at that revision.

use super::super::command;
use super::{Cause, Rule, saying};
use crate::why::spec;

/// `app path does not exist`, `app path is not a directory` and `app path outside root` of Argo CD's
/// `util/app/path`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::PathMissing,
    says: &[
        &["app path does not exist"],
        &["app path is not a directory"],
        &["app path outside root"],
        &["app path is absolute"],
    ],
    summary: |case, said| match spec::path_and_revision(case) {
        Some((path, revision)) => format!(
            "Path {path} is not in {} at {revision}",
            spec::repository(case)
        ),
        None => saying("A path is not in the repository", said),
    },
    next: |case, _| {
        vec![command::edit_spec(
            case,
            "push what is missing, or ",
            &spec::field(case, "path"),
        )]
    },
};
