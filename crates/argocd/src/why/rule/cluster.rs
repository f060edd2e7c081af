//! The destination cluster is unknown to Argo CD, known twice, or out of reach.

use super::super::command;
use super::{Cause, Rule, Said, next, saying};
use crate::why::case::Case;

/// `there are 2 clusters with the same name` of Argo CD's `util/argo/argo.go`.
pub(super) const AMBIGUOUS: Rule = Rule {
    cause: Cause::ClusterAmbiguous,
    says: &[&["clusters with the same name"]],
    summary: |case, _| {
        format!(
            "Several cluster Secrets of Argo CD name the destination {}",
            cluster(case)
        )
    },
    next: |case, _| {
        vec![secrets(
            case,
            "see the cluster Secrets; rename one of them, or name the destination by `server`",
        )]
    },
};

/// `there are no clusters with this name` and `error getting cluster by …` of Argo CD's `util/argo/argo.go`,
/// `cluster "x" not found` of its `util/db/cluster.go`, `cluster 'x' has been disabled`, and
/// `unable to find destination server` of its versions before 3.0.
pub(super) const UNKNOWN: Rule = Rule {
    cause: Cause::ClusterUnknown,
    says: &[
        &["there are no clusters with this name"],
        &["unable to find destination server"],
        &["error getting cluster by", "not found"],
        &["cluster", "has not been configured"],
        &["cluster \"", "\" not found"],
        &["cluster '", "has been disabled"],
        &["cluster", "is disabled"],
    ],
    summary: |case, _| {
        format!(
            "No cluster Secret of Argo CD names the destination {}",
            cluster(case)
        )
    },
    next: |case, _| {
        let mut nexts = vec![secrets(
            case,
            "see the cluster Secrets; add one for it (`argocd cluster add CONTEXT`), or mend the name",
        )];
        nexts.push(command::edit_spec(case, "", "spec.destination"));
        nexts
    },
};

/// `failed to get cluster info` and `error synchronizing cache state` of gitops-engine's `pkg/cache`, around what
/// Go's `net` and client-go say of the address.
pub(super) const UNREACHABLE: Rule = Rule {
    cause: Cause::ClusterUnreachable,
    says: &[
        &["failed to get cluster info"],
        &["error synchronizing cache state"],
        &["failed to load live state"],
        &["failed to get cluster version"],
        &["failed to discover server resources", "dial tcp"],
    ],
    summary: |case, said| {
        saying(
            format!(
                "Argo CD cannot reach the destination cluster {}",
                cluster(case)
            ),
            said,
        )
    },
    next: |case, said| {
        vec![
            reach(case, said),
            secrets(
                case,
                "see which cluster Secrets there are, and whether their credentials still hold",
            ),
        ]
    },
};

fn reach(case: &Case<'_>, _said: &Said<'_>) -> super::Next {
    let server = &case.question.application.spec.destination.server;
    match server.as_str() {
        "" => secrets(case, "see the address in its cluster Secret"),
        server => next(
            "ask the API server whether it lives",
            format!(
                "kubectl --server {} get --raw /readyz",
                command::quoted(&crate::redact::without_credentials(server))
            ),
        ),
    }
}

fn secrets(case: &Case<'_>, why: &str) -> super::Next {
    let namespace = Some(case.question.application.controller_namespace());
    next(
        why,
        command::kubectl(
            "get",
            namespace,
            "secrets -l argocd.argoproj.io/secret-type=cluster",
        ),
    )
}

fn cluster(case: &Case<'_>) -> String {
    crate::redact::without_credentials(case.question.application.spec.destination.cluster())
}
