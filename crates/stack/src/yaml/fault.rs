//! What is wrong with a text that should be YAML, and where. Never quotes what it found: it may be a secret.

use std::fmt;

use granit_parser::{Marker, ScanError};

/// Why a text is not the YAML that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is not YAML, or goes beyond a bound.
    Syntax,
    /// It holds several documents.
    SeveralDocuments,
    /// It is YAML, but a value in it has no form in JSON, which is what Helm works with.
    Value,
}

/// Something wrong with a text, with its place. Holds no text of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong: a clause without a full stop.
    pub message: String,
    /// Which sort of fault it is.
    pub reason: Reason,
}

impl Fault {
    /// Returns a fault of syntax at a mark of the parser.
    pub(super) fn at(mark: &Marker, message: impl Into<String>) -> Self {
        Self {
            line: mark.line(),
            column: mark.col() + 1,
            message: message.into(),
            reason: Reason::Syntax,
        }
    }
}

impl From<ScanError> for Fault {
    /// Keeps the parser's words, which speak of syntax only.
    fn from(error: ScanError) -> Self {
        Self::at(error.marker(), error.kind().to_string())
    }
}

impl fmt::Display for Fault {
    /// Writes `line 3, column 5: message`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
            ..
        } = self;
        write!(formatter, "line {line}, column {column}: {message}")
    }
}

impl std::error::Error for Fault {}
