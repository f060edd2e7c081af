//! Why an add-on is in its state: from the state down to one cause, and what to do next.
//!
//! Pure: reads what the snapshot, the tree and the timeline already know. What is still to
//! be read for an answer is said as wants; a log's last lines are handed in by whoever can read them.

mod answer;
mod case;
mod cause;
mod command;
mod control;
mod deletion;
mod drift;
mod finding;
mod glance;
mod level;
mod line;
mod member;
mod network;
mod note;
mod operation;
mod path;
mod pod;
mod question;
pub(crate) mod quote;
mod root;
mod rule;
mod spec;
mod together;
mod wait;
mod workload;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Other, answer};
pub use cause::Cause;
pub use command::quoted;
pub use finding::{Finding, LogTail, LogWant, Next, Step};
pub use glance::{below, beside_all, gathered, lies_below};
pub use line::{Carried, Line};
pub use member::{Member, members};
pub use question::{Question, beside, lacking};
pub use together::{Shared, together};
