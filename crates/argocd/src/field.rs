//! Reading single fields of an object of any kind by JSON pointer.
//!
//! Lenient: what is absent, null or of another type reads as empty. Rules that must
//! tell a malformed object from an empty one read through `health::typed` instead.
//! What a field means is said elsewhere.

use serde_json::Value;

/// Returns the text at a JSON pointer; empty when there is none.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Returns the whole number at a JSON pointer; zero when there is none.
pub(crate) fn number(value: &Value, pointer: &str) -> i64 {
    optional_number(value, pointer).unwrap_or_default()
}

/// Returns the whole number at a JSON pointer.
pub(crate) fn optional_number(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer).and_then(Value::as_i64)
}

/// Returns whether the field at a JSON pointer is `true`.
pub(crate) fn flag(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool) == Some(true)
}

/// Returns the items of the list at a JSON pointer; none when there is no list.
pub(crate) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// Returns the object at a JSON pointer, as in `state.waiting` of a container.
pub(crate) fn part<'a>(value: &'a Value, pointer: &str) -> Option<&'a Value> {
    value.pointer(pointer).filter(|part| part.is_object())
}

/// Returns the first of `status.conditions[]` with a type.
pub(crate) fn condition<'a>(body: &'a Value, kind: &str) -> Option<&'a Value> {
    list(body, "/status/conditions")
        .iter()
        .find(|condition| text(condition, "/type") == kind)
}

/// Returns whether the first condition with a type has status `True`.
pub(crate) fn holds(body: &Value, kind: &str) -> bool {
    condition(body, kind).is_some_and(|condition| text(condition, "/status") == "True")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_null_and_odd_fields_read_as_empty() {
        for body in [
            json!({}),
            json!({"a": null}),
            json!({"a": {"b": 1.5}}),
            json!("text"),
        ] {
            assert_eq!(text(&body, "/a/b"), "");
            assert_eq!(optional_number(&body, "/a/b"), None);
            assert!(!flag(&body, "/a/b"));
            assert!(list(&body, "/a/b").is_empty());
            assert_eq!(part(&body, "/a/b"), None);
        }
    }

    #[test]
    fn only_the_first_condition_of_a_type_counts() {
        let body = json!({"status": {"conditions": [
            {"type": "Ready", "status": "False"}, {"type": "Ready", "status": "True"},
        ]}});
        assert!(!holds(&body, "Ready"));
        assert!(!holds(&body, "Available"));
    }
}
