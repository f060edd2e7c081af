//! The cluster does not serve the kind of an object.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `The Kubernetes API could not find x/Y for requested resource` and `Make sure the "Y" CRD is installed` of
/// gitops-engine's `sync_context.go`; `no matches for kind` of Kubernetes' `apimachinery/pkg/api/meta`;
/// `could not find the requested resource` of its API server.
pub(super) const RULE: Rule = Rule {
    cause: Cause::KindMissing,
    says: &[
        &["the kubernetes api could not find"],
        &["no matches for kind"],
        &["could not find the requested resource"],
        &["crd is installed on the destination cluster"],
    ],
    summary: |_, said| match said.object {
        Some(object) => format!(
            "The cluster does not serve the kind {} of {}",
            kind(object),
            object
        ),
        None => saying("The cluster does not serve the kind of an object", said),
    },
    next: |_, said| {
        let group = said
            .object
            .map(|object| object.group.clone())
            .unwrap_or_default();
        let command = match group.as_str() {
            "" => "kubectl get customresourcedefinitions".to_owned(),
            group => format!(
                "kubectl api-resources --api-group={}",
                command::quoted(group)
            ),
        };
        vec![next(
            "see what is served; install the CustomResourceDefinition first, in an earlier wave or by a parent",
            command,
        )]
    },
};

fn kind(object: &crate::object::ObjectRef) -> String {
    match object.group.as_str() {
        "" => object.kind.clone(),
        group => format!("{}.{group}", object.kind),
    }
}
