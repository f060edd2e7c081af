//! A JSON value reduced to 64 bits while it is being read.
//!
//! Comparing two Applications' settings needs equality only; keeping thousands of
//! add-ons' values in memory for it would not do. Order of object keys does not count.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Stands for a JSON value; equal values have equal fingerprints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

/// Empty values, each a small number of its own; `{}` is the default.
const NULL: Fingerprint = Fingerprint(1);
const FALSE: Fingerprint = Fingerprint(2);
const ZERO: Fingerprint = Fingerprint(3);
const NO_TEXT: Fingerprint = Fingerprint(4);
const NO_ITEMS: Fingerprint = Fingerprint(5);

impl Fingerprint {
    /// Returns the fingerprint of a string value.
    pub fn of_text(text: &str) -> Self {
        match text {
            "" => NO_TEXT,
            text => Self::of(&("text", text)),
        }
    }

    /// Adds one entry of an object; the order of entries does not count. An empty value
    /// (`null`, `false`, `0`, `""`, `[]`, `{}`) counts as absent, since Argo CD leaves such
    /// settings out when it writes them back.
    pub fn add_entry(&mut self, key: &str, value: Self) {
        if value.is_empty() {
            return;
        }
        self.0 = self.0.wrapping_add(Self::of(&(key, value.0)).0);
    }

    /// Returns the fingerprint of a setting that may be absent; an empty one is equal to it.
    pub fn of_setting(setting: Option<Self>) -> Self {
        setting
            .filter(|setting| !setting.is_empty())
            .unwrap_or_default()
    }

    fn of_integer(integer: i128) -> Self {
        match integer {
            0 => ZERO,
            integer => Self::of(&("integer", integer)),
        }
    }

    fn is_empty(self) -> bool {
        self.0 <= NO_ITEMS.0
    }

    fn of(value: &impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        Self(hasher.finish())
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Fingerprint;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Fingerprint, E> {
        Ok(NULL)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Fingerprint, E> {
        self.visit_unit()
    }

    fn visit_bool<E>(self, value: bool) -> Result<Fingerprint, E> {
        Ok(match value {
            true => Fingerprint::of(&"true"),
            false => FALSE,
        })
    }

    fn visit_i64<E>(self, value: i64) -> Result<Fingerprint, E> {
        Ok(Fingerprint::of_integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Fingerprint, E> {
        Ok(Fingerprint::of_integer(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Fingerprint, E> {
        Ok(Fingerprint::of(&("float", value.to_bits())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Fingerprint, E> {
        Ok(Fingerprint::of_text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Fingerprint, A::Error> {
        let (mut hasher, mut count) = (DefaultHasher::new(), 0);
        while let Some(item) = seq.next_element::<Fingerprint>()? {
            item.hash(&mut hasher);
            count += 1;
        }
        Ok(match count {
            0 => NO_ITEMS,
            _ => Fingerprint::of(&("list", hasher.finish())),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fingerprint, A::Error> {
        let mut fingerprint = Fingerprint::default();
        while let Some(key) = map.next_key::<String>()? {
            fingerprint.add_entry(&key, map.next_value()?);
        }
        Ok(fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Fingerprint {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn order_of_keys_does_not_count_but_order_of_items_does() {
        assert_eq!(
            of(r#"{"a":1,"b":[true,null]}"#),
            of(r#"{"b":[true,null],"a":1}"#)
        );
        assert_ne!(of("[1,2]"), of("[2,1]"));
    }

    #[test]
    fn an_empty_setting_counts_as_absent() {
        let full = r#"{"a":1,"b":{"c":{}},"d":[],"e":"","f":false,"g":0,"h":null}"#;
        assert_eq!(of(full), of(r#"{"a":1}"#));
        assert_ne!(of(r#"{"a":[0]}"#), of("{}"));
    }

    #[test]
    fn values_of_different_types_differ() {
        let all = ["1", "\"1\"", "true", "null", "[1]", r#"{"a":1}"#, "1.5"];
        for (index, left) in all.iter().enumerate() {
            for right in &all[index + 1..] {
                assert_ne!(of(left), of(right), "{left} {right}");
            }
        }
    }
}
