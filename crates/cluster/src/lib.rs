//! The edge to Kubernetes: connects, discovers, lists, follows, and reads and writes snapshot files.
//!
//! Everything leaves this crate as `argocd::snapshot::Update`s or as an [`Error`]
//! with a cause and a next step. What the objects mean is decided elsewhere; no
//! clock, no terminal and no command line enters here.

mod access;
mod answer;
pub mod apply;
mod argocd_secrets;
mod client;
pub mod cluster;
pub mod connect;
mod cutter;
pub mod discover;
pub mod error;
pub mod fetch;
pub mod follow;
mod hint;
mod kubeconfig;
mod labelled;
mod list;
pub mod logs;
mod page;
pub mod pinned;
mod proxy;
mod raw;
pub mod recorded;
mod remote;
mod repositories;
mod request;
mod step;
pub mod table;
mod version;

#[cfg(test)]
mod fake;

pub use apply::{Applied, Conflicts, Mode};
pub use cluster::{Cluster, RequestTimeout, Sink};
pub use connect::{Connection, connect};
pub use discover::Discovery;
pub use error::{Cause, Error};
pub use follow::Follow;
pub use kubeconfig::{KubeconfigNames, check_context, contexts_to, names};
pub use logs::{LogLine, LogLines, LogWanted};
pub use remote::connect_through;
pub use table::{Rows, Table, TableRow};
