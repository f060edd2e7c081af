//! Every cause with a readable world in which it holds, and which cause wins where several do.

mod comparison;
mod control;
mod deletion;
mod drift;
mod every_cause;
mod members;
mod network;
mod pods;
mod precedence;
mod secrets;
mod syncs;
mod workloads;
mod world;
