//! The Argo CD objects that a push writes: members, stacks, the AppProject of a cluster, the root of an Argo CD.
//!
//! Objects are JSON values in the order a person would write them; [`write`] makes them text. Which revision a member
//! follows, and whether anything has changed, is decided in `plan`.

mod member;
mod patch;
mod project;
mod root;
mod source;
mod stack;
pub mod write;

use serde_json::{Map, Value, json};

use crate::cluster_file::ClusterFile;
use crate::layout::Layout;

pub use member::{MemberInput, member};
pub use patch::merge_patch;
pub use project::project;
pub use root::root;
pub use source::{is_gitops_repository, sealed_chart};
pub use stack::stack;

/// Finalizer that deletes what an Application deployed with it (Argo CD, "App Deletion").
const FINALIZER: &str = "resources-finalizer.argocd.argoproj.io";

const PART_OF: &str = "app.kubernetes.io/part-of";
const WAVE: &str = "argocd.argoproj.io/sync-wave";
/// Annotation of a resource with Argo CD's sync options for it.
pub(crate) const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";
const PATHS: &str = "argocd.argoproj.io/manifest-generate-paths";

/// Where Applications themselves are deployed: beside Argo CD.
const IN_CLUSTER: &str = "https://kubernetes.default.svc";

/// A stack's place on a cluster, and what the cluster is.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Where the stack lies.
    pub layout: &'a Layout,
    /// What the cluster is.
    pub cluster: &'a ClusterFile,
}

/// Returns an Argo CD object without `spec`, its keys in the order a person would write.
fn object(kind: &str, metadata: Map<String, Value>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("apiVersion".into(), "argoproj.io/v1alpha1".into());
    object.insert("kind".into(), kind.into());
    object.insert("metadata".into(), Value::Object(metadata));
    object
}

/// Returns fields in their order; those that are null, and maps and lists that are empty, are left out.
fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    let is_said = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    };
    let said = fields.into_iter().filter(|(_, value)| is_said(value));
    said.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Returns retries without end that take the newest commit each time (`refresh`: Argo CD 3.2), so that a mending
/// commit is taken by a sync that waits.
fn endless_retry() -> Value {
    json!({
        "limit": -1,
        "refresh": true,
        "backoff": {"duration": "10s", "factor": 2, "maxDuration": "1m"},
    })
}
