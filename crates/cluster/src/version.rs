//! Which version of Kubernetes a cluster is.

use serde::Deserialize;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::request::{JSON, Question};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    git_version: String,
}

impl Cluster {
    /// Returns the version of Kubernetes, as in `v1.37.2`.
    ///
    /// # Errors
    /// The server is out of reach, or does not say.
    pub async fn version(&self) -> Result<String, Error> {
        let question = Question::of_path("/version", JSON, "the version of Kubernetes");
        let body = self.ask(&question).await?;
        let version: Result<Version, _> = serde_json::from_slice(&body);
        version.map(|version| version.git_version).map_err(|_| {
            let sentence = format!("{} does not say its version", self.server());
            Error::new(Cause::Unreadable, sentence)
        })
    }
}
