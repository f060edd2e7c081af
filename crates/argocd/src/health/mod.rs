//! Health of one live object, exactly as Argo CD judges the built-in kinds.
//!
//! One rule a file. A kind nobody knows has no health: blank, never a guess.

mod status;

pub use status::{Health, HealthStatus};
