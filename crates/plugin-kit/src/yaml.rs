//! An answer as YAML that a person can read, search and paste, and that cannot drive a terminal.
//!
//! The writer escapes control characters by itself. Marks that hide or reorder text it leaves alone; where there are
//! any, the strings that hold them are written in double quotes, the one style in which YAML has escapes.

use anyhow::Context;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;
use serde_saphyr::DoubleQuoted;

use crate::escape::{escape, is_dangerous};

/// Returns a value as a YAML document.
pub fn yaml(value: &impl Serialize) -> anyhow::Result<String> {
    let text = write(value)?;
    if !text.chars().any(hides) {
        return Ok(text);
    }
    let value = serde_json::to_value(value).context("turning it into YAML")?;
    Ok(write(&Quoted(&value))?.chars().map(spelled).collect())
}

/// Long lines are not folded: folding would tear words that have to be searched for and copied.
fn write(value: &impl Serialize) -> anyhow::Result<String> {
    let options =
        serde_saphyr::ser_options! { folded_wrap_chars: 100_000, min_fold_chars: 100_000 };
    serde_saphyr::to_string_with_options(value, options).context("turning it into YAML")
}

fn hides(character: char) -> bool {
    character != '\n' && is_dangerous(character)
}

fn spelled(character: char) -> String {
    match u32::from(character) {
        code if !hides(character) => char::from_u32(code).map(String::from).unwrap_or_default(),
        code @ 0..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// A value whose strings stand in double quotes where they hold characters that hide or reorder. The writer does not
/// quote keys on demand: a key with such characters is written as text shows it, `\u{200b}`.
struct Quoted<'a>(&'a Value);

impl Serialize for Quoted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) if text.chars().any(hides) => {
                DoubleQuoted(text.as_str()).serialize(serializer)
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Quoted)),
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, field) in fields {
                    map.serialize_entry(&escape(name), &Quoted(field))?;
                }
                map.end()
            }
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marks_that_hide_are_spelled_out_and_read_back_the_same() {
        let value = json!({
            "plain": "a: b # c", "lines": "one\ntwo\n", "number": 1.5, "none": null, "yes": true,
            "hidden": ["\u{202e}x \\ \" \u{e0041} 日本", {"multi": "a\u{2066}\nb\u{1b}"}],
        });
        let text = yaml(&value).unwrap();
        assert!(!text.chars().any(hides), "{text}");
        assert_eq!(
            serde_saphyr::from_str::<Value>(&text).unwrap(),
            value,
            "{text}"
        );
    }

    #[test]
    fn a_key_with_such_marks_is_harmless() {
        let text = yaml(&json!({"a\u{200b}: b\n": 1})).unwrap();
        assert_eq!(
            serde_saphyr::from_str::<Value>(&text).unwrap(),
            json!({"a\\u{200b}: b\\n": 1})
        );
    }
}
