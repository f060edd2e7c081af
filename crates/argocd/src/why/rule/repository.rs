//! The repository or registry cannot be reached or does not exist.

use super::{Cause, Rule, next, saying};
use crate::why::spec;

/// `failed to list refs` and `failed to fetch` of Argo CD's `util/git`; `no such host`, `connection refused`,
/// `i/o timeout` and `x509:` of Go's `net` and `crypto`; `is not a valid chart repository or cannot be reached` of
/// Helm; `does not appear to be a git repository` and `does not exist` of Git.
pub(super) const RULE: Rule = Rule {
    cause: Cause::RepositoryUnreachable,
    says: &[
        &["no such host"],
        &["connection refused"],
        &["connection reset"],
        &["i/o timeout"],
        &["context deadline exceeded"],
        &["tls handshake"],
        &["x509:"],
        &["failed to list refs"],
        &["cannot be reached"],
        &["does not appear to be a git repository"],
        &["repository does not exist"],
        &["repository not found"],
        &["could not resolve host"],
        &["server misbehaving"],
        &["unable to access"],
        &["no route to host"],
        &["404 not found"],
        &["remote repository is empty"],
        &["failed to fetch default branch"],
    ],
    summary: |case, said| {
        saying(
            format!(
                "{} cannot be reached or does not exist",
                spec::repository(case)
            ),
            said,
        )
    },
    next: |case, _| {
        vec![
            next(
                "ask it from here (Argo CD asks from its repo-server)",
                spec::ask_repository(case),
            ),
            next(
                "see how Argo CD is connected to it",
                "kubectl addons sources",
            ),
        ]
    },
};
