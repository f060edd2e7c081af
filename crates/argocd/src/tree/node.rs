//! One node of a tree: an object, how it is doing and whose child it is.
//!
//! A plain value; how nodes are found is said in `build`, how they are drawn elsewhere.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::Category;
use crate::health::{Health, HealthStatus};
use crate::info::Info;
use crate::object::ObjectRef;
use crate::sync::SyncStatus;

/// One object of an add-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// The object's UID. Where no object was seen there is none, and the identity
    /// takes its place as `group/Kind/namespace/name`, with `@cluster`
    /// after it where it lies in a cluster that was not read; a UID has no slash.
    pub uid: String,
    /// Which object.
    #[serde(flatten)]
    pub reference: ObjectRef,
    /// Name of the cluster it lies in; `None` is the one the tree's Application lives in, where Argo CD runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// API version without the group; empty when nobody said it.
    pub version: String,
    /// Whether the object was seen.
    pub presence: Presence,
    /// Argo CD's verdict; `None` where a kind has no health or the object was not read.
    pub health: Option<Health>,
    /// Whether it holds what Git wants; only managed resources and Applications have it.
    pub sync: Option<SyncStatus>,
    /// UIDs of all its owners in the tree; the first one is its place in the tree, none: it is a root.
    pub parents: Vec<String>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// What else is worth knowing, as name and value.
    pub info: Vec<Info>,
    /// What is wrong with it, in one sentence.
    pub trouble: Option<String>,
    /// Whether Argo CD manages it itself (it comes from Git), and is not only a child.
    pub managed: bool,
    /// Whether it is a hook.
    pub hook: bool,
    /// Its sync wave; only managed resources have one.
    pub sync_wave: Option<i64>,
    /// Whether Git no longer has it.
    pub requires_pruning: bool,
    /// Whether nobody manages it, though it lies in the add-on's namespace.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub orphan: bool,
}

/// Whether an object was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum Presence {
    /// It was read.
    Live,
    /// It was looked for and is not there.
    Missing,
    /// Nobody could look; a gap says why.
    NotInspected,
}

impl Node {
    /// Returns the id of an object without a UID: `group/Kind/namespace/name`, with
    /// empty parts for the core group and for no namespace.
    pub fn id_of(reference: &ObjectRef) -> String {
        let ObjectRef {
            group,
            kind,
            namespace,
            name,
        } = reference;
        let namespace = namespace.as_deref().unwrap_or_default();
        format!("{group}/{kind}/{namespace}/{name}")
    }

    /// Returns the UID of the node it hangs under, if it is not a root.
    pub fn parent(&self) -> Option<&str> {
        self.parents.first().map(String::as_str)
    }

    /// Returns what it is for.
    pub fn category(&self) -> Category {
        Category::of(&self.reference.group, &self.reference.kind)
    }

    /// Returns whether it is a child Application.
    pub fn is_application(&self) -> bool {
        self.reference
            .is(crate::application::GROUP, crate::application::KIND)
    }

    /// Returns whether it was read.
    pub fn is_live(&self) -> bool {
        self.presence == Presence::Live
    }

    /// Returns whether it is not healthy, or healthy and something is wrong with it all the same.
    pub fn is_in_trouble(&self) -> bool {
        self.is_unhealthy() || self.trouble.is_some()
    }

    /// Returns whether its health is known and anything but Healthy.
    pub fn is_unhealthy(&self) -> bool {
        let health = self.health.as_ref();
        health.is_some_and(|health| health.status != HealthStatus::Healthy)
    }
}
