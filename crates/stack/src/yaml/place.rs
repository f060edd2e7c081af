//! Lines and columns of bytes near a place that is known.

use std::ops::Range;

/// Returns line and column, from 1 and in characters, of the byte `at`, which lies before `known`, which is on `line`.
pub(super) fn before(text: &str, at: usize, known: &Range<usize>, line: usize) -> (usize, usize) {
    let between = text.get(at..known.start).unwrap_or_default();
    (line.saturating_sub(breaks(between)), column(text, at))
}

/// Returns line and column, from 1 and in characters, of the byte `at`, which lies behind `known`, which is on `line`.
pub(super) fn after(text: &str, at: usize, known: &Range<usize>, line: usize) -> (usize, usize) {
    let between = text.get(known.start..at).unwrap_or_default();
    (line + breaks(between), column(text, at))
}

fn breaks(text: &str) -> usize {
    let pairs = text.matches("\r\n").count();
    text.matches(['\n', '\r']).count() - pairs
}

fn column(text: &str, at: usize) -> usize {
    let line = text[..at].rsplit(['\n', '\r']).next().unwrap_or_default();
    line.trim_start_matches('\u{feff}').chars().count() + 1
}
