//! The `sops:` section as it is written. Reading one belongs to `metadata`.

use crate::yaml::quote::{double_quoted, single_quoted};

use super::metadata::WrappedKey;
use super::rule::Rule;
use super::scalar_text::is_plain;

/// The section as it is to be written.
pub(crate) struct Section<'a> {
    /// The data key, once for each recipient.
    pub(crate) age: &'a [WrappedKey],
    /// Lines to be kept from an older section.
    pub(crate) kept: &'a [String],
    /// Which values are sealed.
    pub(crate) rule: &'a Rule,
    /// When: RFC 3339, to the second.
    pub(crate) last_modified: &'a str,
    /// The sealed code.
    pub(crate) mac: &'a str,
    /// Blanks between the section's key and its entries.
    pub(crate) indent: usize,
    /// Blanks before the section's key.
    pub(crate) margin: usize,
}

/// The version of SOPS whose format is written. Any SOPS since reads it.
const VERSION: &str = "3.9.4";

impl Section<'_> {
    /// Returns the lines of the section, each with this break after it. The time is in quotes: without, SOPS from
    /// 3.13 on reads a time where it wants text.
    pub(crate) fn write(&self, line_break: &str) -> String {
        let mut lines = vec!["sops:".to_owned()];
        let unit = " ".repeat(self.indent);
        lines.extend(self.age_lines(&unit));
        lines.extend(self.kept.iter().cloned());
        let (rule, pattern) = self.rule.field();
        lines.push(format!("{unit}lastmodified: \"{}\"", self.last_modified));
        lines.push(format!("{unit}mac: {}", self.mac));
        lines.push(format!("{unit}{rule}: {}", quoted(pattern)));
        if self.rule.mac_only_encrypted() {
            lines.push(format!("{unit}mac_only_encrypted: true"));
        }
        lines.push(format!("{unit}version: {VERSION}"));
        let margin = " ".repeat(self.margin);
        let line = |line: String| format!("{margin}{line}{line_break}");
        lines.into_iter().map(line).collect()
    }

    fn age_lines(&self, unit: &str) -> Vec<String> {
        if self.age.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![format!("{unit}age:")];
        for WrappedKey { recipient, enc } in self.age {
            lines.push(format!("{unit}{unit}- recipient: {}", quoted(recipient)));
            lines.push(format!("{unit}{unit}  enc: |"));
            lines.extend(enc.lines().map(|line| format!("{unit}{unit}    {line}")));
        }
        lines
    }
}

/// Writes a text bare or in the quotes that need fewest escapes.
fn quoted(text: &str) -> String {
    if is_plain(text, false) {
        return text.to_owned();
    }
    single_quoted(text).unwrap_or_else(|| double_quoted(text))
}
