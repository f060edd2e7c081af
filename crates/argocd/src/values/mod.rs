//! The Helm values of an add-on: the layers they come from, merged as Helm merges them.
//!
//! Pure: files and chart defaults are handed in as text. Nothing is read here, and nothing leaves unmasked.
