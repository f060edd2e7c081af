//! `.argocd-source.yaml`: settings in the source's own folder that are merged into it before it is rendered
//! (Argo CD's `mergeSourceParameters`).

use serde_json::{Map, Value};

use super::read::{Unreadable, read};

/// Fields of a source that such a file cannot change.
const FIXED: [&str; 4] = ["chart", "path", "repoURL", "targetRevision"];

/// A source with what such a file says, and which of its helm settings the file touched.
#[derive(Clone)]
pub struct Overridden {
    /// The source.
    pub source: Value,
    /// The helm settings that the file names.
    pub touched: Vec<String>,
}

/// Returns the names of the files, in the order they are merged: for all Applications, then for this one.
pub fn override_files(application: &str) -> [String; 2] {
    [
        ".argocd-source.yaml".to_owned(),
        format!(".argocd-source-{application}.yaml"),
    ]
}

/// Merges such a file into a source, as a JSON merge patch (RFC 7386): maps merge, null takes away, lists are replaced.
///
/// # Errors
/// The file is no YAML map.
pub fn with_override(source: &Value, text: &str) -> Result<Overridden, Unreadable> {
    let patch = read(text)?;
    let helm = patch.get("helm").and_then(Value::as_object);
    let touched = helm.map(|helm| helm.keys().cloned().collect());
    let mut merged = source.clone();
    let allowed = patch
        .into_iter()
        .filter(|(key, _)| !FIXED.contains(&key.as_str()));
    merge(&mut merged, Value::Object(allowed.collect()));
    Ok(Overridden {
        source: merged,
        touched: touched.unwrap_or_default(),
    })
}

fn merge(value: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *value = patch;
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    for (key, change) in patch {
        match change {
            Value::Null => drop(fields.remove(&key)),
            change => merge(fields.entry(key).or_insert(Value::Null), change),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_file_is_merged_but_for_where_the_source_is() {
        let source = json!({"repoURL": "a", "path": "p", "helm": {
            "valuesObject": {"a": {"b": 1, "c": 1}}, "parameters": [{"name": "x"}], "values": "v",
        }});
        let text = "repoURL: evil\nhelm:\n  valuesObject: {a: {b: null, d: 2}}\n  parameters: []\n";
        let overridden = with_override(&source, text).unwrap();
        assert_eq!(
            overridden.source,
            json!({"repoURL": "a", "path": "p", "helm": {
                "valuesObject": {"a": {"c": 1, "d": 2}}, "parameters": [], "values": "v",
            }})
        );
        assert_eq!(overridden.touched, ["valuesObject", "parameters"]);
    }
}
