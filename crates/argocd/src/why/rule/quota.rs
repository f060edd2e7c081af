//! A quota or limit refuses an object.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `exceeded quota` of Kubernetes' `apiserver/pkg/quota`, with `failed quota: x: must specify` of the same;
/// `maximum cpu usage per Container is` of its `plugin/pkg/admission/limitranger`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::QuotaExceeded,
    says: &[
        &["exceeded quota"],
        &["failed quota", "must specify"],
        &["usage per container is"],
        &["usage per pod is"],
        &["usage per persistentvolumeclaim is"],
    ],
    summary: |_, said| {
        saying(
            format!(
                "A quota or limit of the namespace refuses {}",
                said.object_or("objects")
            ),
            said,
        )
    },
    next: |case, said| {
        let destination = &case.question.application.spec.destination.namespace;
        let of_object = said.object.and_then(|object| object.namespace.as_deref());
        let namespace = of_object.unwrap_or(destination);
        vec![next(
            "see what is used of which quota, then ask for less or raise it",
            command::kubectl("describe", Some(namespace), "resourcequota,limitrange"),
        )]
    },
};
