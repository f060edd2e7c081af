//! The repositories that an Argo CD is connected to, read from its Secrets.
//!
//! A Secret is reduced to its address and the kind of its credentials here and forgotten.

use argocd::destination::SECRET_TYPE_LABEL;
use argocd::repositories::{Connection, SECRET_TYPES};
use argocd::snapshot::Scope;
use serde::Deserialize;
use serde_json::Value;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::pinned;
use crate::request::{JSON, Question, within};

#[derive(Deserialize)]
struct List {
    #[serde(default)]
    items: Vec<Value>,
}

impl Cluster {
    /// Reads the connections of the Argo CD in a namespace.
    ///
    /// # Errors
    /// The Secrets may not be listed, or the cluster is out of reach.
    pub async fn connections(&self, namespace: &str) -> Result<Vec<Connection>, Error> {
        let scope = Scope::namespace("", "Secret", namespace);
        let selector = format!("{SECRET_TYPE_LABEL} in ({})", SECRET_TYPES.join(","));
        let parameters = [("labelSelector", &*selector)];
        let question = Question::of_scope(&pinned::secrets(), &scope, "list", JSON, &parameters);
        let limit = self.request_timeout.part();
        let body = within(limit, &question.what, self.ask(&question)).await?;
        let list: List = serde_json::from_slice(&body).map_err(|_| {
            let sentence = format!("the server's list of {} cannot be read", question.what);
            Error::new(Cause::Unreadable, sentence)
        })?;
        Ok(list
            .items
            .iter()
            .filter_map(Connection::from_secret)
            .collect())
    }
}
