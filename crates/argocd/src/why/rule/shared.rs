//! Another Application manages an object too.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `is part of applications a and b` of Argo CD's `controller/state.go` (SharedResourceWarning), and
/// `Shared resource found` of its `controller/sync.go` (`FailOnSharedResource=true`).
pub(super) const RULE: Rule = Rule {
    cause: Cause::SharedResource,
    says: &[&["is part of applications"], &["shared resource found"]],
    summary: |_, said| saying("Another Application manages an object too", said),
    next: |case, _| {
        vec![next(
            "leave it to one of them: take it out of the other's source",
            command::addons("tree", case.question.application),
        )]
    },
};
