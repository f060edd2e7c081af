//! The destination cluster is unknown to Argo CD, known twice, or out of reach.

use super::super::command;
use super::{Cause, Rule, next, saying};
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
    next: |case, _| {
        let secrets = secrets(
            case,
            "see its cluster Secret: the address, and whether the credentials still hold",
        );
        reach(case).into_iter().chain([secrets]).collect()
    },
};

/// Never `kubectl --server`, which would show the reader's own credentials to that server.
fn reach(case: &Case<'_>) -> Option<super::Next> {
    let destination = &case.question.application.spec.destination;
    if destination.is_in_cluster() {
        return Some(next(
            "ask the API server whether it lives",
            "kubectl get --raw /readyz",
        ));
    }
    let server = crate::redact::without_credentials(&destination.server);
    let address = command::quoted(&format!("{}/readyz", server.trim_end_matches('/')));
    (!server.is_empty()).then(|| {
        next(
            "ask the API server from here whether it lives (Argo CD asks from its controller)",
            format!("curl --silent --show-error --insecure {address}"),
        )
    })
}

fn secrets(case: &Case<'_>, why: &str) -> super::Next {
    let namespace = case.question.application.controller_namespace();
    next(
        why,
        command::at_home(
            "get",
            namespace,
            "secrets -l argocd.argoproj.io/secret-type=cluster",
        ),
    )
}

fn cluster(case: &Case<'_>) -> String {
    crate::redact::without_credentials(case.question.application.spec.destination.cluster())
}
