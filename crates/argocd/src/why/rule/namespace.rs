//! The namespace is being deleted, or is not there.

use super::super::command;
use super::{Cause, Rule, Said, next};
use crate::why::case::Case;

/// `unable to create new content in namespace x because it is being terminated` of Kubernetes'
/// `apiserver/pkg/admission/plugin/namespace/lifecycle`.
pub(super) const TERMINATING: Rule = Rule {
    cause: Cause::NamespaceTerminating,
    says: &[&["because it is being terminated"]],
    summary: |case, said| {
        format!(
            "Namespace {} is being deleted, so nothing can be created in it",
            name(case, said)
        )
    },
    next: |case, said| {
        vec![next(
            "see what keeps it from going (its status tells which objects and finalizers are left)",
            format!(
                "kubectl get namespace {} -o yaml",
                command::quoted(&name(case, said))
            ),
        )]
    },
};

/// `namespaces "x" not found` of Kubernetes' API server.
pub(super) const MISSING: Rule = Rule {
    cause: Cause::NamespaceMissing,
    says: &[&["namespaces \"", "\" not found"]],
    summary: |case, said| {
        format!(
            "Namespace {} does not exist, and nobody creates it",
            name(case, said)
        )
    },
    next: |case, said| {
        let mut nexts = vec![next(
            "create it now",
            format!(
                "kubectl create namespace {}",
                command::quoted(&name(case, said))
            ),
        )];
        nexts.insert(
            0,
            command::edit_spec(
                case,
                "",
                "spec.syncPolicy.syncOptions (CreateNamespace=true)",
            ),
        );
        nexts
    },
};

/// Returns the namespace a text names, else the object's, else the one it is deployed to.
fn name(case: &Case<'_>, said: &Said<'_>) -> String {
    let after = |marker: &str| {
        let (_, rest) = said.text.split_once(marker)?;
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '"')
            .unwrap_or(rest.len());
        (end > 0).then(|| rest[..end].to_owned())
    };
    let of_object = || said.object.and_then(|object| object.namespace.clone());
    after("namespaces \"")
        .or_else(|| after("in namespace "))
        .or_else(of_object)
        .unwrap_or_else(|| case.question.application.spec.destination.namespace.clone())
}
