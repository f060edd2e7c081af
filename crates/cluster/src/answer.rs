//! Reads what the server answered when it answered with an error.
//!
//! Says in our words what was asked and why it was refused; the server's own
//! sentence is kept where it knows more. Connections that fail are read in `hint`.

use std::time::Duration;

use argocd::mask;
use http::{HeaderMap, StatusCode, header::RETRY_AFTER};
use kube::core::Status;

use crate::error::{Cause, Error};
use crate::request::Question;

/// One answer with an error status.
pub(crate) struct Refusal {
    code: StatusCode,
    status: Option<Status>,
    text: String,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// Reads status, headers and body.
    pub(crate) fn new(code: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let seconds = headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.trim().parse().ok());
        let status = serde_json::from_slice::<Status>(body).ok();
        let text: String = String::from_utf8_lossy(body)
            .trim()
            .chars()
            .take(200)
            .collect();
        Self {
            code,
            status: status.filter(|status| !status.message.is_empty() || status.code != 0),
            text,
            retry_after: seconds.map(Duration::from_secs),
        }
    }

    /// Reads a status that came inside a watch.
    pub(crate) fn of_status(status: Status) -> Self {
        Self {
            code: StatusCode::from_u16(status.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            text: String::new(),
            status: Some(status),
            retry_after: None,
        }
    }

    /// Returns how long the server asks us to wait before another try; `None` where another try
    /// makes no sense.
    pub(crate) fn wait(&self) -> Option<Duration> {
        match self.code {
            StatusCode::TOO_MANY_REQUESTS => {
                Some(self.retry_after.unwrap_or(Duration::from_secs(1)))
            }
            StatusCode::SERVICE_UNAVAILABLE => self.retry_after,
            _ => None,
        }
    }

    /// Returns whether it says that one named object is not there, though its kind is served.
    pub(crate) fn is_missing_object(&self) -> bool {
        let details = self
            .status
            .as_ref()
            .and_then(|status| status.details.as_ref());
        self.code == StatusCode::NOT_FOUND
            && details.is_some_and(|details| !details.name.is_empty())
    }

    /// Says it as an error.
    pub(crate) fn into_error(self, question: &Question, server: &str) -> Error {
        let what = &question.what;
        let verb = question.verb;
        match self.code {
            StatusCode::UNAUTHORIZED => Error::new(
                Cause::Unauthorized,
                format!("{server} does not accept your credentials"),
            )
            .next("log in again, then try: kubectl auth whoami"),
            StatusCode::FORBIDDEN => {
                let error = Error::new(Cause::Forbidden, format!("you may not {verb} {what}"));
                match &question.right {
                    Some(right) => error.without(right.clone()),
                    None => error.next(format!("ask for the right to {verb} {what}")),
                }
            }
            StatusCode::NOT_FOUND => Error::new(
                Cause::NotServed,
                format!("{server} does not serve {}", question.resource),
            ),
            StatusCode::GONE => {
                Error::new(Cause::Expired, format!("the list of {what} has moved on"))
            }
            StatusCode::CONFLICT => Error::new(
                Cause::Conflict,
                format!("{what} was not changed: {}", self.reason()),
            ),
            StatusCode::TOO_MANY_REQUESTS => Error::new(
                Cause::TooBusy,
                format!("{server} is too busy to {verb} {what}"),
            )
            .next("try again in a minute"),
            _ => Error::new(
                Cause::Failed,
                format!("{server} could not {verb} {what}: {}", self.reason()),
            )
            .next(
                "try again in a minute; if that does not help, whoever runs the cluster must look",
            ),
        }
    }

    /// Returns the server's sentence, or what stands for it; servers repeat addresses and headers in theirs.
    fn reason(&self) -> String {
        let said = self.status.as_ref().map(|status| status.message.as_str());
        match said.unwrap_or(&self.text) {
            "" => format!("it answered {}", self.code),
            said => format!("{} ({})", mask::text(said), self.code.as_u16()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::JSON;

    #[test]
    fn secrets_in_the_servers_sentence_are_masked() {
        let body = br#"{"kind": "Status", "code": 500, "message": "https://u:hunter2@etcd: Authorization: Bearer hunter2"}"#;
        let refusal = Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, &HeaderMap::new(), body);
        let question = Question::of_path("/apis", JSON, "API groups");
        let said = refusal.into_error(&question, "https://api").to_string();
        assert!(said.contains("@etcd"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
