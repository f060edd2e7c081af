//! Documents inside a string: Helm values, patches, configuration files of a ConfigMap.
//!
//! A document that holds a secret is written anew from its masked tree, without its
//! comments: they may repeat what was masked. One without secrets keeps its bytes.

use serde_json::Value;

use super::{MARK, text};

/// Masks a document that must be readable: Helm values, which Argo CD itself could not use
/// otherwise. What cannot be read is masked as a whole.
pub(super) fn mask(document: &str, mask: fn(&mut Value)) -> String {
    match read(document) {
        Some(tree) => rewritten(document, tree, mask),
        None if document.trim().is_empty() => document.to_owned(),
        None => MARK.to_owned(),
    }
}

/// Masks a text that may or may not be a document; what is none is masked as text.
pub(super) fn mask_any(any: &str, mask: fn(&mut Value)) -> String {
    match read(any) {
        Some(tree) if tree.is_object() || tree.is_array() => rewritten(any, tree, mask),
        _ => text(any).into_owned(),
    }
}

fn rewritten(document: &str, tree: Value, mask: fn(&mut Value)) -> String {
    let mut masked = tree.clone();
    mask(&mut masked);
    if masked == tree {
        return text(document).into_owned();
    }
    write(document, &masked).unwrap_or_else(|| MARK.to_owned())
}

fn is_json(document: &str) -> bool {
    document.trim_start().starts_with(['{', '['])
}

fn read(document: &str) -> Option<Value> {
    let json = is_json(document)
        .then(|| serde_json::from_str(document).ok())
        .flatten();
    json.or_else(|| serde_saphyr::from_str(document).ok())
}

fn write(document: &str, masked: &Value) -> Option<String> {
    match is_json(document) {
        true => serde_json::to_string(masked).ok(),
        false => serde_saphyr::to_string(masked).ok(),
    }
}
