//! Every branch of every rule, with the message. `judge` reads YAML and says the verdict in
//! one line: `Progressing: why`, `Healthy`, or `-` for no health.

mod batch;
mod cluster;
mod deletion;
mod network;
mod pods;
mod snapshots;
mod workloads;

use serde_json::Value;

use super::assess;
use crate::object::{Object, Resource};

/// Reads one object of YAML; `metadata.name` is added.
fn resource(yaml: &str) -> Resource {
    let mut value: Value = serde_saphyr::from_str(yaml).unwrap();
    let root = value.as_object_mut().unwrap();
    let metadata = root
        .entry("metadata")
        .or_insert_with(|| serde_json::json!({}));
    metadata["name"] = "web".into();
    match Object::from_value(value).unwrap() {
        Object::Resource(resource) => *resource,
        Object::Application(_) => panic!("an Application has no rule"),
    }
}

fn judge(yaml: &str) -> String {
    verdict(&resource(yaml))
}

fn verdict(resource: &Resource) -> String {
    match assess(resource) {
        None => "-".to_owned(),
        Some(health) if health.message.is_empty() => health.status.to_string(),
        Some(health) => format!("{}: {}", health.status, health.message),
    }
}

/// Judges fields below a head (apiVersion and kind) and compares each verdict.
fn check(head: &str, cases: &[(&str, &str)]) {
    for (fields, wanted) in cases {
        assert_eq!(&judge(&format!("{head}\n{fields}")), wanted, "{fields}");
    }
}
