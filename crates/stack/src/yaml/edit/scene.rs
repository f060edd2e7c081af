//! The text at hand: how it breaks lines and lays out blocks, and where lines and announcements stand.

use std::ops::Range;

use super::super::document::Document;
use super::super::gap;
use super::super::node::{Kind, Layout, Node};
use super::super::write::Style;
use super::Refusal;
use super::trail::{Holder, Spot};

/// A text and its document.
pub(super) struct Scene<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// Its document.
    pub(super) document: &'a Document,
    /// How it lays out blocks, as far as it shows.
    pub(super) style: Style,
    /// How it breaks lines.
    pub(super) newline: &'static str,
}

impl<'a> Scene<'a> {
    pub(super) fn new(text: &'a str, document: &'a Document) -> Self {
        let first = text.find('\n');
        let crlf = first.is_some_and(|at| text[..at].ends_with('\r'));
        let mut scene = Self {
            text,
            document,
            style: Style::default(),
            newline: if crlf { "\r\n" } else { "\n" },
        };
        if let Some(root) = document.root() {
            scene.style.step = scene.step(root).unwrap_or(scene.style.step);
            scene.style.flush = scene.flush(root).unwrap_or(scene.style.flush);
        }
        scene
    }

    /// Returns lines broken as the text breaks its own.
    pub(super) fn lines(&self, lines: &str) -> String {
        lines.replace('\n', self.newline)
    }

    /// Returns the bytes of the line of a byte, without its break.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let start = start + bom(&self.text[start..]);
        let rest = &self.text[at..];
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        start..at + length
    }

    /// Returns where the line after that of a byte begins; the end of the text where there is none.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let end = self.line(at).end;
        let rest = &self.text[end..];
        let length = ["\r\n", "\n", "\r"]
            .iter()
            .find(|it| rest.starts_with(**it));
        end + length.map_or(0, |it| it.len())
    }

    /// Returns where the line begins below a member of a row of `indent` that ends at a byte, and below the comments that
    /// belong to it: those that stand deeper.
    pub(super) fn below(&self, end: usize, indent: usize) -> usize {
        let mut at = self.next_line(end);
        while at < self.text.len() {
            let line = &self.text[self.line(at)];
            let comment = line.trim_start_matches(' ');
            if !comment.starts_with('#') || line.len() - comment.len() <= indent {
                break;
            }
            at = self.next_line(at);
        }
        at
    }

    /// Returns the comment on the line of a byte and behind it, with the blanks before it.
    pub(super) fn comment_behind(&self, at: usize) -> Option<Range<usize>> {
        let end = self.line(at).end;
        let comments = self.document.comments();
        let index = comments.partition_point(|comment| comment.span.end < end);
        let comment = comments
            .get(index)
            .filter(|it| it.span.end == end && it.span.start >= at)?;
        let before = self.text[at..comment.span.start].trim_end_matches([' ', '\t']);
        Some(at + before.len()..end)
    }

    /// Returns how many characters stand before a byte on its line.
    pub(super) fn indent(&self, at: usize) -> usize {
        self.text[self.line(at).start..at].chars().count()
    }

    /// Says whether a byte is the first of its line that is no blank.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        self.text[self.line(at).start..at]
            .bytes()
            .all(|byte| byte == b' ')
    }

    /// Says whether a blank line stands between two bytes.
    pub(super) fn is_parted(&self, from: usize, to: usize) -> bool {
        let between = self.text.get(from..to).unwrap_or_default();
        let lines: Vec<&str> = between.split('\n').collect();
        let inner = lines.get(1..lines.len().saturating_sub(1));
        inner.is_some_and(|inner| inner.iter().any(|line| line.trim().is_empty()))
    }

    /// Returns where the token begins that announces a node (its key or dash), and where that token ends (its colon or
    /// dash).
    pub(super) fn announcement(&self, spot: &Spot<'_>) -> Result<Range<usize>, Refusal> {
        let found = match spot.holder {
            Holder::Root => None,
            Holder::Entry(mapping, at) => self.entry(mapping, at, spot.node),
            Holder::Item(sequence, at) => dash(sequence, at).map(|dash| dash..dash + 1),
        };
        let odd = || {
            Refusal::new(
                spot.node.line,
                "this spelling is beyond the editor; edit it by hand",
            )
        };
        found.ok_or_else(odd)
    }

    fn entry(&self, mapping: &Node, at: usize, value: &Node) -> Option<Range<usize>> {
        let key = &mapping.mapping()?.entries.get(at)?.key;
        let colon = gap::colon(self.text, key.span.end)?;
        let start = key.whole().start;
        let explicit = self.text[..start].trim_end_matches(' ').ends_with('?');
        (colon < value.whole().start && !explicit).then_some(start..colon + 1)
    }

    /// Returns by how much the first mapping within a mapping is indented.
    fn step(&self, node: &Node) -> Option<usize> {
        let indent = |node: &Node| node.column - 1;
        each(node).find_map(|(key, value)| {
            let mapping = value.mapping()?;
            let nested = mapping.layout == Layout::Block && value.line > key.line;
            let step = indent(value).checked_sub(indent(key))?;
            (nested && (1..=8).contains(&step)).then_some(step)
        })
    }

    /// Says whether the first list below a key stands without indentation.
    fn flush(&self, node: &Node) -> Option<bool> {
        each(node).find_map(|(key, value)| {
            let sequence = value.sequence()?;
            (sequence.layout == Layout::Block).then_some(value.column == key.column)
        })
    }
}

fn bom(line: &str) -> usize {
    if line.starts_with('\u{feff}') { 3 } else { 0 }
}

fn dash(sequence: &Node, at: usize) -> Option<usize> {
    sequence.sequence()?.dashes.get(at).copied()
}

/// Walks through the entries of all mappings, in the order they are written.
fn each(root: &Node) -> impl Iterator<Item = (&Node, &Node)> {
    let mut nodes = vec![(None, root)];
    std::iter::from_fn(move || {
        loop {
            let (key, node) = nodes.pop()?;
            match &node.kind {
                Kind::Mapping(mapping) => {
                    nodes.extend(
                        mapping
                            .entries
                            .iter()
                            .rev()
                            .map(|it| (Some(&it.key), &it.value)),
                    );
                }
                Kind::Sequence(sequence) => {
                    nodes.extend(sequence.items.iter().rev().map(|item| (None, item)));
                }
                Kind::Scalar(_) | Kind::Alias(_) => {}
            }
            if let Some(key) = key {
                return Some((key, node));
            }
        }
    })
}
