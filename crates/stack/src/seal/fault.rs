//! Why a text cannot be sealed or opened, and where. Never holds a value of it.

use std::fmt;

use crate::complaint::{Complaint, Place};
use crate::yaml;
use crate::yaml::node::Node;

/// What kind of fault it is, so that a caller can branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The text is not YAML, or several documents.
    NotYaml,
    /// It has no `sops:` section.
    NotSealed,
    /// It is sealed already.
    AlreadySealed,
    /// It is YAML that SOPS, or this program, does not seal or open.
    Unsupported,
    /// A value that should be sealed is not.
    Plain,
    /// It was changed after it was sealed, or the data key is another.
    Damaged,
}

impl Reason {
    /// Returns the name of the rule that finds it.
    pub fn rule(self) -> &'static str {
        match self {
            Self::NotYaml => "seal-not-yaml",
            Self::NotSealed => "seal-not-sealed",
            Self::AlreadySealed => "seal-already-sealed",
            Self::Unsupported => "seal-unsupported",
            Self::Plain => "seal-plain-secret",
            Self::Damaged => "seal-damaged",
        }
    }
}

/// Why a text cannot be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub reason: Reason,
    /// Line, from 1, where it lies on one.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What is wrong: one sentence, no full stop.
    pub what: String,
    /// What to do next: one sentence, no full stop.
    pub next: String,
}

impl Fault {
    /// Returns a fault of the whole text.
    pub(crate) fn of_text(
        reason: Reason,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            reason,
            line: None,
            column: None,
            what: what.into(),
            next: next.into(),
        }
    }

    /// Returns a fault of a node.
    pub(crate) fn at(
        node: &Node,
        reason: Reason,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            line: Some(node.line),
            column: Some(node.column),
            ..Self::of_text(reason, what, next)
        }
    }

    /// Returns the complaint about a file with this fault.
    pub fn complaint(&self, file: &str) -> Complaint {
        let place = match (self.line, self.column) {
            (Some(line), Some(column)) => Place::at(file, line, column),
            _ => Place::file(file),
        };
        Complaint::error(
            self.reason.rule(),
            place,
            self.what.clone(),
            self.next.clone(),
        )
    }
}

impl From<yaml::fault::Fault> for Fault {
    fn from(fault: yaml::fault::Fault) -> Self {
        let next = match fault.reason {
            yaml::fault::Reason::SeveralDocuments => {
                "keep one document in this file and move the others to files of their own"
            }
            _ => "mend the YAML",
        };
        Self {
            reason: Reason::NotYaml,
            line: Some(fault.line),
            column: Some(fault.column),
            what: fault.message,
            next: next.to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        write!(formatter, "{}; {}", self.what, self.next)
    }
}

impl std::error::Error for Fault {}
