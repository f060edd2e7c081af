//! The Secrets that an Argo CD keeps of one type: its clusters, its repositories.
//!
//! They are handed over as the server wrote them; whoever asks reduces them and forgets them.

use argocd::destination::SECRET_TYPE_LABEL;
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
    /// Lists the Secrets of a namespace whose type fits: what stands behind the label in a selector.
    ///
    /// # Errors
    /// The Secrets may not be listed, or the cluster is out of reach.
    pub(crate) async fn argocd_secrets(
        &self,
        namespace: &str,
        kind: &str,
    ) -> Result<Vec<Value>, Error> {
        let scope = Scope::namespace("", "Secret", namespace);
        let selector = format!("{SECRET_TYPE_LABEL}{kind}");
        let parameters = [("labelSelector", &*selector)];
        let question = Question::of_scope(&pinned::secrets(), &scope, "list", JSON, &parameters);
        let limit = self.request_timeout.part();
        let body = within(limit, &question.what, self.ask(&question)).await?;
        let list: List = serde_json::from_slice(&body).map_err(|_| {
            let sentence = format!("the server's list of {} cannot be read", question.what);
            Error::new(Cause::Unreadable, sentence)
        })?;
        Ok(list.items)
    }
}
