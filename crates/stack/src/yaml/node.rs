//! The nodes of a document, each with the bytes it stands on. How they are found belongs to `builder`.
//!
//! `Debug` shows shape and places and never a value: a document may hold secrets.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

/// A node of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Bytes it stands on, without tag and anchor: a quoted scalar with its quotes; a block scalar from its `|` or `>`
    /// to the end of its last line, without that line's break; a flow collection with its brackets; a block collection
    /// from its first key or dash to the end of its last node. Empty, right after what announces it, for an absent value.
    pub span: Range<usize>,
    /// Its tag, as written.
    pub tag: Option<Property>,
    /// Its anchor: the name without `&`.
    pub anchor: Option<Property>,
    /// Line its span starts on, from 1.
    pub line: usize,
    /// Column its span starts at, in characters, from 1.
    pub column: usize,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Keys and values.
    Mapping(Mapping),
    /// Items.
    Sequence(Sequence),
    /// A leaf.
    Scalar(Scalar),
    /// `*name`: the node that bears the anchor of this name before it.
    Alias(String),
}

/// A mapping: entries in the order they are written, repeated keys included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// How it is written.
    pub layout: Layout,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Node,
    /// The value.
    pub value: Node,
}

/// A sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// How it is written.
    pub layout: Layout,
    /// Its items.
    pub items: Vec<Node>,
    /// Where the `-` of each item stands, in bytes; none in flow layout.
    pub dashes: Vec<usize>,
}

/// A leaf: its text with escapes and folds undone, and how it is written. An absent value is an empty plain text.
#[derive(Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text it stands for.
    pub text: String,
    /// How it is written.
    pub style: Style,
}

impl fmt::Debug for Scalar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Scalar({:?})", self.style)
    }
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// By lines and indentation.
    Block,
    /// In brackets.
    Flow,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|` and lines.
    Literal,
    /// `>` and lines.
    Folded,
}

/// A tag or an anchor: its text, and the bytes of the whole token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// A tag with its `!`, an anchor without its `&`.
    pub text: String,
    /// Bytes of the token, `!` or `&` included.
    pub span: Range<usize>,
}

impl Node {
    /// Returns the bytes of the node with its tag and anchor.
    pub fn whole(&self) -> Range<usize> {
        let properties = self.tag.iter().chain(&self.anchor);
        let starts = properties.map(|property| property.span.start);
        let start = starts.chain([self.span.start]).min();
        start.unwrap_or(self.span.start)..self.span.end
    }

    /// Returns the leaf it is.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Returns the text of the leaf it is.
    pub fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// Returns the mapping it is.
    pub fn mapping(&self) -> Option<&Mapping> {
        match &self.kind {
            Kind::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// Returns the sequence it is.
    pub fn sequence(&self) -> Option<&Sequence> {
        match &self.kind {
            Kind::Sequence(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// Says whether nothing is written where the value would stand: `key:`, `- `.
    pub fn is_absent(&self) -> bool {
        let plain = |scalar: &Scalar| scalar.style == Style::Plain;
        self.span.is_empty() && self.scalar().is_some_and(plain)
    }

    /// Says whether nothing stands here but a tag or an anchor, as where somebody left out the quotes of a text that begins
    /// with `!` or `&`. `!!str` and `!!null` say what an absent value is.
    pub fn is_bare_property(&self) -> bool {
        let plain = |tag: &Property| matches!(tag.text.as_str(), "!!str" | "!!null");
        let tagged = self.tag.as_ref().is_some_and(|tag| !plain(tag));
        self.is_absent() && (tagged || self.anchor.is_some())
    }

    /// Returns the node a step further: the value of a key, of the last such key as Helm reads repeated keys; an item
    /// where the node is a sequence and the step a number from 0. Aliases are not followed.
    pub fn step(&self, step: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Mapping(mapping) => mapping.get(step).map(|entry| &entry.value),
            Kind::Sequence(sequence) => sequence.items.get(step.parse::<usize>().ok()?),
            _ => None,
        }
    }
}

impl Mapping {
    /// Returns the last entry of a key, which is the one that counts for Helm.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter().rev();
        entries.find(|entry| entry.key.text() == Some(key))
    }

    /// Returns the entries whose key stands earlier in the mapping already, written the same.
    pub fn repeated(&self) -> Vec<&Entry> {
        let mut seen = HashSet::new();
        let entries = self.entries.iter();
        let keyed = entries.filter_map(|entry| Some((entry.key.text()?, entry)));
        let again = keyed.filter(|(key, _)| !seen.insert(*key));
        again.map(|(_, entry)| entry).collect()
    }
}
