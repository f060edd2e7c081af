//! The plugin on a real Argo CD: each file asks one question, of a bench that `cargo xtask test` brings up.
//! The plugin is a black box here; how it comes to its answers is tested in its own crates.

#![cfg(test)]

mod broken_group;
mod krew;
mod live;
mod mistakes;
mod oracle;
mod restricted;
mod secrets;
mod snapshot;
mod states;
