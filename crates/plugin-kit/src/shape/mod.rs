//! What an answer looks like, before anyone decides how it is drawn.
//!
//! A view turns into [`Blocks`]; text, terminal UI and diagrams draw them. Shapes carry meaning ([`Tone`])
//! and identity ([`Key`]). No colour, no width and no format enters here.

mod facts;
mod forest;
mod graph;
mod outline;
mod table;
mod text;

pub use facts::{Fact, Facts};
pub use forest::Forest;
pub use graph::{Graph, Node};
pub use outline::{Branch, Drawn, outline};
pub use table::{Align, Column, Key, Row, Table};
pub use text::{Span, Text, Tone};

/// A whole answer, top to bottom.
pub type Blocks = Vec<Block>;

/// One part of an answer, with or without a title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The line above the body, if any.
    pub title: Option<Text>,
    /// What is shown.
    pub body: Body,
}

/// The shapes a part of an answer can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Labels with their values.
    Facts(Facts),
    /// Rows under columns.
    Table(Table),
    /// Nodes and the edges between them, with columns beside the nodes.
    Graph(Graph),
    /// Plain lines.
    Lines(Vec<Text>),
    /// Sentences, which break between words where the screen is narrow, and below them lines that begin with a blank
    /// and never break: what is to be copied.
    Prose(Vec<Text>),
}

impl Default for Body {
    fn default() -> Self {
        Self::Lines(Vec::new())
    }
}

impl Block {
    /// Returns a block of plain lines.
    pub fn lines<T: Into<Text>>(lines: impl IntoIterator<Item = T>) -> Self {
        Body::Lines(lines.into_iter().map(Into::into).collect()).into()
    }

    /// Returns a block of sentences and what is to be copied.
    pub fn prose<T: Into<Text>>(lines: impl IntoIterator<Item = T>) -> Self {
        Body::Prose(lines.into_iter().map(Into::into).collect()).into()
    }

    /// Returns the block with this title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<Text>) -> Self {
        self.title = Some(title.into());
        self
    }
}

impl From<Body> for Block {
    fn from(body: Body) -> Self {
        Self { title: None, body }
    }
}

impl From<Facts> for Block {
    fn from(facts: Facts) -> Self {
        Body::Facts(facts).into()
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Body::Table(table).into()
    }
}

impl From<Graph> for Block {
    fn from(graph: Graph) -> Self {
        Body::Graph(graph).into()
    }
}
