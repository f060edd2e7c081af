//! Lifecycle state: one word, one reason and one sentence for an Application.
//!
//! The first line that fits of the table in the product page wins. Inputs are the
//! Application, its AppProject and `now`; nothing is fetched here.

mod state;

pub use state::{Lifecycle, Reason, State};
