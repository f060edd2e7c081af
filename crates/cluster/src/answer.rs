//! Reads what the server answered when it answered with an error.
//!
//! Says in our words what was asked and why it was refused; the server's own
//! sentence is kept where it knows more. Connections that fail are read in `hint`.

use std::time::Duration;

use argocd::mask;
use argocd::rights::Right;
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
            StatusCode::FORBIDDEN => self.forbidden(question),
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

    /// Says which right was missing: to act as somebody else, or that of the question. Who writes may be refused by
    /// admission too, which no right helps against.
    fn forbidden(&self, question: &Question) -> Error {
        let (verb, what) = (question.verb, &question.what);
        let error = |sentence| Error::new(Cause::Forbidden, sentence);
        if let Some(right) = self.impersonation() {
            let who = right.name.as_deref().unwrap_or_default();
            let sentence = format!("you may not act as {who} ({})", right.resource);
            return error(sentence).without(right);
        }
        match &question.right {
            _ if verb == "patch" && self.is_of_admission() => {
                error(format!("you may not {verb} {what}: {}", self.reason()))
            }
            Some(right) => error(format!("you may not {verb} {what}")).without(right.clone()),
            None => error(format!("you may not {verb} {what}"))
                .next(format!("ask for the right to {verb} {what}")),
        }
    }

    /// Returns whether admission refuses what RBAC would let through: both answer 403, and only RBAC's sentence says what
    /// somebody cannot do.
    fn is_of_admission(&self) -> bool {
        let said = self.said();
        let refuses = said.contains("is forbidden: ") || said.contains("denied the request");
        refuses && !said.contains(" cannot ")
    }

    /// Returns the right to act as somebody else, where that is what was missing (Kubernetes' filter of impersonation
    /// refuses before the question is looked at).
    fn impersonation(&self) -> Option<Right> {
        if !self.said().contains(" cannot impersonate resource ") {
            return None;
        }
        let details = self.status.as_ref()?.details.as_ref()?;
        let right = Right::new("impersonate", &details.group, &details.kind).named(&details.name);
        let namespace = self.said().rsplit_once(" in the namespace \"");
        Some(match namespace {
            Some((_, namespace)) => right.within(namespace.trim_end_matches('"')),
            None => right,
        })
    }

    fn said(&self) -> &str {
        let said = self.status.as_ref().map(|status| status.message.as_str());
        said.unwrap_or(&self.text)
    }

    /// Returns the server's sentence, or what stands for it; servers repeat addresses and headers in theirs.
    fn reason(&self) -> String {
        match self.said() {
            "" => format!("it answered {}", self.code),
            said => format!("{} ({})", mask::text(said), self.code.as_u16()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::JSON;

    fn forbidden(body: &str, verb: &'static str) -> String {
        let refusal = Refusal::new(StatusCode::FORBIDDEN, &HeaderMap::new(), body.as_bytes());
        let scope = argocd::snapshot::Scope::namespace("", "Pod", "web");
        let question = Question::of_scope(&crate::pinned::pods(), &scope, verb, JSON, &[]);
        let error = refusal.into_error(&question, "https://api");
        format!("{error}; {}", error.advice().join("; "))
    }

    #[test]
    fn who_may_not_act_as_somebody_else_is_told_that_right() {
        let user = r#"{"kind": "Status", "code": 403, "message": "users \"jane\" is forbidden: User \"bob\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", "details": {"name": "jane", "kind": "users"}}"#;
        assert_eq!(
            forbidden(user, "list"),
            "you may not act as jane (users); ask for a ClusterRole with {apiGroups: [\"\"], resources: [users], resourceNames: [jane], verbs: [impersonate]}"
        );
        let account = r#"{"kind": "Status", "code": 403, "message": "serviceaccounts \"ci\" is forbidden: User \"bob\" cannot impersonate resource \"serviceaccounts\" in API group \"\" in the namespace \"web\"", "details": {"name": "ci", "kind": "serviceaccounts"}}"#;
        assert_eq!(
            forbidden(account, "list"),
            "you may not act as ci (serviceaccounts); ask for a Role in namespace web with {apiGroups: [\"\"], resources: [serviceaccounts], resourceNames: [ci], verbs: [impersonate]}"
        );
    }

    #[test]
    fn what_admission_refuses_no_right_helps_against() {
        let refused = r#"{"kind": "Status", "code": 403, "message": "pods \"x\" is forbidden: violates PodSecurity"}"#;
        assert_eq!(
            forbidden(refused, "patch"),
            "you may not patch pods in namespace web: pods \"x\" is forbidden: violates PodSecurity (403); "
        );
        let right = r#"{"kind": "Status", "code": 403, "message": "pods \"x\" is forbidden: User \"bob\" cannot patch resource \"pods\""}"#;
        assert_eq!(
            forbidden(right, "patch"),
            "you may not patch pods in namespace web; ask for a Role in namespace web with {apiGroups: [\"\"], resources: [pods], verbs: [patch]}"
        );
    }

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
