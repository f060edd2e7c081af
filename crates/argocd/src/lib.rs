//! What Argo CD's objects say and mean.
//!
//! A pure crate: objects and an instant go in, verdicts come out. No files, no
//! network, no environment, no processes and no clock; `now` is an argument.

pub mod application;
pub mod application_set;
pub mod catalog;
pub mod containers;
pub mod destination;
pub mod diff;
pub mod doctor;
pub mod duration;
pub mod events;
pub mod exclusions;
pub mod facts;
mod field;
pub mod glob;
pub mod health;
pub mod info;
pub mod lifecycle;
pub mod marks;
pub mod mask;
pub mod nearest;
pub mod object;
pub mod operation;
pub mod project;
pub mod redact;
pub mod repositories;
pub mod resolve;
pub mod resource;
pub mod rights;
pub mod selector;
pub mod settings;
pub mod snapshot;
pub mod stacks;
pub mod sync;
pub mod time;
pub mod tracking;
pub mod tree;
pub mod trouble;
pub mod values;
pub mod why;
pub mod windows;
