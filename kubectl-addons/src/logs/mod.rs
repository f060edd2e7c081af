//! Which logs of an add-on are read, and their lines brought into one stream.
//!
//! Talks to the cluster; how a line looks is decided in `view`, which containers a Pod has in `argocd`.

mod choice;
mod following;
mod merge;

pub(crate) use choice::{Choice, Chosen};
pub(crate) use following::follow;
pub(crate) use merge::merge;

/// Logs that are open at once, on one connection to the API server, which takes a hundred requests or more.
pub(crate) const AT_ONCE: usize = 80;
