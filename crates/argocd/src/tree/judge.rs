//! How one node is doing.
