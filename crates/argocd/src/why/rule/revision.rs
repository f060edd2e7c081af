//! The branch, tag or commit does not exist.

use super::super::command;
use super::{Cause, Rule, next, saying};
use crate::why::spec;

/// `unable to resolve 'x' to a commit SHA` of Argo CD's `util/git`; `couldn't find remote ref` and `reference not
/// found` of Git and go-git; `cannot get digest for revision` of Argo CD's `util/oci`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::RevisionMissing,
    says: &[
        &["to a commit sha"],
        &["couldn't find remote ref"],
        &["reference not found"],
        &["unknown revision"],
        &["revision not found"],
        &["cannot get digest for revision"],
        &["unable to checkout revision"],
        &["not our ref"],
    ],
    summary: |case, said| match spec::path_and_revision(case) {
        Some((_, revision)) => format!(
            "Branch, tag or commit {revision} is not in {}",
            spec::repository(case)
        ),
        None => saying("The branch, tag or commit does not exist", said),
    },
    next: |case, _| {
        vec![
            next("see what there is", spec::ask_repository(case)),
            command::edit_spec(case.question.application, "spec.source.targetRevision"),
        ]
    },
};
