//! What one finder found: a cause, the way down to it, and what to do next.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Cause, Line, quote};
use crate::object::ObjectRef;

/// One cause, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The cause.
    pub cause: Cause,
    /// One sentence without a full stop; secrets masked.
    pub summary: String,
    /// From the add-on's own resource down to where the cause lies.
    pub steps: Vec<Step>,
    /// What to do next, the most telling first.
    pub next: Vec<Next>,
    /// The log whose last lines would say more.
    pub log: Option<LogWant>,
    /// What it hangs on, where it is not what [`super::root`] says.
    pub(super) root: Option<String>,
}

impl Finding {
    /// Returns a finding without evidence.
    pub(super) fn new(cause: Cause, summary: impl AsRef<str>) -> Self {
        Self {
            cause,
            summary: quote::sentence(summary.as_ref().trim_end_matches('.')),
            steps: Vec::new(),
            next: Vec::new(),
            log: None,
            root: None,
        }
    }

    /// Returns the finding with what it hangs on.
    #[must_use]
    pub(super) fn root(mut self, root: impl Into<String>) -> Self {
        self.root = Some(root.into());
        self
    }

    /// Returns the finding with these steps at the end of its way.
    #[must_use]
    pub(super) fn steps(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.steps.extend(steps);
        self
    }

    /// Returns the finding with a step before all others.
    #[must_use]
    pub(super) fn after(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }

    /// Returns the finding with one more thing to do.
    #[must_use]
    pub(super) fn next(mut self, why: impl Into<String>, command: impl Into<Line>) -> Self {
        self.next.push(Next {
            why: why.into(),
            command: command.into(),
        });
        self
    }
}

/// One object on the way from the state to the cause, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// The object, as `Kind/name`.
    pub subject: String,
    /// Its namespace; none for a cluster-scoped object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// What it says or what is wrong with it; secrets masked.
    pub says: String,
    /// The last lines of its log, where they tell more; secrets masked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
}

impl Step {
    /// Returns a step; what is said is masked and trimmed.
    pub(super) fn new(object: &ObjectRef, says: impl AsRef<str>) -> Self {
        Self {
            subject: object.to_string(),
            namespace: object.namespace.clone(),
            says: quote::sentence(says.as_ref()),
            log: Vec::new(),
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Next {
    /// What it is good for, as the end of "to do so:".
    pub why: String,
    /// A line for the shell.
    pub command: Line,
}

/// The log of one container, of its run before where `previous`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogWant {
    /// The Pod.
    pub pod: ObjectRef,
    /// The container.
    pub container: String,
    /// Whether the log of the run before is meant.
    pub previous: bool,
}

/// The last lines of a log, as somebody read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTail {
    /// Whose log.
    pub of: LogWant,
    /// The lines, oldest first, as they came; none where the log is empty or gone.
    pub lines: Vec<String>,
}
