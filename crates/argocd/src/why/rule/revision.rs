//! The branch, tag or commit does not exist.

use super::super::command;
use super::{Cause, Rule, next, saying};
use crate::why::case::Case;
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
    summary: |case, said| match named(&said.telling).or_else(|| wanted(case)) {
        Some(revision) => format!(
            "Branch, tag or commit {revision} is not in {}",
            spec::repository(case)
        ),
        None => saying("The branch, tag or commit does not exist", said),
    },
    next: |case, _| {
        vec![
            next("see what there is", spec::ask_repository(case)),
            command::edit_spec(case, "", &spec::field(case, "targetRevision")),
        ]
    },
};

/// Returns the revision between the quotes of `unable to resolve 'x' to a commit SHA`.
fn named(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("unable to resolve '")?;
    let (revision, _) = rest.split_once('\'')?;
    Some(revision.to_owned())
}

fn wanted(case: &Case<'_>) -> Option<String> {
    spec::path_and_revision(case).map(|(_, revision)| revision)
}
