//! One replacement of bytes.

use std::ops::Range;

/// Bytes of a text and what shall stand in their place.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Splice {
    /// The bytes.
    pub(super) range: Range<usize>,
    /// The new text, its lines broken as those of the text are.
    pub(super) text: String,
}

impl Splice {
    /// Returns the text with the replacement made.
    pub(super) fn apply(&self, text: &str) -> String {
        let (before, after) = (&text[..self.range.start], &text[self.range.end..]);
        [before, &self.text, after].concat()
    }

    /// Returns where a byte after the range stands once the replacement is made.
    pub(super) fn shifted(&self, at: usize) -> usize {
        at - self.range.len() + self.text.len()
    }
}
