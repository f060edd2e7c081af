//! Writing: server-side apply and merge patches, each on one named object, and reading the object before.
//!
//! The only file of this crate that changes a cluster (`raw` asks what it would do). What is written, and whether the user agreed, is decided
//! elsewhere; a write is sent again only where the server asked for that and did nothing.

use argocd::catalog::ServedKind;
use argocd::snapshot::Scope;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::pinned;
use crate::request::{Answer, JSON, Question, unaskable, within};

/// Who we are to the server's managed fields.
pub const FIELD_MANAGER: &str = "helm-stack";

/// A server-side apply.
pub(crate) const APPLY: &str = "application/apply-patch+yaml";
const MERGE: &str = "application/merge-patch+json";

/// What becomes of fields that somebody else manages and that have another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflicts {
    /// The write is refused ([`Cause::Conflict`]).
    Refuse,
    /// The fields become ours.
    Force,
}

/// What a write did.
#[derive(Debug, Clone, PartialEq)]
pub enum Applied {
    /// The object was not there.
    Created(Value),
    /// The object is another than before.
    Changed(Value),
    /// The object is as before.
    Unchanged(Value),
}

impl Applied {
    /// Returns the object as it is now.
    pub fn object(&self) -> &Value {
        match self {
            Self::Created(object) | Self::Changed(object) | Self::Unchanged(object) => object,
        }
    }

    fn new(before: Option<&Value>, after: Value) -> Self {
        match before {
            None => Self::Created(after),
            Some(before) if meant(before) == meant(&after) => Self::Unchanged(after),
            Some(_) => Self::Changed(after),
        }
    }
}

/// Returns an object without what the server keeps books on, who wrote which field and when, and without what became
/// of it since.
fn meant(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        fields.remove("status");
    }
    if let Some(metadata) = object["metadata"].as_object_mut() {
        for kept in ["managedFields", "resourceVersion", "generation"] {
            metadata.remove(kept);
        }
    }
    object
}

/// Whether a write is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Write,
    /// The server says what it would do, admission and conflicts included, and does nothing.
    DryRun,
}

impl Cluster {
    /// Reads one object as the server has it; `None` where it is not there.
    ///
    /// # Errors
    /// The cluster is out of reach, does not serve the kind, or does not let us.
    pub async fn get_object(
        &self,
        served: &ServedKind,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Value>, Error> {
        let scope = scope(served, namespace, name);
        let question = Question::of_scope(served, &scope, "get", JSON, &[]);
        match self.ask_for_one(&question).await? {
            Answer::Missing => Ok(None),
            Answer::Body(body) => read(&question, &body).map(Some),
        }
    }

    /// Returns what tells this cluster from every other: the UID of its namespace `kube-system`.
    ///
    /// # Errors
    /// The namespace may not be read.
    pub async fn identity(&self) -> Result<String, Error> {
        let namespace = self
            .get_object(&pinned::namespaces(), None, "kube-system")
            .await?;
        let uid = namespace
            .as_ref()
            .and_then(|namespace| namespace["metadata"]["uid"].as_str());
        uid.map(str::to_owned).ok_or_else(|| {
            let sentence = format!("{} has no namespace kube-system", self.server());
            Error::new(Cause::NotServed, sentence)
        })
    }

    /// Applies the fields of an object that are ours (server-side apply), and creates it where it is not there. A
    /// `resourceVersion` in it is the version it must have. `before` is the object as it was read.
    ///
    /// # Errors
    /// The server refuses it, somebody else changed it meanwhile, or owns a field ([`Cause::Conflict`]).
    pub async fn apply(
        &self,
        served: &ServedKind,
        object: &Value,
        before: Option<&Value>,
        conflicts: Conflicts,
        mode: Mode,
    ) -> Result<Applied, Error> {
        let force = match conflicts {
            Conflicts::Refuse => "false",
            Conflicts::Force => "true",
        };
        let mut parameters = vec![("fieldManager", FIELD_MANAGER), ("force", force)];
        parameters.extend((mode == Mode::DryRun).then_some(("dryRun", "All")));
        let after = self
            .patch(served, object, object, APPLY, &parameters)
            .await?;
        Ok(Applied::new(before, after))
    }

    /// Lays a merge patch (RFC 7386) on an object that was read, provided that nobody changed it since.
    ///
    /// # Errors
    /// The server refuses it, or somebody changed the object meanwhile ([`Cause::Conflict`]).
    pub async fn merge_patch(
        &self,
        served: &ServedKind,
        before: &Value,
        mut patch: Value,
    ) -> Result<Applied, Error> {
        patch["metadata"]["resourceVersion"] = before["metadata"]["resourceVersion"].clone();
        let parameters = [("fieldManager", FIELD_MANAGER)];
        let after = self
            .patch(served, before, &patch, MERGE, &parameters)
            .await?;
        Ok(Applied::new(Some(before), after))
    }

    pub(crate) async fn patch(
        &self,
        served: &ServedKind,
        named: &Value,
        body: &Value,
        content_type: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Value, Error> {
        let text = |key: &str| named["metadata"][key].as_str();
        let scope = scope(served, text("namespace"), text("name").unwrap_or_default());
        let question = Question::of_write(served, &scope, "patch", parameters);
        let body = body.to_string().into_bytes();
        let request = || write(&question, content_type, body.clone());
        let limit = self.request_timeout.page();
        let answered = async {
            match self.try_to_send(&question, limit, request).await? {
                Answer::Missing => Err(Error::new(
                    Cause::NotServed,
                    format!("{} is not there, nor can it be made there", question.what),
                )
                .next("is there such a namespace?")),
                Answer::Body(body) => self.collect(body).await,
            }
        };
        read(&question, &within(limit, &question.what, answered).await?)
    }
}

fn scope(served: &ServedKind, namespace: Option<&str>, name: &str) -> Scope {
    Scope {
        group: served.kind.group.clone(),
        kind: served.kind.kind.clone(),
        namespace: namespace.map(str::to_owned),
        name: Some(name.to_owned()),
        fields: None,
    }
}

fn write(question: &Question, kind: &str, body: Vec<u8>) -> Result<Request<Vec<u8>>, Error> {
    Request::patch(&question.path)
        .header(ACCEPT, question.accept)
        .header(CONTENT_TYPE, kind)
        .body(body)
        .map_err(|error| unaskable(question, &error))
}

fn read(question: &Question, body: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(body).map_err(|_| {
        let sentence = format!("the answer about {} is no object", question.what);
        Error::new(Cause::Unreadable, sentence)
    })
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
