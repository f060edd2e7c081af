//! A stack without members: nothing can be pushed.

use crate::complaint::{Complaint, Place, Severity};

use super::subject::Subject;

/// Complains of it.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let stack = subject.stack;
    if !stack.members.is_empty() {
        return Vec::new();
    }
    let place = Place::file(crate::file::NAME);
    let what = "the stack has no members, so there is nothing to push";
    let next = "add one: helm stack add NAME CHART --target-namespace NAMESPACE";
    vec![Complaint {
        severity: Severity::Note,
        ..Complaint::warning("empty", place, what, next)
    }]
}
