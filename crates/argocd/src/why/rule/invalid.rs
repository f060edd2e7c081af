//! The API server does not take an object as Git has it.

use super::super::command;
use super::{Cause, Rule, next, saying};
use crate::why::spec;

/// `X "y" is invalid` of Kubernetes' `apimachinery/pkg/api/errors`; `strict decoding error` and `unknown field` of
/// its field validation; `error validating data` of kubectl's client-side validation; `cannot be handled as a` and
/// `unable to decode` of its decoders; `failed to create typed patch object` of its server-side apply;
/// `failed to unmarshal manifest` of Argo CD's repo-server.
pub(super) const RULE: Rule = Rule {
    cause: Cause::InvalidManifest,
    says: &[
        &["\" is invalid"],
        &["strict decoding error"],
        &["unknown field \""],
        &["error validating data"],
        &["validationerror("],
        &["cannot be handled as a"],
        &["unable to decode"],
        &["failed to create typed patch object"],
        &["failed to unmarshal manifest"],
        &["field not declared in schema"],
        &["cannot unmarshal"],
        &["resource name may not be empty"],
        &["is not a valid value"],
    ],
    summary: |_, said| {
        saying(
            format!(
                "The API server does not take {} as Git has it",
                said.object_or("an object")
            ),
            said,
        )
    },
    next: |case, _| {
        let application = case.question.application;
        vec![match spec::chart_and_version(case) {
            Some(_) => next(
                "mend it in Git; see the values it is rendered with",
                command::addons("values", application) + " --desired",
            ),
            None => next(
                "mend it in Git; see what it is rendered to",
                command::addons("diff", application),
            ),
        }]
    },
};
