//! Writes SVG: markup of our own as it is, and whatever comes from outside as text that stays text.
//!
//! The only place where text becomes markup.

use std::fmt::{Arguments, Write};

use super::card::LARGE;
use crate::escape::escape;

/// A document that is being written.
#[derive(Debug, Default)]
pub(super) struct Pen(String);

/// How a line of text stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) class: &'a str,
    pub(super) x: u32,
    /// Where its baseline is.
    pub(super) y: u32,
}

impl Pen {
    /// Writes markup; nothing that comes from outside may be in it.
    pub(super) fn markup(&mut self, markup: Arguments<'_>) {
        // Writing into a String cannot fail.
        let _always_written = self.0.write_fmt(markup);
    }

    /// Writes an element that holds text.
    pub(super) fn element(&mut self, tag: &str, content: &str) {
        self.markup(format_args!("<{tag}>{}</{tag}>", quoted(content)));
    }

    /// Writes a line in small letters.
    pub(super) fn small(&mut self, line: Line<'_>, content: &str) {
        self.line(line, "", content);
    }

    /// Writes a line in large letters.
    pub(super) fn large(&mut self, line: Line<'_>, content: &str) {
        self.line(line, &format!(" font-size=\"{LARGE}\""), content);
    }

    /// Writes a line in small letters that ends where it is said to stand.
    pub(super) fn ending(&mut self, line: Line<'_>, content: &str) {
        self.line(line, " text-anchor=\"end\"", content);
    }

    fn line(&mut self, line: Line<'_>, attributes: &str, content: &str) {
        let Line { class, x, y } = line;
        if !content.is_empty() {
            let content = quoted(content);
            self.markup(format_args!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{attributes}>{content}</text>"
            ));
        }
    }

    /// Returns what was written.
    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Returns text as an element's content, its control characters spelled out.
fn quoted(text: &str) -> String {
    let escaped = text.split('\n').map(escape).collect::<Vec<_>>().join("\n");
    let mut quoted = String::with_capacity(escaped.len());
    for character in escaped.chars() {
        match character {
            '&' => quoted.push_str("&amp;"),
            '<' => quoted.push_str("&lt;"),
            '>' => quoted.push_str("&gt;"),
            '"' => quoted.push_str("&quot;"),
            '\'' => quoted.push_str("&#39;"),
            // Not characters of XML 1.0 (section 2.2).
            '\u{fffe}' | '\u{ffff}' => quoted.push('\u{fffd}'),
            other => quoted.push(other),
        }
    }
    quoted
}
