//! One timeline of everything that happened to an add-on.
//!
//! Events of every node of its tree and of the Application, joined with its last
//! operation and its history, folded and counted. Nothing is fetched or drawn here,
//! and no Event is attributed by a likeness of names.

mod entry;
mod event;
mod fold;
mod operation;
mod options;
mod subjects;
mod timeline;

pub use entry::{Entry, EntryKind, EventTimeline, Source};
pub(crate) use event::Event;
pub use options::TimelineOptions;
pub use timeline::timeline;

#[cfg(test)]
mod tests;
