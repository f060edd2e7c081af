//! Names and paths in the GitOps repository, fixed for life.
