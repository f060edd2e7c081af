//! The walk through an object or a tree of values that finds what to mask.
//!
//! Rules about positions live here; which names are secret is said in `name`, what is
//! secret inside a text in its own files.

use serde_json::{Map, Value};

use super::{MARK, document, name, pairs, text};

/// Fields that hold what a `name` or `key` beside them names.
const VALUE_FIELDS: [&str; 4] = ["value", "string", "array", "map"];
/// Fields whose text is a YAML document: Helm values, Kustomize patches.
const DOCUMENTS: [&str; 2] = ["patch", "inline"];

/// How the keys of a tree are to be understood.
#[derive(Clone, Copy, PartialEq)]
enum Tree {
    /// Fields of an API: a reference to a secret is the rule.
    Object,
    /// Texts of a ConfigMap, each perhaps a document.
    Texts,
    /// Helm values: keys are the chart's own.
    Values,
    /// Helm values under a key such as `secrets`: every leaf is one.
    Secrets,
}

impl Tree {
    fn is_values(self) -> bool {
        matches!(self, Self::Values | Self::Secrets)
    }
}

/// Masks an object of the API.
pub(super) fn object(value: &mut Value) {
    walk(value, Tree::Object);
}

/// Masks a tree of Helm values.
pub(super) fn values(value: &mut Value) {
    walk(value, Tree::Values);
}

fn walk(value: &mut Value, tree: Tree) {
    match value {
        Value::Object(map) => fields(map, tree),
        Value::Array(items) => self::items(items, tree),
        Value::String(content) if tree == Tree::Secrets => mask_text(content),
        Value::String(content) => string(content),
        _ => {}
    }
}

fn fields(map: &mut Map<String, Value>, tree: Tree) {
    let is = |kind: &str| map.get("kind").and_then(Value::as_str) == Some(kind);
    let (secret, config) = (is("Secret"), is("ConfigMap"));
    let named = names_secret(map) || patches_secret(map);
    let names_key = map.contains_key("remoteRef");
    for (key, value) in map.iter_mut() {
        let key = key.as_str();
        match key {
            "data" if secret => leaves(value),
            "stringData" => leaves(value),
            "data" if config => walk(value, Tree::Texts),
            _ if named && VALUE_FIELDS.contains(&key) => leaves(value),
            "secretKey" if names_key => walk(value, Tree::Object),
            _ => field(key, value, tree),
        }
    }
}

/// Returns whether a map says the value of a secret name: a variable, a parameter, a header.
fn names_secret(map: &Map<String, Value>) -> bool {
    ["name", "key"]
        .iter()
        .filter_map(|field| map.get(*field)?.as_str())
        .any(name::is_secret_parameter)
}

/// Returns whether a map is a step of a JSON patch (RFC 6902) that writes a secret name: `path: /data/password`.
fn patches_secret(map: &Map<String, Value>) -> bool {
    let path = map.get("path").and_then(Value::as_str);
    let last = path.and_then(|path| path.rsplit('/').next());
    map.contains_key("op") && last.is_some_and(name::is_secret_parameter)
}

fn field(key: &str, value: &mut Value, tree: Tree) {
    let secret = name::is_secret(key) || (tree == Tree::Secrets && !name::is_reference(key));
    match value {
        Value::String(content) if secret => mask_text(content),
        Value::String(content) => *content = document_or_text(key, content, tree),
        Value::Number(_) if secret && tree.is_values() => mask_leaf(value),
        Value::Array(items) if secret && !lists_names(key, tree) => {
            items.iter_mut().for_each(|item| listed(item, tree))
        }
        Value::Object(_) | Value::Array(_) => walk(value, below(key, tree)),
        _ => {}
    }
}

/// Returns whether a list names Secrets: `secrets` in the spec of a custom resource.
fn lists_names(key: &str, tree: Tree) -> bool {
    key == "secrets" && tree == Tree::Object
}

/// Returns how to understand what lies below a key.
fn below(key: &str, tree: Tree) -> Tree {
    match (key, tree) {
        ("values" | "valuesObject", Tree::Object) => Tree::Values,
        (_, Tree::Texts) => Tree::Object,
        ("annotations" | "labels", Tree::Secrets) => Tree::Values,
        (_, Tree::Values) if name::holds_secrets(key) => Tree::Secrets,
        _ => tree,
    }
}

fn document_or_text(key: &str, content: &str, tree: Tree) -> String {
    let named = [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| key.ends_with(end));
    if key == "values" && tree == Tree::Object {
        return document::mask(content, values);
    }
    if named || tree == Tree::Texts || DOCUMENTS.contains(&key) {
        return document::mask_any(content, values);
    }
    masked_string(content)
}

fn string(content: &mut String) {
    *content = masked_string(content);
}

fn masked_string(content: &str) -> String {
    match content.starts_with('{') && content.ends_with('}') {
        true => document::mask_any(content, object),
        false => text(content).into_owned(),
    }
}

/// Masks one item of a list under a secret name.
fn listed(item: &mut Value, tree: Tree) {
    match item {
        Value::String(content) => mask_text(content),
        _ if tree.is_values() => walk(item, Tree::Secrets),
        _ => walk(item, tree),
    }
}

/// Walks a list; the item behind a flag such as `--password` is its value.
fn items(items: &mut [Value], tree: Tree) {
    let mut flagged = false;
    for item in items {
        let content = item.as_str();
        let flag = content.is_some_and(is_secret_flag);
        match item {
            Value::String(content) if flagged && !content.starts_with('-') => mask_text(content),
            _ => walk(item, tree),
        }
        flagged = flag;
    }
}

fn is_secret_flag(content: &str) -> bool {
    content.starts_with('-') && !content.contains(['=', ' ']) && name::is_secret(content)
}

/// Masks every leaf below.
fn leaves(value: &mut Value) {
    match value {
        Value::Object(map) => map.values_mut().for_each(leaves),
        Value::Array(items) => items.iter_mut().for_each(leaves),
        Value::String(content) => mask_text(content),
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => mask_leaf(value),
    }
}

fn mask_leaf(value: &mut Value) {
    *value = Value::String(MARK.to_owned());
}

/// Masks a text; an empty one, and one that only names its source, tell nothing.
fn mask_text(content: &mut String) {
    if !content.is_empty() && !pairs::is_placeholder(content) {
        *content = MARK.to_owned();
    }
}
