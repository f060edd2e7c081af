//! Asks the server what the user may do, which changes nothing (`SelfSubjectAccessReview`, `SelfSubjectRulesReview`).
//!
//! Every authenticated user may ask that of themselves (the built-in role `system:basic-user`).

use argocd::rights::Right;
use futures_util::stream::{self, StreamExt};
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::request::{Answer, JSON, Question, unaskable, within};

const ROOT: &str = "/apis/authorization.k8s.io/v1";

/// How many rights are asked for at once.
const AT_ONCE: usize = 24;

impl Cluster {
    /// Returns for each right whether the user has it, in their order.
    ///
    /// # Errors
    /// The server does not say of one of them, or not in time.
    pub async fn may_all(&self, rights: &[Right]) -> Result<Vec<bool>, Error> {
        let asked = rights.iter().map(|right| self.may(right));
        let answers: Vec<Result<bool, Error>> =
            stream::iter(asked).buffered(AT_ONCE).collect().await;
        answers.into_iter().collect()
    }

    /// Returns the rules that hold for the user in a namespace, those of the whole cluster included
    /// (`SubjectRulesReviewStatus`).
    ///
    /// # Errors
    /// The server does not say, or not in time.
    pub async fn rules_within(&self, namespace: &str) -> Result<Value, Error> {
        let spec = json!({"namespace": namespace});
        self.review("SelfSubjectRulesReview", &spec).await
    }

    async fn may(&self, right: &Right) -> Result<bool, Error> {
        let spec = json!({"resourceAttributes": attributes(right)});
        let status = self.review("SelfSubjectAccessReview", &spec).await?;
        Ok(status["allowed"] == true)
    }

    /// Returns what the server has to say of a question.
    async fn review(&self, kind: &str, spec: &Value) -> Result<Value, Error> {
        let path = format!("{ROOT}/{}s", kind.to_lowercase());
        let question = Question::of_path(path, JSON, "what you may do");
        let body = json!({"apiVersion": "authorization.k8s.io/v1", "kind": kind, "spec": spec});
        let body = body.to_string().into_bytes();
        let limit = self.request_timeout.part();
        let answered = async {
            let asked = self.try_to_send(&question, limit, || request(&question, body.clone()));
            match asked.await? {
                Answer::Missing => Ok(Vec::new()),
                Answer::Body(body) => self.collect(body).await,
            }
        };
        let answer = within(limit, &question.what, answered).await?;
        let mut review: Value = serde_json::from_slice(&answer).unwrap_or_default();
        match review["status"].take() {
            status @ Value::Object(_) => Ok(status),
            _ => {
                let sentence = format!("{} does not say what you may do", self.server());
                Err(Error::new(Cause::Unreadable, sentence))
            }
        }
    }
}

/// A subresource stands apart from its resource here.
fn attributes(right: &Right) -> Value {
    let (resource, subresource) = right
        .resource
        .split_once('/')
        .unwrap_or((&right.resource, ""));
    let mut attributes = json!({"verb": right.verb, "group": right.group, "resource": resource});
    let others = [
        ("subresource", subresource),
        ("namespace", right.namespace.as_deref().unwrap_or_default()),
        ("name", right.name.as_deref().unwrap_or_default()),
    ];
    for (key, value) in others.into_iter().filter(|(_, value)| !value.is_empty()) {
        attributes[key] = value.into();
    }
    attributes
}

fn request(question: &Question, body: Vec<u8>) -> Result<Request<Vec<u8>>, Error> {
    Request::post(&question.path)
        .header(ACCEPT, question.accept)
        .header(CONTENT_TYPE, JSON)
        .body(body)
        .map_err(|error| unaskable(question, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, Reply};

    #[tokio::test]
    async fn each_right_is_asked_for_and_answered_in_order() {
        let fake = Fake::start(|asked| {
            let body: Value = serde_json::from_str(&asked.body).unwrap();
            let attributes = &body["spec"]["resourceAttributes"];
            let allowed = attributes["subresource"] == "log" && attributes["namespace"] == "web";
            Reply::json(json!({"status": {"allowed": allowed}}))
        })
        .await;
        let logs = Right::new("get", "", "pods/log").within("web");
        let secrets = Right::new("list", "", "secrets");
        let may = fake.cluster().await.may_all(&[secrets, logs]).await;
        assert_eq!(may.unwrap(), [false, true]);
    }

    #[tokio::test]
    async fn rules_of_a_namespace_are_handed_over() {
        let fake = Fake::start(|asked| {
            assert!(asked.is_at("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"));
            assert!(
                asked.body.contains(r#"{"namespace":"web"}"#),
                "{}",
                asked.body
            );
            Reply::json(json!({"status": {"resourceRules": [], "incomplete": true}}))
        })
        .await;
        let rules = fake.cluster().await.rules_within("web").await.unwrap();
        assert_eq!(rules["incomplete"], true);
    }

    #[tokio::test]
    async fn a_server_that_does_not_say_is_no_refusal() {
        let fake = Fake::start(|_| Reply::status(403, json!({}))).await;
        let right = Right::new("list", "", "secrets");
        let refused = fake.cluster().await.may_all(&[right]).await.unwrap_err();
        assert_eq!(refused.cause(), Cause::Forbidden);
    }
}
