//! Nodes and the edges between them, with columns beside the nodes.

use std::borrow::Cow;

use super::{Column, Key, Text, Tone};

/// One node: who it is, whose child it is, what stands beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Who the node is.
    pub key: Key,
    /// Its parents. The first one that is in the graph is its place in a tree; none there: it is a root.
    pub parents: Vec<Key>,
    /// What it is called.
    pub name: Text,
    /// One cell for each of the graph's columns; missing ones are blank.
    pub cells: Vec<Text>,
    /// How it is doing, for diagrams.
    pub tone: Tone,
    /// The heading a root stands under; its descendants follow it.
    pub section: Option<Cow<'static, str>>,
}

impl Node {
    /// Returns a root with nothing beside it.
    pub fn new(key: impl Into<Key>, name: impl Into<Text>) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// Returns the node with one more parent.
    #[must_use]
    pub fn under(mut self, parent: impl Into<Key>) -> Self {
        self.parents.push(parent.into());
        self
    }

    /// Returns the node with these cells.
    #[must_use]
    pub fn cells(self, cells: impl IntoIterator<Item = Text>) -> Self {
        Self {
            cells: cells.into_iter().collect(),
            ..self
        }
    }

    /// Returns the node with this tone.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Returns the node under this heading.
    #[must_use]
    pub fn section(self, section: impl Into<Cow<'static, str>>) -> Self {
        Self {
            section: Some(section.into()),
            ..self
        }
    }
}

/// Nodes with any number of parents. Children and roots are drawn in the order of `nodes`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// The column the nodes' names stand in.
    pub name: Column,
    /// The columns beside it.
    pub columns: Vec<Column>,
    /// The nodes; a key that comes twice counts once, the first time.
    pub nodes: Vec<Node>,
}

impl Graph {
    /// Returns a graph without nodes.
    pub fn new(name: Column, columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            name,
            columns: columns.into_iter().collect(),
            nodes: Vec::new(),
        }
    }

    /// Adds a node.
    pub fn push(&mut self, node: Node) {
        self.nodes.push(node);
    }
}
