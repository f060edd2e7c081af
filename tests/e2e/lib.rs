//! What the end-to-end tests stand on: a bench named by the environment, and the plugin run as a person runs it.
//!
//! Knows the plugin by its binary and its JSON only; no crate of this workspace may enter. What has to hold
//! is said in the tests.

pub mod argo_cd_tree;
pub mod bench;

pub mod output;
pub mod patience;
pub mod person;
pub mod scenario;
pub mod watch;
