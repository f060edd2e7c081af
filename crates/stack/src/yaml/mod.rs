//! YAML as Helm reads it, where every byte stands, and edits that change only what they mean to.
//!
//! A text goes in, values, positions or another text come out. No file is read here, no value is ever quoted in an
//! error, and nothing here knows what a key of a stack or a chart means.

mod block;
mod builder;
pub mod document;
pub mod edit;
pub mod fault;
mod gap;
pub mod node;
pub mod path;
mod place;
pub mod plain;
pub mod quote;
pub mod read;
pub mod write;

#[cfg(test)]
mod document_tests;
#[cfg(test)]
mod path_tests;
#[cfg(test)]
mod quote_tests;
#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod write_tests;
