//! Words for tests: recorded clusters as snapshots, views as they stand on a screen of some width.
//!
//! Test-only.

use std::path::Path;

use argocd::application::Application;
use argocd::object::Object;
use argocd::snapshot::{Scope, Snapshot, Update};
use argocd::tree::{self, TreeOptions};
use jiff::Timestamp;
use plugin_kit::render::text::{self, Layout};
use plugin_kit::view::View;
use serde_json::Value;

use super::addon::Addon;
use super::surroundings::Surroundings;
use super::tree::TreeView;

/// The instant at which all recorded clusters end.
pub(crate) const NOW: &str = "2026-03-01T12:00:00Z";

/// Returns that instant.
pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// Returns a recorded cluster, by the name of its folder.
pub(crate) fn recorded(cluster: &str) -> Snapshot {
    let clusters = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/clusters");
    let mut snapshot = Snapshot::default();
    let path = Path::new(clusters).join(cluster);
    let read = ::cluster::recorded::read(&path, &mut std::io::empty(), &mut |_, update| {
        snapshot.apply(update);
    });
    snapshot.catalog = read.unwrap().control_plane().catalog;
    snapshot
}

/// Returns a cluster of which every Application was read, and these objects.
pub(crate) fn snapshot(objects: impl IntoIterator<Item = Value>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let seen = objects.into_iter().map(Object::from_value);
    snapshot.extend(seen.map(|object| Update::Seen(object.unwrap())));
    snapshot.apply(Update::Settled(Scope::everywhere(
        "argoproj.io",
        "Application",
    )));
    snapshot
}

/// Returns the Application of a name.
pub(crate) fn application<'a>(snapshot: &'a Snapshot, name: &str) -> &'a Application {
    let mut applications = snapshot.applications();
    applications
        .find(|application| application.metadata.name == name)
        .unwrap()
}

/// Returns the tree of the Application of a name.
pub(crate) fn tree(snapshot: &Snapshot, name: &str) -> TreeView {
    let application = application(snapshot, name);
    let addon = Addon::of(application, &Surroundings::of(snapshot, now()));
    let tree = tree::build(application, snapshot, &TreeOptions::default());
    TreeView::new(addon, tree, now())
}

/// Draws a view on a screen of so many columns.
pub(crate) fn drawn(view: &impl View, width: usize) -> String {
    let layout = Layout {
        wide: false,
        headers: true,
        width: Some(width),
    };
    let mut written = Vec::new();
    text::write(&view.blocks(false), &layout, false, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}
