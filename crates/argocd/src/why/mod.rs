//! Why an add-on is in its state: from the state down to one cause, and what to do next.
//!
//! Pure: reads what the snapshot, the tree and the timeline already know. What is still to
//! be read for an answer is said as wants; a log's last lines are handed in by whoever can read them.

mod cause;

pub use cause::Cause;
