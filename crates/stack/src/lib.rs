//! What a stack is and what becomes of it: its file, its graph, the plan of a push, edits and seals of YAML.
//!
//! A pure crate: texts, trees of files, `now` and randomness go in, plans and texts come out. No files, no network,
//! no environment, no processes, no clock and no key enters here but as an argument; whoever reads and writes is an edge.

pub mod application;
pub mod check;
pub mod cluster_file;
pub mod complaint;
pub mod file;
pub mod files;
pub mod graph;
pub mod layout;
pub mod member;
pub mod package;
pub mod plan;
pub mod seal;
pub mod setup;
pub mod yaml;
