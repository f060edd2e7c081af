//! Every answer that is published: a view that is not in this list fails a test.

use plugin_kit::schema::schema;
use serde_json::Value;

use super::diff::DiffView;
use super::doctor::DoctorView;
use super::events::EventsView;
use super::get::GetView;
use super::history::HistoryView;
use super::list::ListView;
use super::log_line::LogLineView;
use super::resource::ResourceView;
use super::sources::SourcesView;
use super::stack_tree::StackTreeView;
use super::tree::TreeView;
use super::values::ValuesView;
use super::values_diff::ValuesDiffView;
use super::why::{WhyListView, WhyView};

#[path = "../../../tests/schemas/published.rs"]
mod published;

/// Answers that are given as names alone, never as JSON.
const NAMES_ONLY: [&str; 1] = ["AddonNames"];

/// Returns the schemas of all answers.
fn all() -> Vec<Value> {
    vec![
        schema::<ListView>(),
        schema::<GetView>(),
        schema::<TreeView>(),
        schema::<EventsView>(),
        schema::<HistoryView>(),
        schema::<WhyView>(),
        schema::<WhyListView>(),
        schema::<LogLineView>(),
        schema::<ResourceView>(),
        schema::<StackTreeView>(),
        schema::<ValuesView>(),
        schema::<ValuesDiffView>(),
        schema::<DiffView>(),
        schema::<SourcesView>(),
        schema::<DoctorView>(),
    ]
}

#[test]
fn what_is_published_is_what_is_answered() {
    published::check("addons-v1", &all());
}

#[test]
fn every_answer_is_published() {
    published::check_complete(
        concat!(env!("CARGO_MANIFEST_DIR"), "/src"),
        &all(),
        &NAMES_ONLY,
    );
}

#[test]
fn every_field_is_described() {
    published::check_described(&all());
}
