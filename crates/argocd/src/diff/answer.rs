//! The answer to one of the three questions: what differs, of how many objects, and what could not be compared.

use schemars::JsonSchema;
use serde::Serialize;

use super::object::{Change, ObjectDiff};
use crate::object::ObjectRef;
use crate::snapshot::Gap;

/// What was compared with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Live objects with what was applied to them last.
    Applied,
    /// Live objects with what the sources render.
    Rendered,
    /// Two deployments with each other.
    History,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// What was compared with what.
    pub question: Question,
    /// How many objects could be compared.
    pub compared: usize,
    /// How many objects Argo CD calls OutOfSync that are as they were applied last; of the first question alone.
    pub out_of_sync_as_applied: usize,
    /// Objects that differ, and those that could not be compared, in the order of their kind and name.
    pub objects: Vec<ObjectDiff>,
    /// What could not be seen.
    pub gaps: Vec<Gap>,
}

impl Comparison {
    /// Begins an answer.
    pub(super) fn of(question: Question) -> Self {
        Self {
            question,
            compared: 0,
            out_of_sync_as_applied: 0,
            objects: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Returns whether anything differs.
    pub fn differs(&self) -> bool {
        self.objects.iter().any(|object| object.change.differs())
    }

    pub(super) fn sorted(mut self) -> Self {
        self.objects.sort_by(|a, b| a.reference.cmp(&b.reference));
        self
    }
}

/// Returns the objects that Argo CD calls OutOfSync though they are what the sources render: what it compares with is
/// not what can be seen, or it compares by other rules.
pub fn unexplained(comparison: &Comparison) -> Vec<&ObjectRef> {
    let unseen = comparison.objects.iter().filter(|object| {
        object.change == Change::NoVisibleDifference && comparison.question == Question::Rendered
    });
    unseen.map(|object| &object.reference).collect()
}
