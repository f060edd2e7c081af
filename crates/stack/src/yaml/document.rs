//! The one map of positions: a text as a tree of nodes, each with the bytes it stands on, and its comments.
//!
//! Setting a scalar and sealing it are splices on these spans. What a plain scalar means (`yes`, `0755`) is not decided
//! here: see `read`.

use std::ops::Range;

use super::builder;
use super::fault::Fault;
use super::node::Node;

/// A text of one YAML document at most. It does not keep the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub(super) root: Option<Node>,
    pub(super) comments: Vec<Comment>,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Bytes from its `#` to the end of its line, without the break.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Whether it has its line for itself.
    pub alone: bool,
}

impl Document {
    /// Reads a text. It may begin with a byte order mark, break its lines with CRLF and lack the last line break.
    ///
    /// # Errors
    /// Text that is not YAML, holds several documents, nests deeper than 255 collections of a layout, repeats itself
    /// through aliases to more than a million nodes, or has an alias inside the node it stands for.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        builder::build(text)
    }

    /// Returns the node everything lies in; none for a text without any, such as one of comments only.
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// Returns the comments in the order they stand.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Returns a node by its path from the root: keys, and numbers from 0 for items; see `Node::step`.
    pub fn find(&self, path: &[&str]) -> Option<&Node> {
        path.iter()
            .try_fold(self.root()?, |node, step| node.step(step))
    }
}
