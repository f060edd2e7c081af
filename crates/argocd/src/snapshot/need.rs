//! How deeply objects must be read to answer a question.

/// Depth of reading, from cheap to dear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// The server's own table: names and the columns it prints.
    Names,
    /// The metadata alone.
    Meta,
    /// The summary this crate decodes straight from the bytes of a list.
    Summary,
    /// Whole objects.
    Body,
}
