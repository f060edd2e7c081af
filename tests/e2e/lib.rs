//! What the end-to-end tests stand on: a bench named by the environment, and the plugins run as a person runs them.
//!
//! Knows the plugins by their binaries and their JSON only; no crate of this workspace may enter. What has to hold
//! is said in the tests.

#[path = "../schemas/answer.rs"]
mod answer;
pub mod argo_cd_tree;
pub mod bench;
pub mod delivery;
pub mod output;
pub mod patience;
pub mod person;
pub mod repo_server;
pub mod repository;
pub mod scenario;
pub mod second;
pub mod watch;
