//! Other programs: run with a clean environment, a deadline and nothing secret in their arguments.
//!
//! An edge. What is asked of Git or Helm, and what the answer means, is decided by whoever calls.

mod capture;
pub mod conversation;
mod environment;
pub mod error;
pub mod git;
pub mod helm;
pub mod interactive;
pub mod interrupt;
pub mod mask;
pub mod run;
mod running;
