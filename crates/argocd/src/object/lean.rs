//! Reads an object from its bytes without the records of who set which field, which are often half of it and are
//! never kept: so they are skipped and not taken in first.
//!
//! What else of an object is dropped on reading is said in `Object::from_value`.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Field of `metadata` that is skipped.
const MANAGED_FIELDS: &str = "managedFields";

/// A JSON object, but for its `metadata.managedFields`.
#[derive(Debug, Clone, PartialEq)]
pub struct LeanObject(pub Value);

impl<'de> Deserialize<'de> for LeanObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Whole).map(Self)
    }
}

/// Reads an object, the field `metadata` by [`Metadata`].
struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a Kubernetes object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = match key.as_str() {
                "metadata" => map.next_value_seed(Metadata)?,
                _ => map.next_value()?,
            };
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }
}

/// Reads metadata that are an object; anything else is refused, for somebody to look at more closely.
struct Metadata;

impl<'de> DeserializeSeed<'de> for Metadata {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Metadata {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("metadata")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                MANAGED_FIELDS => _ = map.next_value::<IgnoredAny>()?,
                _ => _ = fields.insert(key, map.next_value()?),
            }
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Value, serde_json::Error> {
        serde_json::from_str::<LeanObject>(text).map(|object| object.0)
    }

    #[test]
    fn all_is_read_but_who_set_which_field() {
        let object = json!({
            "kind": "Pod",
            "metadata": {"name": "a", "managedFields": [{"manager": "x"}], "labels": {"managedFields": "kept"}},
            "spec": {"managedFields": [1], "metadata": {"managedFields": [2]}},
        });
        let mut wanted = object.clone();
        wanted["metadata"]
            .as_object_mut()
            .unwrap()
            .remove("managedFields");
        assert_eq!(read(&object.to_string()).unwrap(), wanted);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in [
            "[]",
            "null",
            "\"text\"",
            "{\"metadata\": null}",
            "{\"metadata\": 1}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
