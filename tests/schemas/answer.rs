//! Holds an answer against the published schema of its kind, as nobody outside would: fields that the schema does not
//! know are complaints as well.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

/// Returns what is wrong with the JSON documents of a text, one a line or one in all; other texts are fine.
pub(crate) fn complaints(text: &str) -> Vec<String> {
    let whole = serde_json::from_str::<Value>(text).map(|document| vec![document]);
    let documents = whole.unwrap_or_else(|_| {
        let lines = text.lines().filter(|line| line.starts_with('{'));
        lines
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    });
    documents.iter().flat_map(complaints_of).collect()
}

fn complaints_of(document: &Value) -> Vec<String> {
    let Some(schema) = schema_of(document) else {
        return Vec::new();
    };
    let mut schema = match schema {
        Ok(schema) => schema,
        Err(complaint) => return vec![complaint],
    };
    close(&mut schema);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema);
    let Ok(validator) = validator else {
        return vec![format!("the schema of {} is none", document["kind"])];
    };
    let errors = validator.iter_errors(document);
    errors
        .map(|error| format!("{}: {}: {error}", document["kind"], error.instance_path()))
        .collect()
}

/// Returns the published schema of a document of ours. The header of a snapshot file is no answer.
fn schema_of(document: &Value) -> Option<Result<Value, String>> {
    let folder = match document["apiVersion"].as_str()? {
        "addons/v1" => "addons-v1",
        "helm-stack/v1" => "helm-stack-v1",
        _ => return None,
    };
    let kind = document["kind"]
        .as_str()
        .filter(|kind| *kind != "Snapshot")?;
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/schemas/{folder}/{kind}.json"));
    let text = fs::read_to_string(path).ok();
    let schema = text.and_then(|text| serde_json::from_str(&text).ok());
    Some(schema.ok_or_else(|| format!("{kind} of {folder} has no published schema")))
}

/// Forbids, everywhere in a schema, the fields that it does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            parts.values_mut().for_each(close);
            close_object(parts);
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

fn close_object(schema: &mut Map<String, Value>) {
    let is_object =
        schema.get("type").is_some_and(|of| of == "object") && schema.contains_key("properties");
    if is_object && !schema.contains_key("additionalProperties") {
        schema.insert("unevaluatedProperties".to_owned(), false.into());
    }
}
