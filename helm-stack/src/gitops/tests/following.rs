//! following.
