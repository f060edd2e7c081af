//! Lines of a file as they may be shown: sealed values, what `encrypt` names, values under names of secrets and private
//! keys masked, wherever their lines are.
//!
//! A file is read as YAML, document by document, and its values are masked where they stand; of what is no YAML every
//! line is masked by itself, with the lines that belong to it. There are as many lines as before.

use std::ops::Range;

use argocd::mask;
use serde_json::{Value, json};
use stack::seal::Rule;
use stack::yaml::document::Document;
use stack::yaml::node::{Kind, Node};

/// What a sealed value begins with.
const SEALED: &str = "ENC[AES256_GCM,";

/// Returns the lines of a text, each without its secrets and without its line end; `rule` selects what `encrypt` names.
pub(crate) fn masked(text: &str, rule: Option<&Rule>) -> Vec<String> {
    let lines: Vec<String> = text.lines().map(unsealed).collect();
    if lines.is_empty() {
        return lines;
    }
    let text = lines.join("\n");
    documents(&text)
        .into_iter()
        .flat_map(|document| of_document(&text[document], rule))
        .collect()
}

/// Returns the documents of a stream: each begins with its `---`, but perhaps the first.
fn documents(text: &str) -> Vec<Range<usize>> {
    let begins = text.match_indices("\n---").map(|(at, _)| at + 1);
    let begins: Vec<usize> = [0].into_iter().chain(begins).collect();
    let ends = begins.iter().skip(1).map(|at| at - 1);
    let ends = ends.chain([text.len()]);
    begins
        .iter()
        .zip(ends)
        .map(|(&begin, end)| begin..end)
        .collect()
}

fn of_document(text: &str, rule: Option<&Rule>) -> Vec<String> {
    let Some(secrets) = secrets(text, rule) else {
        return by_lines(text);
    };
    let text = without(text, secrets);
    text.split('\n')
        .map(|line| mask::text(line).into_owned())
        .collect()
}

/// Returns where the secrets of a document stand; `None`: it is no YAML.
fn secrets(text: &str, rule: Option<&Rule>) -> Option<Vec<Range<usize>>> {
    let document = Document::parse(text).ok()?;
    let Some(root) = document.root() else {
        return Some(Vec::new());
    };
    let value: Value = serde_saphyr::from_str(text).ok()?;
    let mut shown = value.clone();
    match value.get("kind").is_some() && value.get("apiVersion").is_some() {
        true => mask::object(&mut shown),
        false => mask::values(&mut shown),
    }
    let mut found = Found {
        rule,
        places: Vec::new(),
    };
    found.compare(&value, &shown, root);
    found.listed(root, false);
    Some(found.places)
}

struct Found<'a> {
    rule: Option<&'a Rule>,
    places: Vec<Range<usize>>,
}

impl Found<'_> {
    /// Finds what masking changed or took away.
    fn compare(&mut self, value: &Value, shown: &Value, node: &Node) {
        match (value, shown) {
            _ if value == shown => {}
            (Value::Object(values), Value::Object(others)) => {
                for (key, value) in values {
                    let entry = node.mapping().and_then(|mapping| mapping.get(key));
                    match (entry, others.get(key)) {
                        (Some(entry), Some(other)) => self.compare(value, other, &entry.value),
                        (Some(entry), None) => self.places.push(entry.value.span.clone()),
                        (None, other) if other != Some(value) => {
                            self.places.push(node.span.clone())
                        }
                        (None, _) => {}
                    }
                }
            }
            (Value::Array(values), Value::Array(others)) => match node.sequence() {
                Some(sequence) if values.len() == others.len() => {
                    let items = values.iter().zip(others).zip(&sequence.items);
                    items.for_each(|((value, other), item)| self.compare(value, other, item));
                }
                _ => self.places.push(node.span.clone()),
            },
            _ => self.places.push(node.span.clone()),
        }
    }

    /// Finds the leaves that `encrypt` names; `hit`: one of the keys above is named.
    fn listed(&mut self, node: &Node, hit: bool) {
        let Some(rule) = self.rule else { return };
        match &node.kind {
            Kind::Mapping(mapping) => {
                for entry in &mapping.entries {
                    let named = entry.key.text().is_some_and(|key| rule.selects([key]));
                    self.listed(&entry.value, hit || named);
                }
            }
            Kind::Sequence(sequence) => {
                sequence
                    .items
                    .iter()
                    .for_each(|item| self.listed(item, hit));
            }
            _ if hit && !node.span.is_empty() => self.places.push(node.span.clone()),
            _ => {}
        }
    }
}

/// Puts the mark in the place of each secret, in every line that it has.
fn without(text: &str, mut secrets: Vec<Range<usize>>) -> String {
    secrets.sort_by_key(|place| place.start);
    let mut shown = String::new();
    let mut from = 0;
    for place in secrets {
        // One inside another is gone already.
        if place.start < from {
            continue;
        }
        shown.push_str(&text[from..place.start]);
        let lines = text[place.clone()].split('\n').map(marked);
        shown.push_str(&lines.collect::<Vec<_>>().join("\n"));
        from = place.end;
    }
    shown + &text[from..]
}

/// Returns a line with the mark in the place of its words; quotes around one value stay.
fn marked(line: &str) -> String {
    let words = line.trim();
    let indent = &line[..line.len() - line.trim_start().len()];
    let quote = words
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''));
    let quote = quote.filter(|&quote| words.len() > 1 && words.ends_with(quote));
    match (words, quote) {
        ("", _) => line.to_owned(),
        ("|" | "|-" | "|+" | ">" | ">-" | ">+", _) => line.to_owned(),
        (_, Some(quote)) => format!("{indent}{quote}{}{quote}", mask::MARK),
        (_, None) => format!("{indent}{}", mask::MARK),
    }
}

/// Masks text that is no YAML: below the name of a secret goes what stands further in, and everything between the lines
/// of a private key.
fn by_lines(text: &str) -> Vec<String> {
    let mut below: Option<usize> = None;
    let mut in_key = false;
    let mut shown = Vec::new();
    for line in text.split('\n') {
        let indent = line.len() - line.trim_start().len();
        let is_item = line.trim_start().starts_with("- ");
        let belongs = |depth| indent > depth || (is_item && indent == depth);
        below = below.filter(|&depth| line.trim().is_empty() || belongs(depth));
        let is_edge = line.contains("PRIVATE KEY-----");
        let hide = below.is_some() || (in_key && !is_edge);
        shown.push(match hide {
            true => marked(line),
            false => mask::text(line).into_owned(),
        });
        in_key = in_key && !is_edge || is_edge && line.contains("-----BEGIN");
        below = below.or_else(|| is_secret_key(line).then_some(indent));
    }
    shown
}

/// Says whether a line names a secret whose value may go on below it.
fn is_secret_key(line: &str) -> bool {
    let bare = line.trim_start().trim_start_matches("- ");
    let key = bare.split_once(':').map_or("", |(key, _)| key);
    let key = key.trim().trim_matches(['"', '\'']);
    let mut probe = json!({ key: "x" });
    mask::values(&mut probe);
    !key.is_empty() && probe[key] != "x"
}

/// Puts the mark in the place of each sealed value; what stands around it stays.
fn unsealed(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(SEALED) {
        let (before, token) = rest.split_at(at);
        let end = token.find(']').map_or(token.len(), |end| end + 1);
        shown.push_str(before);
        shown.push_str(mask::MARK);
        rest = &token[end..];
    }
    shown + rest
}

#[cfg(test)]
#[path = "masked_tests.rs"]
mod tests;
