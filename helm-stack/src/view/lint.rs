//! The answer of `lint`: every complaint, and how many there are.

use plugin_kit::shape::{Block, Blocks, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use stack::complaint::{Complaint, Severity};

use super::complaints;

/// What is wrong with a stack.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LintView {
    /// Name of the stack, where its file could be read.
    stack: Option<String>,
    /// How many of them are errors.
    errors: usize,
    /// How many of them are warnings.
    warnings: usize,
    /// What is wrong, the worst first.
    complaints: Vec<Complaint>,
    #[serde(skip)]
    folder: String,
}

impl LintView {
    /// Counts complaints. `folder` leads from the working directory to the stack folder.
    pub(crate) fn new(stack: Option<String>, complaints: Vec<Complaint>, folder: &str) -> Self {
        let count = |severity| {
            let counted = complaints.iter();
            counted
                .filter(|complaint| complaint.severity == severity)
                .count()
        };
        Self {
            stack,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            complaints,
            folder: folder.to_owned(),
        }
    }

    /// Says whether there is nothing that has to be mended; `strict` counts warnings as well.
    pub(crate) fn is_well(&self, strict: bool) -> bool {
        self.errors == 0 && (!strict || self.warnings == 0)
    }

    fn summary(&self) -> Text {
        let counted = complaints::count(&self.complaints);
        match (self.errors, self.complaints.is_empty(), &self.stack) {
            (_, true, Some(stack)) => Text::toned(format!("stack {stack} is well"), Tone::Good),
            (_, true, None) => Text::toned("the stack is well", Tone::Good),
            (0, false, _) => Text::toned(counted, Tone::Paused),
            (_, false, _) => Text::toned(counted, Tone::Bad),
        }
    }
}

impl View for LintView {
    const KIND: &'static str = "LintReport";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, _wide: bool) -> Blocks {
        let complaints = complaints::block(&self.complaints, &self.folder);
        vec![complaints, Block::lines([self.summary()])]
    }
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;
