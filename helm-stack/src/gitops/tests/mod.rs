//! The repository over real Git: bare remotes, clones and hooks in folders of their own, and nothing of this machine.

mod clones;
mod fixture;
mod following;
mod hooks;
mod killed;
mod mistakes;
mod races;
mod remotes;
mod traps;
