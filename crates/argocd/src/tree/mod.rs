//! The tree of everything an Application consists of.
//!
//! Roots are what Argo CD manages; children hang under them by owner reference, to
//! any depth, and by the few edges that Argo CD infers. Built from one snapshot by
//! pure functions; `plan` says what that snapshot must hold. Nothing is fetched or
//! drawn here.

mod absent;
mod around;
mod build;
mod category;
mod filter;
#[cfg(test)]
pub(crate) mod fixture;
mod gaps;
mod governed;
mod graft;
mod graph;
mod index;
mod judge;
mod kind_name;
mod live;
mod node;
mod options;
mod order;
mod orphans;
mod owners;
pub mod plan;
mod remark;
mod resource_tree;
mod walk;
mod word;

pub use build::{application_node, build};
pub use category::Category;
pub use governed::Governance;
pub use kind_name::is_of_kind;
pub use node::{Node, Presence};
pub use options::TreeOptions;
pub use orphans::OrphanRules;
pub use remark::endpoints;
pub use resource_tree::ResourceTree;
pub use word::ResourceWord;

pub(crate) use plan::is_excluded;

#[cfg(test)]
mod tests;
