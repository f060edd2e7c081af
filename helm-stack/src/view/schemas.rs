//! Every answer that is published: a view that is not in this list fails a test.

use plugin_kit::schema::schema;
use serde_json::Value;

use super::diff::DiffView;
use super::lint::LintView;
use super::plan::PlanView;
use super::secret_check::SecretCheckView;
use super::secret_list::SecretListView;
use super::setup::SetupView;
use super::show::ShowView;

#[path = "../../../tests/schemas/published.rs"]
mod published;

/// Returns the schemas of all answers.
fn all() -> Vec<Value> {
    vec![
        schema::<ShowView>(),
        schema::<LintView>(),
        schema::<PlanView>(),
        schema::<DiffView>(),
        schema::<SetupView>(),
        schema::<SecretListView>(),
        schema::<SecretCheckView>(),
    ]
}

#[test]
fn what_is_published_is_what_is_answered() {
    published::check("helm-stack-v1", &all());
}

#[test]
fn every_answer_is_published() {
    published::check_complete(concat!(env!("CARGO_MANIFEST_DIR"), "/src"), &all(), &[]);
}

#[test]
fn every_field_is_described() {
    published::check_described(&all());
}
