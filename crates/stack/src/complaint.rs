//! Complaints: what is wrong with something a person wrote, where, why, and what to do about it.
//!
//! Rules make them, views show them; nothing here decides or prints.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// How much a complaint matters; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing can be done before it is mended.
    Error,
    /// It works, and will hurt.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Where something stands: a file, and from 1 a line and a column in characters, where they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Place {
    /// Path as the user would type it: relative to the stack folder or repository, with slashes.
    pub file: String,
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl Place {
    /// Returns the place of a whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: None,
            column: None,
        }
    }

    /// Returns the place of a line and column, both from 1.
    pub fn at(file: impl Into<String>, line: usize, column: usize) -> Self {
        Self {
            file: file.into(),
            line: Some(line),
            column: Some(column),
        }
    }
}

impl fmt::Display for Place {
    /// Writes `file:line:column`, as compilers do and editors follow.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        if let (Some(_), Some(column)) = (self.line, self.column) {
            write!(formatter, ":{column}")?;
        }
        Ok(())
    }
}

/// Something wrong, with its remedy. Never holds a value that may be secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Complaint {
    /// The rule that found it, in kebab case: `missing-parent`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong: one sentence, no full stop.
    pub what: String,
    /// Why that is wrong, where it does not go without saying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to do next: one sentence, no full stop.
    pub next: String,
}

impl Complaint {
    /// Returns an error.
    pub fn error(
        rule: &'static str,
        place: Place,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            place,
            what: what.into(),
            why: None,
            next: next.into(),
        }
    }

    /// Returns a warning.
    pub fn warning(
        rule: &'static str,
        place: Place,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, place, what, next)
        }
    }

    /// Returns the complaint with its reason.
    #[must_use]
    pub fn because(self, why: impl Into<String>) -> Self {
        Self {
            why: Some(why.into()),
            ..self
        }
    }

    /// Says whether nothing can be done before it is mended.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_editors_follow_it() {
        assert_eq!(Place::file("stack.yaml").to_string(), "stack.yaml");
        assert_eq!(Place::at("stack.yaml", 3, 5).to_string(), "stack.yaml:3:5");
    }

    #[test]
    fn errors_sort_before_notes() {
        assert!(Severity::Error < Severity::Warning && Severity::Warning < Severity::Note);
    }
}
