//! Which cluster an Application is deployed to, as its Argo CD knows it.
//!
//! Rules are those of Argo CD's `util/argo/argo.go` (`GetDestinationCluster`) and `util/db/cluster.go`. Credentials
//! pass through here and are never shown; connecting is done elsewhere.

mod access;
mod find;
mod key;
mod secret;

pub use access::{Access, Identity};
pub use find::{Found, find};
pub use key::{DestinationKey, comparable};
pub use secret::ClusterSecret;

/// Label of the Secrets in which Argo CD keeps the clusters it knows (`common.LabelKeySecretType`).
pub const SECRET_TYPE_LABEL: &str = "argocd.argoproj.io/secret-type";
/// Value of that label.
pub const CLUSTER_TYPE: &str = "cluster";
