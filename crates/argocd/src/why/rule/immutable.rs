//! Git changes a field that cannot be changed.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `field is immutable` of Kubernetes' `apimachinery/pkg/api/validation`; `updates to statefulset spec for fields
/// other than … are forbidden` of its `pkg/apis/apps/validation`; `spec is immutable after creation` (claims) and
/// `may not change once set` (Services) of its `pkg/apis/core/validation`; `cannot change roleRef` of its
/// `pkg/apis/rbac/validation`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::ImmutableField,
    says: &[
        &["field is immutable"],
        &["is immutable"],
        &["spec for fields other than"],
        &["spec is immutable after creation"],
        &["may not change once set"],
        &["cannot change roleref"],
    ],
    summary: |_, said| {
        let object = said.object_or("an object");
        match field(&said.telling) {
            Some(field) => format!("Git changes {field} of {object}, which cannot be changed"),
            None => saying(
                format!("Git changes a field of {object} that cannot be changed"),
                said,
            ),
        }
    },
    next: |case, said| {
        let mut nexts = vec![next(
            "see what Git changes",
            command::addons("diff", case.question.application),
        )];
        if let Some(object) = said.object {
            nexts.push(next(
                "take the change back in Git; or, if it may be made anew, delete it (DESTRUCTIVE: it and its Pods go away until the next sync)",
                command::of_object("delete", object),
            ));
        }
        nexts
    },
};

/// Returns the field of `Kind "name" is invalid: field: …`; none where it is the whole spec, of which the words after
/// it tell more, and where there are several.
fn field(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(" is invalid: ")?;
    let (field, _) = rest.split_once(": ")?;
    let is_one = !field.is_empty() && !field.contains([' ', '[']);
    (is_one && field != "spec").then_some(field)
}
