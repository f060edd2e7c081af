//! The graph of parents: waves and cycles.
