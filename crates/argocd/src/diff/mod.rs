//! How two forms of one object differ, as Argo CD would see it: what is ignored is left out, secrets are masked.
//!
//! Pure: both forms are handed in. Rendering, dry runs and reading are done elsewhere.
