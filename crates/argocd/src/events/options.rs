//! What a person wants of a timeline.

use jiff::{SignedDuration, Timestamp};

/// Which entries are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineOptions {
    /// Only what was last seen this long before `now`, or later.
    pub since: Option<SignedDuration>,
    /// Only warnings.
    pub warnings_only: bool,
    /// Only this node of the tree, by its UID, and what hangs under it.
    pub for_object: Option<String>,
    /// The instant the question is asked at.
    pub now: Timestamp,
}

impl TimelineOptions {
    /// Asks for everything.
    pub fn all(now: Timestamp) -> Self {
        Self {
            since: None,
            warnings_only: false,
            for_object: None,
            now,
        }
    }
}
