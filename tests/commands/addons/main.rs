//! `kubectl addons` as a person types it: the real program over recorded clusters and over an API server of this
//! process, whole screens and exact sentences. Nothing here looks into the program.

#![cfg(test)]

mod acting;
#[path = "../../schemas/answer.rs"]
mod answer;
mod causes;
mod clusters;
mod completion;
mod connection;
mod contexts;
mod diff;
mod doctor;
mod events;
mod files;
mod get;
mod help;
mod history;
mod hostile;
mod list;
mod logs;
mod needs;
mod older;
mod program;
mod rbac;
mod resource;
mod rights;
mod schemas;
mod server;
mod snapshot;
mod sources;
mod stack_tree;
mod tree;
mod usage;
mod values;
mod watch;
mod why;
mod why_all;
