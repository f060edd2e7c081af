//! Argo CD's repo-server does not answer.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// gRPC's `code = Unavailable` and `connection error: desc = "transport: …"` around the address of the repo-server,
/// and `failed to connect to repo server` of Argo CD.
pub(super) const RULE: Rule = Rule {
    cause: Cause::RepoServerSilent,
    says: &[
        &["code = unavailable"],
        &["connection error: desc"],
        &["failed to connect to repo server"],
        &["error while dialing", "repo-server"],
    ],
    summary: |_, said| saying("Argo CD's repo-server does not answer", said),
    next: |case, _| {
        let namespace = case.question.application.controller_namespace();
        vec![
            next(
                "see whether it runs",
                command::at_home(
                    "get",
                    namespace,
                    "pods -l app.kubernetes.io/component=repo-server",
                ),
            ),
            next(
                "see what it says",
                command::at_home(
                    "logs",
                    namespace,
                    "-l app.kubernetes.io/component=repo-server --tail=50",
                ),
            ),
        ]
    },
};
