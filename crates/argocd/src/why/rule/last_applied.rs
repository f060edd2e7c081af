//! An object is too large for the annotation of client-side apply.

use super::super::command;
use super::{Cause, Rule, saying};

/// `metadata.annotations: Too long: must have at most 262144 bytes` (`may not be more than 262144 bytes` in newer
/// ones) of Kubernetes' `apimachinery/pkg/api/validation`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::LastAppliedTooLong,
    says: &[
        &["metadata.annotations: too long"],
        &["annotations", "262144 bytes"],
    ],
    summary: |_, said| {
        let object = said.object_or("an object");
        match said.object {
            Some(_) => format!(
                "{object} is too large for the annotation of client-side apply (262144 bytes)"
            ),
            None => saying(
                "An object is too large for the annotation of client-side apply",
                said,
            ),
        }
    },
    next: |case, _| {
        vec![command::edit_spec(
            case,
            "",
            "spec.syncPolicy.syncOptions (ServerSideApply=true)",
        )]
    },
};
