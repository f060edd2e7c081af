//! The JSON Schema of an answer, made from its types: what `docs/schemas` publishes.
//!
//! Only tests call it, so that a release holds nothing of it. It stays open to further fields on purpose: fields are
//! added, never renamed, and whoever checked an answer against an older schema must not be refused a newer answer.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::view::View;

/// What every schema says of itself.
const PROMISE: &str = "Fields are added, never renamed or removed: ignore those you do not know.";

/// Returns the schema of an answer as JSON Schema 2020-12: an object that begins with `apiVersion` and `kind`.
pub fn schema<V: View>() -> Value {
    let mut answer = generator().into_root_schema_for::<V>().to_value();
    let mut take = |key: &str| answer.get_mut(key).map(Value::take).unwrap_or_default();
    let mut schema = json!({
        "$schema": take("$schema"),
        "title": V::KIND,
        "description": take("description"),
        "$comment": PROMISE,
        "type": take("type"),
        "properties": {
            "apiVersion": constant("Version of this schema.", V::API_VERSION),
            "kind": constant("Name of this schema.", V::KIND),
        },
        "required": ["apiVersion", "kind"],
    });
    join(&mut schema, answer);
    schema
}

fn generator() -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .with_transform(RecursiveTransform(one_line))
        .into_generator()
}

/// Descriptions are doc comments: their line breaks say nothing.
fn one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let paragraphs = text.split("\n\n").map(|lines| lines.replace('\n', " "));
        *text = paragraphs.collect::<Vec<_>>().join("\n\n");
    }
}

fn constant(description: &str, value: &str) -> Value {
    json!({"description": description, "type": "string", "const": value})
}

/// Puts what the second schema says behind what the first one does; what the first has said stands.
fn join(first: &mut Value, second: Value) {
    match (first, second) {
        (Value::Object(first), Value::Object(second)) => {
            for (key, value) in second.into_iter().filter(|(_, value)| !value.is_null()) {
                join(first.entry(key).or_insert(Value::Null), value);
            }
        }
        (Value::Array(first), Value::Array(second)) => first.extend(second),
        (first, second) if first.is_null() => *first = second,
        _ => {}
    }
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
