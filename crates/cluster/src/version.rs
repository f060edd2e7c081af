//! Which version of Kubernetes a cluster is, and what time it is there.

use http::header::DATE;
use http::{HeaderMap, Request};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use kube::client::Body;
use serde::Deserialize;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::hint;
use crate::request::{JSON, Question, request, within};

/// Where every server answers, if only with a refusal.
const PATH: &str = "/version";

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
        let question = Question::of_path(PATH, JSON, "the version of Kubernetes");
        let limit = self.request_timeout.part();
        let body = within(limit, &question.what, self.ask(&question)).await?;
        let version: Result<Version, _> = serde_json::from_slice(&body);
        version.map(|version| version.git_version).map_err(|_| {
            let sentence = format!("{} does not say its version", self.server());
            Error::new(Cause::Unreadable, sentence)
        })
    }
    /// Returns what time the server says it is, in whole seconds; `None` where it does not say. A refusal says it too.
    ///
    /// # Errors
    /// The server is out of reach, or does not answer in time.
    pub async fn clock(&self) -> Result<Option<Timestamp>, Error> {
        let question = Question::of_path(PATH, JSON, "the time");
        let asked: Request<Body> = request(&question)?.map(Body::from);
        let answered = async {
            let answer = self.client.send(asked).await;
            answer.map_err(|error| hint::explain(error, self.server()))
        };
        let answer = within(self.request_timeout.part(), &question.what, answered).await?;
        Ok(date(answer.headers()))
    }
}

/// Reads the `Date` of an answer (RFC 9110, section 5.6.7).
fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    let date = rfc2822::DateTimeParser::new().parse_timestamp(text);
    date.ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::fake::{Fake, Reply};

    #[tokio::test]
    async fn the_time_is_that_of_the_answer_be_it_a_refusal() {
        let said = "Tue, 15 Nov 1994 08:12:31 GMT";
        let fake = Fake::start(move |_| Reply::status(403, json!({})).with("date", said)).await;
        let time = fake.cluster().await.clock().await.unwrap();
        assert_eq!(time, Some("1994-11-15T08:12:31Z".parse().unwrap()));
        let silent = Fake::start(|_| Reply::json(json!({}))).await;
        assert_eq!(silent.cluster().await.clock().await.unwrap(), None);
    }
}
