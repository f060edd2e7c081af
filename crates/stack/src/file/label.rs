//! Labels and annotations as the API server takes them (Kubernetes' documentation, "Labels and Selectors": syntax and
//! character set), without those `push` writes itself.

use std::collections::BTreeMap;

use serde_json::Value;

use super::decode::{Decoder, Field};

/// What names of ours begin with.
const OURS: &str = "helm-stack/";
/// Says in which order Argo CD creates members; the parents of a member decide it.
const SYNC_WAVE: &str = "argocd.argoproj.io/sync-wave";

/// Reads labels: texts of texts.
pub(super) fn labels<'a>(
    decoder: &mut Decoder<'a>,
    field: &Field<'a>,
) -> Option<BTreeMap<String, String>> {
    read(decoder, field, |value| {
        value.is_empty() || (value.len() <= 63 && is_word(value))
    })
}

/// Reads annotations: names like those of labels, any text as value.
pub(super) fn annotations<'a>(
    decoder: &mut Decoder<'a>,
    field: &Field<'a>,
) -> Option<BTreeMap<String, String>> {
    read(decoder, field, |_| true)
}

fn read<'a>(
    decoder: &mut Decoder<'a>,
    field: &Field<'a>,
    fits: impl Fn(&str) -> bool,
) -> Option<BTreeMap<String, String>> {
    let mut read = BTreeMap::new();
    for (key, value) in decoder.entries(field)? {
        check_name(decoder, key, &value);
        let Value::String(text) = value.value else {
            decoder.wrong_type::<()>(&value, "text");
            continue;
        };
        if !fits(text) {
            let next = "use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends";
            decoder.error(
                value.node,
                "label",
                format!("{} is no value of a label", value.label),
                next,
            );
        }
        read.insert(key.to_owned(), text.clone());
    }
    Some(read)
}

fn check_name<'a>(decoder: &mut Decoder<'a>, key: &str, value: &Field<'a>) {
    if key.starts_with(OURS) || key == SYNC_WAVE {
        let what = format!("{key} is written by `push`");
        let next = match key {
            SYNC_WAVE => "take it out; `parents:` decides the order",
            _ => "take it out, or choose another name",
        };
        decoder.error(value.node, "reserved-name", what, next);
    } else if !is_name(key) {
        let what = format!("{} has a name Kubernetes does not take", value.label);
        let next = "use `name` or `prefix.example.com/name`, the name at most 63 letters, digits, `-`, `_` and `.`";
        decoder.error(value.node, "label", what, next);
    }
}

fn is_name(key: &str) -> bool {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    let label = |part: &str| super::name::fault(part).is_none();
    let prefix = prefix.is_none_or(|prefix| prefix.len() <= 253 && prefix.split('.').all(label));
    prefix && name.len() <= 63 && is_word(name)
}

/// Says whether a word has a letter or digit at both ends, and besides `-`, `_` and `.` nothing else.
fn is_word(word: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric();
    word.starts_with(plain)
        && word.ends_with(plain)
        && word
            .chars()
            .all(|letter| plain(letter) || "-_.".contains(letter))
}
