//! clones.
