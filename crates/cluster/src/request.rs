//! One question to the API server: its address, its words for people, and sending it.
//!
//! Tries again politely where the server says when (429, 503 with Retry-After),
//! at most three times and within the request timeout. Decoding is done elsewhere.

use std::time::Duration;

use argocd::catalog::ServedKind;
use argocd::rights::Right;
use argocd::snapshot::Scope;
use http::header::ACCEPT;
use http::{Request, Response};
use http_body_util::BodyExt;
use kube::client::Body;
use tokio::time::{Instant, timeout_at};

use crate::answer::Refusal;
use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::hint;

/// How often one question is asked at most.
const TRIES: usize = 3;

/// One question: what is sent, and how people call it.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// Path and query.
    pub(crate) path: String,
    /// `Accept` header.
    pub(crate) accept: &'static str,
    /// The right it needs: `list`, `get`, `watch`.
    pub(crate) verb: &'static str,
    /// What is asked for, as in `secrets in namespace web`.
    pub(crate) what: String,
    /// The resource, as in `applications.argoproj.io`.
    pub(crate) resource: String,
    /// The right it needs, where it is about a resource.
    pub(crate) right: Option<Right>,
}

/// The longest answer that is read whole, and the longest object of a list, in bytes: etcd takes objects of 1.5 MB.
pub(crate) const LONGEST: usize = 64 << 20;

/// Plain JSON.
pub(crate) const JSON: &str = "application/json";

impl Question {
    /// Asks for a path that is not a resource, such as discovery.
    pub(crate) fn of_path(path: impl Into<String>, accept: &'static str, what: &str) -> Self {
        Self {
            path: path.into(),
            accept,
            verb: "read",
            what: what.to_owned(),
            resource: what.to_owned(),
            right: None,
        }
    }

    /// Asks for what a scope covers; `parameters` go into the query.
    pub(crate) fn of_scope(
        served: &ServedKind,
        scope: &Scope,
        verb: &'static str,
        accept: &'static str,
        parameters: &[(&str, &str)],
    ) -> Self {
        let name = scope.name.as_deref().filter(|_| verb == "get");
        Self::new(served, scope, name, verb, accept, parameters)
    }

    /// Asks for a change of the one object a scope names.
    pub(crate) fn of_write(
        served: &ServedKind,
        scope: &Scope,
        verb: &'static str,
        parameters: &[(&str, &str)],
    ) -> Self {
        Self::new(served, scope, scope.name.as_deref(), verb, JSON, parameters)
    }

    fn new(
        served: &ServedKind,
        scope: &Scope,
        name: Option<&str>,
        verb: &'static str,
        accept: &'static str,
        parameters: &[(&str, &str)],
    ) -> Self {
        let mut path = path_of(served, scope.namespace.as_deref(), name);
        let mut separator = '?';
        for (key, value) in parameters {
            path = format!("{path}{separator}{key}={}", encode(value));
            separator = '&';
        }
        Self {
            path,
            accept,
            verb,
            what: what(served, scope),
            resource: resource_of(served),
            right: Some(right(served, scope, verb)),
        }
    }
}

/// Returns the right that a verb on a scope takes; of one object where it is read by name, unless it is looked for in all
/// namespaces.
fn right(served: &ServedKind, scope: &Scope, verb: &str) -> Right {
    let anywhere = served.namespaced && scope.namespace.is_none();
    Right {
        namespace: scope.namespace.clone().filter(|_| served.namespaced),
        name: scope.name.clone().filter(|_| !anywhere),
        ..Right::new(verb, &served.kind.group, &served.plural)
    }
}

/// Returns the resource with its group, as kubectl takes it.
fn resource_of(served: &ServedKind) -> String {
    match served.kind.group.as_str() {
        "" => served.plural.clone(),
        group => format!("{}.{group}", served.plural),
    }
}

