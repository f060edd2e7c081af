//! One resource told at length: its conditions, its containers, how it is reached, what marks it.
//!
//! Reads one body; what hangs under it is the tree's business, and how it is drawn its reader's. Secrets in sentences
//! are masked here, once.

mod condition;
mod container;
mod endpoints;
mod mark;
mod port;
#[cfg(test)]
mod tests;

pub use condition::{Condition, Judgement, conditions};
pub use container::{Container, Death, Role, containers};
pub(crate) use endpoints::SERVICE_NAME;
pub use endpoints::{Endpoint, Endpoints, of_service};
pub use mark::marks;
pub use port::{Port, ports};
