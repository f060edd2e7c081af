//! What a push would do: the stack, the folder it stands in and the tip of the GitOps repository go in, a [`Plan`] comes out.
//!
//! Three sides meet here, by whole files: what was pushed last, what lies there now, the stack as it is. Sealing is an
//! argument. No Git, no network and no key enters.

mod build;
pub mod cluster_file;
mod conflict;
mod draft;
mod members;
mod merge;
mod message;
mod names;
mod plan;
mod planner;
mod push;
mod pushed;
mod revision;
mod tip;

use build::WantedFiles;
pub use cluster_file::{ClusterFile, Decryptor, Destination, RevisionPolicy};

pub use plan::{Change, ChangeKind, MemberChange, MemberPlan, Plan, plan};
pub use push::{Push, SealFile, SealRequest};
pub use pushed::Pushed;

#[cfg(test)]
mod tests;
