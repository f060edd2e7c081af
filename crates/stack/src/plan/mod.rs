//! What a push would do: the stack, the folder it stands in and the tip of the GitOps repository go in, a [`Plan`] comes out.
//!
//! Three sides meet here, by whole files: what was pushed last, what lies there now, the stack as it is. Sealing is an
//! argument. No Git, no network and no key enters.

mod build;
mod checks;
mod conflict;
mod draft;
mod members;
mod merge;
mod message;
mod names;
mod planned;
mod planner;
mod push;
mod pushed;
mod record;
mod removal;
mod revision;
mod shared;
mod strays;
mod tip;

use crate::complaint::Complaint;

use build::WantedFiles;

pub use planned::{Change, ChangeKind, MemberChange, MemberPlan, Plan};
pub use push::{Push, SealFile, SealRequest};
pub use pushed::Pushed;
pub(crate) use shared::text as shared_text;

/// Returns what a push would do; `seal` is asked for each file with keys to seal.
///
/// # Errors
/// Everything that hinders it and is not a conflict, at once as far as it can be told.
pub fn plan(push: &Push, seal: &mut SealFile) -> Result<Plan, Vec<Complaint>> {
    planner::Planner::new(push)?.plan(seal)
}

#[cfg(test)]
mod tests;
