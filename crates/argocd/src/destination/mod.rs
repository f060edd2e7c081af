//! Which cluster an Application is deployed to, as its Argo CD knows it.
//!
//! Rules are those of Argo CD's `util/argo/argo.go` (`GetDestinationCluster`) and `util/db/cluster.go`. Credentials
//! pass through here and are never shown; connecting is done elsewhere.

mod key;

pub use key::{DestinationKey, comparable};
