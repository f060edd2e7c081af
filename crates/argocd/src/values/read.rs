//! A text of values as Helm reads it: YAML 1.1 words for true and false, octal numbers, the last of repeated keys.

use std::fmt;

use serde_json::{Map, Number, Value};

use super::as_helm::AsHelm;

/// Why a text holds no values. What it says is never repeated: it may be secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no YAML, from this line on where that is known.
    NotYaml(Option<u64>),
    /// Its root is a list or a single value.
    NoMap,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYaml(_) => formatter.write_str("it cannot be read as one YAML document"),
            Self::NoMap => formatter.write_str("it is no map of values"),
        }
    }
}

/// Reads values; an empty text has none. A map that SOPS sealed loses SOPS' own section, as it does before Helm gets it.
///
/// # Errors
/// It is no YAML, or no map.
pub fn read(text: &str) -> Result<Map<String, Value>, Unreadable> {
    let options = serde_saphyr::options! {
        legacy_octal_numbers: true,
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    let read = serde_saphyr::from_str_with_options::<AsHelm>(text, options);
    let AsHelm(value) = read
        .map_err(|error| Unreadable::NotYaml(error.location().map(|location| location.line())))?;
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(mut fields) => {
            if is_sops(fields.get("sops")) {
                fields.remove("sops");
            }
            Ok(whole_numbers(fields))
        }
        _ => Err(Unreadable::NoMap),
    }
}

fn is_sops(section: Option<&Value>) -> bool {
    let has = |key: &str| section.is_some_and(|section| section.get(key).is_some());
    has("mac") && has("version")
}

/// Turns `8.0` into `8`: Helm makes no difference.
fn whole_numbers(mut fields: Map<String, Value>) -> Map<String, Value> {
    fields.values_mut().for_each(whole);
    fields
}

fn whole(value: &mut Value) {
    match value {
        Value::Number(number) => *number = whole_number(number),
        Value::Array(items) => items.iter_mut().for_each(whole),
        Value::Object(fields) => fields.values_mut().for_each(whole),
        _ => {}
    }
}

fn whole_number(number: &Number) -> Number {
    /// From here on not every whole number is a float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|_| number.is_f64());
    match float {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and small enough"
        )]
        Some(float) if float.fract() == 0.0 && float.abs() < EXACT => Number::from(float as i64),
        _ => number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_read_as_helm_reads_them() {
        let text =
            "a: yes\nb: 0755\nc: 8.0\nd: &x {e: 1}\nf: *x\na: off\n8080: web\nyes: g\n\"no\": h\n";
        assert_eq!(
            Value::Object(read(text).unwrap()),
            json!({"a": false, "b": 493, "c": 8, "d": {"e": 1}, "f": {"e": 1}, "8080": "web", "true": "g", "no": "h"})
        );
        assert!(read("# nothing\n").unwrap().is_empty());
    }

    #[test]
    fn what_sops_writes_beside_the_values_is_none() {
        let text = "a: ENC[x]\nsops: {mac: 'ENC[y]', version: 3.9.0}\n";
        assert_eq!(Value::Object(read(text).unwrap()), json!({"a": "ENC[x]"}));
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_line_alone() {
        let unreadable = read("a: 1\npassword: 'hunter2\n").unwrap_err();
        assert!(matches!(unreadable, Unreadable::NotYaml(Some(_))));
        assert!(!format!("{unreadable:?}{unreadable}").contains("hunter2"));
        assert_eq!(read("- a\n"), Err(Unreadable::NoMap));
    }
}
