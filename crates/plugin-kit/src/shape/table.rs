//! Rows under columns, each row with an identity.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Block, Body, Text};

/// Who a row or node is, so that a selection and a comparison survive updates. Never shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(Arc<str>);

impl Key {
    /// Returns the key with this text; equal text, same thing.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Returns the text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// The side a column's cells stand at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers.
    Right,
}

/// A column: its header and how its cells behave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The header; text renderers write it in upper case.
    pub name: Cow<'static, str>,
    /// The side its cells stand at.
    pub align: Align,
    /// Shown by `-o wide` only; on a narrow terminal below the row, with its name.
    pub wide: bool,
    /// May be cut on a terminal that is too narrow.
    pub shrink: bool,
    /// Its cells are told apart by their ends as much as by their beginnings: they are cut in the middle.
    pub both_ends: bool,
    /// Left out on a terminal so narrow that another column could not be read.
    pub yields: bool,
    /// Follows the clock (an age): its change is no change of the row.
    pub clock: bool,
    /// Worth a line in the boxes of a diagram.
    pub drawn: bool,
    /// Says in a sentence what is wrong: pictures and narrow terminals give it lines of its own.
    pub explains: bool,
}

impl Column {
    /// Returns a left-aligned column that is always shown whole.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Returns the column with its cells at the right.
    #[must_use]
    pub fn right(self) -> Self {
        Self {
            align: Align::Right,
            ..self
        }
    }

    /// Returns the column as one of `-o wide` only.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// Returns the column as one that may be cut on a narrow terminal.
    #[must_use]
    pub fn shrink(self) -> Self {
        Self {
            shrink: true,
            ..self
        }
    }

    /// Returns the column as one whose cells are cut in the middle: names and addresses.
    #[must_use]
    pub fn both_ends(self) -> Self {
        Self {
            both_ends: true,
            ..self
        }
    }

    /// Returns the column as one that is left out before others become unreadable.
    #[must_use]
    pub fn yields(self) -> Self {
        Self {
            yields: true,
            ..self
        }
    }

    /// Returns the column as one that follows the clock.
    #[must_use]
    pub fn clock(self) -> Self {
        Self {
            clock: true,
            ..self
        }
    }

    /// Returns the column as one that says in a sentence what is wrong, or what happened.
    #[must_use]
    pub fn explains(self) -> Self {
        Self {
            explains: true,
            ..self
        }
    }

    /// Returns the column as one that diagrams write into their boxes.
    #[must_use]
    pub fn drawn(self) -> Self {
        Self {
            drawn: true,
            ..self
        }
    }
}

/// One row: who it is and a cell for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Who the row is.
    pub key: Key,
    /// One cell a column, in the columns' order; missing ones are blank.
    pub cells: Vec<Text>,
}

impl Row {
    /// Returns a row of these cells.
    pub fn new(key: impl Into<Key>, cells: impl IntoIterator<Item = Text>) -> Self {
        Self {
            key: key.into(),
            cells: cells.into_iter().collect(),
        }
    }
}

/// Rows under columns. A table without rows is drawn as nothing, header included, as kubectl does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<Column>,
    /// The rows, top to bottom; shared, so that one that stays need not be made again.
    pub rows: Vec<Arc<Row>>,
    /// Never has a header: its cells say what they are.
    pub bare: bool,
}

impl Table {
    /// Returns a table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
            bare: false,
        }
    }

    /// Returns the table as one without a header.
    #[must_use]
    pub fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// Adds a row at the end.
    pub fn push(&mut self, key: impl Into<Key>, cells: impl IntoIterator<Item = Text>) {
        self.rows.push(Arc::new(Row::new(key, cells)));
    }

    /// Returns the table as a block with this title.
    pub fn titled(self, title: impl Into<Text>) -> Block {
        Block::from(Body::Table(self)).titled(title)
    }
}
