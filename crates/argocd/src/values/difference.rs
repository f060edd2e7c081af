//! What differs between two sets of values, key by key. Secrets are compared as they are and shown masked.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::key_path::KeyPath;
use super::merged::Merged;
use super::shown::ShownLeaf;

/// How a key differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it, with different values.
    Changed,
}

/// One key that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The key.
    pub path: KeyPath,
    /// What the first has.
    pub before: Option<ShownLeaf>,
    /// What the second has.
    pub after: Option<ShownLeaf>,
}

impl Changed {
    /// Returns how the key differs.
    pub fn change(&self) -> Change {
        match (&self.before, &self.after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        }
    }
}

/// Returns the keys that differ, sorted.
pub fn differences(before: &Merged, after: &Merged) -> Vec<Changed> {
    let (old, new) = (by_path(before), by_path(after));
    let (old_values, new_values) = (before.unmasked(), after.unmasked());
    let mut paths: Vec<&KeyPath> = old.keys().chain(new.keys()).collect();
    paths.sort_unstable();
    paths.dedup();
    let same =
        |path: &KeyPath| path.find(&old_values).map(of_type) == path.find(&new_values).map(of_type);
    let differ = paths.into_iter().filter(|path| !same(path));
    let changed = differ.map(|path| Changed {
        path: path.clone(),
        before: old.get(path).cloned(),
        after: new.get(path).cloned(),
    });
    changed
        .filter(|it| it.before.is_some() || it.after.is_some())
        .collect()
}

/// Returns what of a value counts here: of a map only that it is one, as its own keys are compared by themselves.
fn of_type(value: &Value) -> Value {
    match value {
        Value::Object(fields) if !fields.is_empty() => Value::Object(serde_json::Map::new()),
        value => value.clone(),
    }
}

fn by_path(merged: &Merged) -> BTreeMap<KeyPath, ShownLeaf> {
    let leaves = merged.leaves().into_iter();
    leaves.map(|leaf| (leaf.path.clone(), leaf)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::layer::{Layer, LayerKind};
    use super::super::merged::Layering;
    use super::super::read::read;
    use super::*;

    fn merged(text: &str) -> Merged {
        let mut layering = Layering::default();
        layering.lay(
            Layer::inline(LayerKind::Values, "values"),
            read(text).unwrap(),
        );
        layering.merged()
    }

    fn told(before: &str, after: &str) -> Vec<String> {
        let changed = differences(&merged(before), &merged(after));
        changed
            .iter()
            .map(|it| format!("{:?} {}", it.change(), it.path))
            .collect()
    }

    #[test]
    fn keys_are_told_that_came_went_or_changed() {
        assert_eq!(
            told(
                "a: 1\nb: {c: 1, d: 2}\nl: [1]\n",
                "b: {c: 2, d: 2}\nl: [1, 2]\nnew: {x: 1}\n"
            ),
            ["Removed a", "Changed b.c", "Changed l", "Added new.x"]
        );
        assert_eq!(told("a: 1\n", "a: {b: 1}\n"), ["Removed a", "Added a.b"]);
        assert!(told("a: {}\nb: 8.0\n", "b: 8\na: {}\n").is_empty());
    }

    #[test]
    fn a_secret_that_changed_is_told_and_not_shown() {
        let changed = differences(
            &merged("password: hunter2\n"),
            &merged("password: hunter3\n"),
        );
        assert_eq!(changed.len(), 1);
        assert!(!format!("{changed:?}").contains("hunter"));
    }
}
