//! The repository or registry refuses the credentials, or there are none.

use super::super::command;
use super::{Cause, Rule, next, saying};
use crate::why::spec;

/// `authentication required`, `authorization failed` of go-git and Git hosts; `unable to authenticate` of Go's `x/crypto/ssh`; `401 Unauthorized` and `403 Forbidden` of
/// Helm and registries; `no credentials matched this URL` of Argo CD's `util/git`; `denied: requested access` of
/// registries.
pub(super) const RULE: Rule = Rule {
    cause: Cause::CredentialsRefused,
    says: &[
        &["authentication required"],
        &["authentication failed"],
        &["authorization failed"],
        &["unable to authenticate"],
        &["no credentials matched this url"],
        &["401 unauthorized"],
        &["status code: 401"],
        &["status code 401"],
        &["status code: 403"],
        &["403 forbidden"],
        &["denied: requested access"],
        &["unauthorized: "],
        &["permission denied (publickey)"],
        &["could not read username"],
        &["invalid username or password"],
        &["basic credential not found"],
    ],
    summary: |case, said| {
        saying(
            format!(
                "{} refuses Argo CD's credentials, or there are none",
                spec::repository(case)
            ),
            said,
        )
    },
    next: |case, _| {
        let namespace = case.question.application.controller_namespace();
        vec![
            next(
                "see which repositories Argo CD has credentials for",
                "kubectl addons sources",
            ),
            next(
                "see their Secrets; mend or add the one for this repository",
                command::at_home(
                    "get",
                    namespace,
                    "secrets -l 'argocd.argoproj.io/secret-type in (repository,repo-creds)'",
                ),
            ),
        ]
    },
};
