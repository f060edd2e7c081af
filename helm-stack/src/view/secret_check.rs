//! The answer of `secrets check`: every complaint, how many files were looked at, and which could not be opened.

use plugin_kit::shape::{Block, Blocks, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use stack::complaint::{Complaint, Severity};

use super::complaints;

/// What is wrong with secrets.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SecretCheckView {
    /// How many files were looked at.
    files: usize,
    /// Files that no identity at hand opens, so that damage inside would not be seen.
    unopened: Vec<String>,
    /// How many of the complaints are errors.
    errors: usize,
    /// How many of them are warnings.
    warnings: usize,
    /// What is wrong, the worst first.
    complaints: Vec<Complaint>,
}

impl SecretCheckView {
    /// Counts complaints.
    pub(crate) fn new(files: usize, unopened: Vec<String>, complaints: Vec<Complaint>) -> Self {
        let count = |severity| {
            let of_it = complaints
                .iter()
                .filter(|complaint| complaint.severity == severity);
            of_it.count()
        };
        Self {
            files,
            unopened,
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            complaints,
        }
    }

    /// Says whether there is nothing that has to be mended; `strict` counts warnings as well.
    pub(crate) fn is_well(&self, strict: bool) -> bool {
        self.errors == 0 && (!strict || self.warnings == 0)
    }

    fn summary(&self) -> Vec<Text> {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let looked = format!("{} file{} with secrets", self.files, plural(self.files));
        let head = match (self.errors, self.complaints.is_empty()) {
            (_, true) => Text::toned(format!("{looked}: all is well"), Tone::Good),
            (0, false) => Text::toned(
                format!("{looked}: {}", complaints::count(&self.complaints)),
                Tone::Paused,
            ),
            (_, false) => Text::toned(
                format!("{looked}: {}", complaints::count(&self.complaints)),
                Tone::Bad,
            ),
        };
        let unopened = (!self.unopened.is_empty()).then(|| {
            let count = self.unopened.len();
            let said = format!(
                "{count} of them not opened, as no identity at hand fits: who changed or moved a sealed value there is not seen"
            );
            Text::toned(said, Tone::Quiet)
        });
        [head].into_iter().chain(unopened).collect()
    }
}

impl View for SecretCheckView {
    const KIND: &'static str = "SecretCheck";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![
            complaints::block(&self.complaints, ""),
            Block::lines(self.summary()),
        ]
    }
}
