//! From shapes to text: one file a format.
//!
//! Renderers read shapes only; they know no view, no command and no colour. All text from outside is escaped on its way.

mod diagram;
pub mod dot;
mod grid;
pub(crate) mod line;
pub mod mermaid;
pub mod svg;
pub mod text;
mod tree;
pub(crate) mod wrap;
