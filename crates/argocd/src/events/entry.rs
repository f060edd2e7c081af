//! The shape of a timeline: our own type, not Kubernetes' Event.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::object::ObjectRef;
use crate::snapshot::Gap;

/// Everything that happened to an add-on, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventTimeline {
    /// Whose timeline it is.
    #[serde(rename = "addon")]
    pub application: ObjectRef,
    /// What happened, by the time it was last seen.
    pub entries: Vec<Entry>,
    /// Events that could not be read.
    pub gaps: Vec<Gap>,
}

/// One thing that happened, once or again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When it was last seen; `None` where nobody wrote it down, and such entries come first.
    pub time: Option<Timestamp>,
    /// When it was first seen.
    pub first_seen: Option<Timestamp>,
    /// How often it was seen, over all objects.
    pub count: u64,
    /// Whether it is a warning.
    #[serde(rename = "type")]
    pub kind: EntryKind,
    /// Why, as one word.
    pub reason: String,
    /// To which object; the one it was last seen at, of several.
    pub object: ObjectRef,
    /// To how many objects of one owner.
    pub objects: usize,
    /// What happened, as a sentence; secrets masked.
    pub message: String,
    /// Who says so.
    pub source: Source,
}

/// Whether an entry is a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub enum EntryKind {
    /// Nothing to worry about.
    Normal,
    /// Something went wrong.
    Warning,
}

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// An entry of the Application's history: a full sync that succeeded.
    History,
    /// The Application's last operation.
    Operation,
    /// An error the Application is in, as that it cannot be compared with Git: Argo CD writes no Event of it.
    Condition,
    /// A Kubernetes Event; the API server forgets them, after an hour unless told otherwise.
    Event,
}

impl Entry {
    /// Returns the object as people read it: `Pod/web-0`, or `Pod/web-… (3 Pods)` of several.
    pub fn object_label(&self) -> String {
        match (self.objects, self.object.name.rsplit_once('-')) {
            (0 | 1, _) => self.object.to_string(),
            (several, Some((stem, _))) => {
                let kind = &self.object.kind;
                format!("{kind}/{stem}-… ({several} {kind}s)")
            }
            (several, None) => format!("{} and {} more", self.object, several - 1),
        }
    }
}
