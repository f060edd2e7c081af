//! The plugins on a real Argo CD: each file asks one question, of a bench that `cargo xtask test` brings up.
//! The plugins are black boxes here; how they come to their answers is tested in their own crates.

#![cfg(test)]

mod broken_group;
mod clusters;
mod connections;
mod decryptor;
mod doctor;
mod drift;
mod krew;
mod live;
mod logs;
mod mistakes;
mod oracle;
mod order;
mod plugin;
mod recipients;
mod restricted;
mod rights;
mod secrets;
mod snapshot;
mod sops;
mod states;
#[path = "loop.rs"]
mod the_loop;
mod values;
mod why;