/// Says what a scope covers: `secrets in namespace web`, `deployment.apps web/shop`.
pub(crate) fn what(served: &ServedKind, scope: &Scope) -> String {
    let resource = resource_of(served);
    let namespace = scope.namespace.as_deref().filter(|_| served.namespaced);
    match (namespace, scope.name.as_deref()) {
        (Some(namespace), Some(name)) => format!("{resource} {namespace}/{name}"),
        (None, Some(name)) if served.namespaced => {
            format!("{resource} named {name} in all namespaces")
        }
        (None, Some(name)) => format!("{resource} {name}"),
        (Some(namespace), None) => format!("{resource} in namespace {namespace}"),
        (None, None) if served.namespaced => format!("{resource} in all namespaces"),
        (None, None) => resource,
    }
}

/// Returns the path of a resource, of one namespace and one object where they are given.
pub(crate) fn path_of(served: &ServedKind, namespace: Option<&str>, name: Option<&str>) -> String {
    let kind = &served.kind;
    let mut path = match kind.group.as_str() {
        "" => format!("/api/{}", encode(&kind.version)),
        group => format!("/apis/{}/{}", encode(group), encode(&kind.version)),
    };
    if let Some(namespace) = namespace.filter(|_| served.namespaced) {
        path = format!("{path}/namespaces/{}", encode(namespace));
    }
    path = format!("{path}/{}", encode(&served.plural));
    match name {
        Some(name) => format!("{path}/{}", encode(name)),
        None => path,
    }
}

/// Escapes everything that may mean something in a path or a query: names come from users and
/// from clusters.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// What came back.
pub(crate) enum Answer<T> {
    /// What was asked for.
    Body(T),
    /// The kind is served, but the named object is not there.
    Missing,
}

/// A body that still arrives.
pub(crate) struct Arriving<'a> {
    body: Body,
    cluster: &'a Cluster,
    question: &'a Question,
    /// When the last byte has to be here.
    ends: Option<Instant>,
}

impl Arriving<'_> {
    /// Says that it has no end.
    pub(crate) fn endless(&self) -> Error {
        endless(&self.cluster.server)
    }

    /// Waits for the next bytes, no longer than for a page and than the whole may take; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, Error> {
        let limit = self.cluster.request_timeout.page();
        let what = &self.question.what;
        let server = &self.cluster.server;
        loop {
            let frame = within(limit, what, async { Ok(self.body.frame().await) });
            let frame = match self.ends {
                Some(ends) => timeout_at(ends, frame)
                    .await
                    .unwrap_or_else(|_| Err(late(limit.unwrap_or_default(), what)))?,
                None => frame.await?,
            };
            let Some(frame) = frame else {
                return Ok(None);
            };
            let frame = frame.map_err(|error| hint::explain(error, server))?;
            if let Ok(bytes) = frame.into_data() {
                return Ok(Some(bytes));
            }
        }
    }
}

impl Cluster {
    /// Asks and returns the whole body.
    pub(crate) async fn ask(&self, question: &Question) -> Result<Vec<u8>, Error> {
        match self.ask_for_one(question).await? {
            Answer::Body(body) => Ok(body),
            Answer::Missing => Err(not_there(question)),
        }
    }

    /// Asks for one object that may not be there.
    pub(crate) async fn ask_for_one(&self, question: &Question) -> Result<Answer<Vec<u8>>, Error> {
        let limit = self.request_timeout.page();
        let answered = async {
            Ok(match self.try_politely(question, limit).await? {
                Answer::Missing => Answer::Missing,
                Answer::Body(body) => Answer::Body(self.collect(body).await?),
            })
        };
        within(limit, &question.what, answered).await
    }

    /// Asks and returns the body as it arrives.
    pub(crate) async fn open<'a>(&'a self, question: &'a Question) -> Result<Arriving<'a>, Error> {
        let limit = self.request_timeout.page();
        let ends = self
            .request_timeout
            .list()
            .map(|time| Instant::now() + time);
        let opened = self.try_politely(question, limit);
        match within(limit, &question.what, opened).await? {
            Answer::Missing => Err(not_there(question)),
            Answer::Body(body) => Ok(Arriving {
                body,
                cluster: self,
                question,
                ends,
            }),
        }
    }

    async fn try_politely(
        &self,
        question: &Question,
        limit: Option<Duration>,
    ) -> Result<Answer<Body>, Error> {
        self.try_to_send(question, limit, || request(question))
            .await
    }

