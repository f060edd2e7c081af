//! Values written in block style, as a person would write them: strings as `quote` has them, lines of text as literal
//! blocks, empty collections in brackets.

use serde_json::{Map, Value};

use super::quote::{double_quoted, literal, quoted};

/// How blocks are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Blanks a nested collection is indented by; at least 1.
    pub(super) step: usize,
    /// Whether the items of a list stand below their key without indentation.
    pub(super) flush: bool,
    /// Blanks from an outermost dash to what it announces, the dash included; at least 2. Lists within have 2.
    pub(super) dash: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            step: 2,
            flush: false,
            dash: 2,
        }
    }
}

/// Writes a value as lines, each indented by `indent` blanks and ended with a line feed.
pub fn value(value: &Value, indent: usize) -> String {
    let mut lines = String::new();
    Style::default().lines(value, indent, &mut lines);
    lines
}

/// Writes a value on one line, as it can stand within brackets.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(key, value)| format!("{}: {}", quoted(key), flow(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(flow).collect::<Vec<_>>().join(", ")
            )
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

impl Style {
    /// Writes a value as lines of its own.
    pub(super) fn lines(self, value: &Value, indent: usize, out: &mut String) {
        match value {
            Value::Object(fields) if !fields.is_empty() => self.fields(fields, indent, indent, out),
            Value::Array(items) if !items.is_empty() => self.items(items, indent, indent, out),
            leaf => {
                pad(indent, out);
                self.leaf(leaf, indent + self.step, out);
            }
        }
    }

    /// Writes what follows a key or a dash: a blank and a leaf, or a break and lines. `indent` is that of the key.
    pub(super) fn after_key(self, value: &Value, indent: usize, out: &mut String) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                out.push('\n');
                let indent = indent + self.step;
                self.fields(fields, indent, indent, out);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                let indent = if self.flush {
                    indent
                } else {
                    indent + self.step
                };
                self.items(items, indent, indent, out);
            }
            leaf => {
                out.push(' ');
                self.leaf(leaf, indent + self.step, out);
            }
        }
    }

    /// Writes what follows a dash that stands at `indent`: a collection begins on the dash's own line.
    pub(super) fn after_dash(self, value: &Value, indent: usize, out: &mut String) {
        pad(self.dash - 1, out);
        let indent = indent + self.dash;
        let within = Self { dash: 2, ..self };
        match value {
            Value::Object(fields) if !fields.is_empty() => within.fields(fields, 0, indent, out),
            Value::Array(items) if !items.is_empty() => within.items(items, 0, indent, out),
            leaf => within.leaf(leaf, indent, out),
        }
    }

    /// Writes fields, the first line indented by `first`, the others by `indent`.
    fn fields(self, fields: &Map<String, Value>, first: usize, indent: usize, out: &mut String) {
        for (at, (key, value)) in fields.iter().enumerate() {
            pad(if at == 0 { first } else { indent }, out);
            out.push_str(&quoted(key));
            out.push(':');
            self.after_key(value, indent, out);
        }
    }

    fn items(self, items: &[Value], first: usize, indent: usize, out: &mut String) {
        for (at, item) in items.iter().enumerate() {
            pad(if at == 0 { first } else { indent }, out);
            out.push('-');
            self.after_dash(item, indent, out);
        }
    }

    /// Writes a leaf or an empty collection, and the break after it. Lines of text are indented by `indent`.
    fn leaf(self, leaf: &Value, indent: usize, out: &mut String) {
        match leaf {
            Value::String(text) if text.contains('\n') => {
                out.push_str(&literal(text, indent).unwrap_or_else(|| double_quoted(text)));
            }
            leaf => out.push_str(&flow(leaf)),
        }
        out.push('\n');
    }
}

pub(super) fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}
