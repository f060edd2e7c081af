//! The repositories that an Argo CD is connected to, read from its Secrets.
//!
//! A Secret is reduced to its address and the kind of its credentials here and forgotten.

use argocd::repositories::{Connection, SECRET_TYPES};

use crate::cluster::Cluster;
use crate::error::Error;

impl Cluster {
    /// Reads the connections of the Argo CD in a namespace.
    ///
    /// # Errors
    /// The Secrets may not be listed, or the cluster is out of reach.
    pub async fn connections(&self, namespace: &str) -> Result<Vec<Connection>, Error> {
        let kinds = format!(" in ({})", SECRET_TYPES.join(","));
        let secrets = self.argocd_secrets(namespace, &kinds).await?;
        Ok(secrets.iter().filter_map(Connection::from_secret).collect())
    }
}
