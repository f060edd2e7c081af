//! Answers: what each command found, as a plain value with two mouths: shapes for people, `Serialize` for scripts.
//!
//! Nothing is fetched here, and no colour, width or format enters.

pub(crate) mod addon;
pub(crate) mod diff;
pub(crate) mod doctor;
pub(crate) mod events;
#[cfg(test)]
mod fixture;
pub(crate) mod gaps;
pub(crate) mod get;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod log_line;
pub(crate) mod names;
mod operation;
pub(crate) mod remarks;
pub(crate) mod resource;
pub(crate) mod rights;
pub(crate) mod selection;
pub(crate) mod sources;
pub(crate) mod stack_tree;
pub(crate) mod surroundings;
pub(crate) mod tally;
pub(crate) mod tree;
pub(crate) mod values;
pub(crate) mod values_diff;
pub(crate) mod why;

#[cfg(test)]
mod narrow_tests;
#[cfg(test)]
mod schemas;