    /// Sends until the server takes it: what is sent again is made anew by `request`.
    pub(crate) async fn try_to_send(
        &self,
        question: &Question,
        limit: Option<Duration>,
        request: impl Fn() -> Result<Request<Vec<u8>>, Error>,
    ) -> Result<Answer<Body>, Error> {
        let mut tried = 1;
        loop {
            let refusal = match self.send(request()?).await? {
                Ok(body) => return Ok(Answer::Body(body)),
                Err(refusal) => refusal,
            };
            if refusal.is_missing_object() {
                return Ok(Answer::Missing);
            }
            let fits = |wait: &Duration| limit.is_none_or(|limit| *wait < limit);
            match refusal.wait().filter(fits) {
                Some(wait) if tried < TRIES => tokio::time::sleep(wait).await,
                _ => return Err(refusal.into_error(question, &self.server)),
            }
            tried += 1;
        }
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Result<Body, Refusal>, Error> {
        let response = self.client.send(request.map(Body::from)).await;
        let response = response.map_err(|error| hint::explain(error, &self.server))?;
        let (parts, body) = Response::into_parts(response);
        if !parts.status.is_client_error() && !parts.status.is_server_error() {
            return Ok(Ok(body));
        }
        let body = self.collect(body).await?;
        Ok(Err(Refusal::new(parts.status, &parts.headers, &body)))
    }

    pub(crate) async fn collect(&self, mut body: Body) -> Result<Vec<u8>, Error> {
        let mut whole = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| hint::explain(error, &self.server))?;
            whole.extend_from_slice(&frame.into_data().unwrap_or_default());
            if whole.len() > LONGEST {
                return Err(endless(&self.server));
            }
        }
        Ok(whole)
    }
}

/// Says that an answer has no end that we could wait for.
fn endless(server: &str) -> Error {
    let most = LONGEST >> 20;
    Error::new(
        Cause::Unreadable,
        format!("{server} sends more than {most} MB that belong together"),
    )
    .next("is this the address of a Kubernetes API server?")
}

fn not_there(question: &Question) -> Error {
    Error::new(Cause::NotServed, format!("{} is not there", question.what))
}

/// Makes the request of a question.
pub(crate) fn request(question: &Question) -> Result<Request<Vec<u8>>, Error> {
    Request::get(&question.path)
        .header(ACCEPT, question.accept)
        .body(Vec::new())
        .map_err(|error| unaskable(question, &error))
}

pub(crate) fn unaskable(question: &Question, error: &http::Error) -> Error {
    Error::new(
        Cause::Failed,
        format!("{} cannot be asked for: {error}", question.what),
    )
}

/// Waits for an answer, but no longer than the limit.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    what: &str,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else {
        return answer.await;
    };
    match tokio::time::timeout(limit, answer).await {
        Ok(answer) => answer,
        Err(_) => Err(late(limit, what)),
    }
}

fn late(limit: Duration, what: &str) -> Error {
    Error::new(
        Cause::TimedOut,
        format!("no answer about {what} within {}", seconds(limit)),
    )
    .next("give it more time with --request-timeout")
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pinned;

    #[test]
    fn names_cannot_leave_their_place_in_the_path() {
        let scope = Scope {
            name: Some("a/../../secrets?x=1".to_owned()),
            ..Scope::namespace("argoproj.io", "Application", "argo cd")
        };
        let question = Question::of_scope(&pinned::applications(), &scope, "get", JSON, &[]);
        assert_eq!(
            question.path,
            "/apis/argoproj.io/v1alpha1/namespaces/argo%20cd/applications/a%2F..%2F..%2Fsecrets%3Fx%3D1"
        );
    }

    #[test]
    fn a_scope_is_called_by_the_words_people_use() {
        let events = pinned::events();
        let everywhere = Scope::everywhere("", "Event");
        assert_eq!(what(&events, &everywhere), "events in all namespaces");
        let one = Scope::namespace("", "Event", "web");
        assert_eq!(what(&events, &one), "events in namespace web");
    }
}
