//! `push` against real remotes: what arrives, what is left alone, what is refused, and what a kill or a race leaves.

mod clones;
mod folders;
mod killed;
mod place;
mod races;
mod refusals;
mod sealed;
