//! House rules that no compiler checks: which crate may see which, what the guides promise,
//! how modules are named and opened, which versions go together, what must never be written down.
//! Each rule is a pure function from what was read to complaints; nothing is changed here.

#![cfg(test)]

mod arrows;
mod guides;
mod modules;
mod repository;
mod versions;
mod words;

/// Fails with every complaint, one a line.
fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}
