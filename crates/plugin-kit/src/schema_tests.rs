use insta::assert_snapshot;
use schemars::JsonSchema;
use serde::Serialize;

use super::*;
use crate::shape::Blocks;

/// What was found.
/// More of it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Found {
    /// Where.
    first_place: String,
    /// How often.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
}

impl View for Found {
    const KIND: &'static str = "FoundThings";

    fn blocks(&self, _wide: bool) -> Blocks {
        Blocks::new()
    }
}

#[test]
fn it_begins_with_what_it_is_and_goes_on_with_the_types_own_fields() {
    assert_snapshot!(serde_json::to_string_pretty(&schema::<Found>()).unwrap(), @r#"
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "FoundThings",
      "description": "What was found. More of it.",
      "$comment": "Fields are added, never renamed or removed: ignore those you do not know.",
      "type": "object",
      "properties": {
        "apiVersion": {
          "description": "Version of this schema.",
          "type": "string",
          "const": "addons/v1"
        },
        "kind": {
          "description": "Name of this schema.",
          "type": "string",
          "const": "FoundThings"
        },
        "firstPlace": {
          "type": "string",
          "description": "Where."
        },
        "times": {
          "type": [
            "integer",
            "null"
          ],
          "format": "uint64",
          "minimum": 0,
          "description": "How often."
        }
      },
      "required": [
        "apiVersion",
        "kind",
        "firstPlace"
      ]
    }
    "#);
}
