//! Leaves fit to be shown: secrets masked, sealed ones too.

use serde_json::Value;

use super::key_path::KeyPath;
use super::merged::Merged;
use super::traced::{Fields, Traced};
use crate::mask;

/// Begins a value that SOPS sealed.
const SEALED: &str = "ENC[";

/// One leaf of merged values.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownLeaf {
    /// The way to it.
    pub path: KeyPath,
    /// Its value, masked.
    pub value: Value,
    /// The layer it comes from, by position.
    pub layer: usize,
    /// Whether something of it is masked.
    pub masked: bool,
    /// Whether something of it is sealed in Git.
    pub sealed: bool,
}

/// Returns the leaves of values, sorted by key.
pub(super) fn shown(merged: &Merged) -> Vec<ShownLeaf> {
    let mut leaves = Vec::new();
    walk(
        &merged.fields,
        &merged.masked(),
        &KeyPath::default(),
        &mut leaves,
    );
    leaves
}

fn walk(fields: &Fields, masked: &Value, path: &KeyPath, leaves: &mut Vec<ShownLeaf>) {
    for (key, value) in fields {
        let path = path.key(key);
        let shown = masked.get(key).unwrap_or(&Value::Null);
        match value {
            Traced::Map { fields, .. } if !fields.is_empty() => walk(fields, shown, &path, leaves),
            leaf => leaves.push(self::leaf(leaf, shown, path)),
        }
    }
}

fn leaf(leaf: &Traced, shown: &Value, path: KeyPath) -> ShownLeaf {
    let value = leaf.value();
    ShownLeaf {
        path,
        masked: value != *shown || is_masked(shown),
        sealed: is_sealed(&value),
        value: shown.clone(),
        layer: leaf.layer(),
    }
}

/// Returns whether something was masked before it came here: in a snapshot file.
fn is_masked(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(is_masked),
        Value::Object(fields) => fields.values().any(is_masked),
        value => mask::is_masked(value),
    }
}

fn is_sealed(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(SEALED),
        Value::Array(items) => items.iter().any(is_sealed),
        Value::Object(fields) => fields.values().any(is_sealed),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::layer::{Layer, LayerKind};
    use super::super::merged::Layering;
    use super::super::read::read;

    #[test]
    fn secrets_and_sealed_values_are_masked_and_marked() {
        let mut layering = Layering::default();
        let layer = Layer::inline(LayerKind::Values, "values");
        layering.lay(
            layer,
            read("a: 1\npassword: hunter2\nb: ENC[x]\nl: ['ENC[x]']\ne: {}\n").unwrap(),
        );
        let leaves = layering.merged().leaves();
        let marks: Vec<(String, bool, bool)> = leaves
            .iter()
            .map(|it| (it.path.to_string(), it.masked, it.sealed))
            .collect();
        let mark = |key: &str, masked, sealed| (key.to_owned(), masked, sealed);
        assert_eq!(
            marks,
            [
                mark("a", false, false),
                mark("b", true, true),
                mark("e", false, false),
                mark("l", true, true),
                mark("password", true, false)
            ]
        );
        assert!(!format!("{leaves:?}").contains("hunter2"));
    }
}
