//! Writes an object as a person would: block style, two spaces, strings that Helm and Kubernetes read as strings.
//!
//! The order of keys is the object's own; nothing is known here of what the object is.

use serde_json::{Map, Value};

/// Returns the YAML text of an object below lines of comment (without `# `).
pub fn document(comment: &[&str], object: &Value) -> String {
    let mut text: String = comment.iter().map(|line| format!("# {line}\n")).collect();
    match object {
        Value::Object(fields) if !fields.is_empty() => mapping(&mut text, fields, 0),
        other => text.push_str(&format!("{}\n", scalar(other))),
    }
    text
}

fn mapping(text: &mut String, fields: &Map<String, Value>, depth: usize) {
    for (number, (key, value)) in fields.iter().enumerate() {
        // The first key of a list's item stands behind its dash.
        if number > 0 || !text.ends_with("- ") {
            indent(text, depth);
        }
        text.push_str(&quote(key));
        text.push(':');
        below(text, value, depth);
    }
}

/// Writes what stands behind a key's colon.
fn below(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            text.push('\n');
            mapping(text, fields, depth + 1);
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            items.iter().for_each(|each| item(text, each, depth + 1));
        }
        Value::String(string) if is_literal(string) => literal(text, string, depth + 1),
        other => text.push_str(&format!(" {}\n", scalar(other))),
    }
}

fn item(text: &mut String, value: &Value, depth: usize) {
    indent(text, depth);
    text.push_str("- ");
    match value {
        Value::Object(fields) if !fields.is_empty() => mapping(text, fields, depth + 1),
        Value::Array(items) if !items.is_empty() => {
            text.pop();
            text.push('\n');
            items.iter().for_each(|each| item(text, each, depth + 1));
        }
        other => text.push_str(&format!("{}\n", scalar(other))),
    }
}

fn indent(text: &mut String, depth: usize) {
    (0..depth).for_each(|_| text.push_str("  "));
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(string) => quote(string),
        // JSON's own null, true, numbers, {} and [] are YAML's.
        other => other.to_string(),
    }
}

/// Says whether a string can stand as a block of lines: nothing in it that indentation or a reader would change.
fn is_literal(string: &str) -> bool {
    let Some(body) = string.strip_suffix('\n') else {
        return false;
    };
    let plain = |line: &str| {
        !line.is_empty()
            && !line.ends_with(char::is_whitespace)
            && line
                .chars()
                .all(|char| char == ' ' || char.is_ascii_graphic())
    };
    body.contains('\n') && !body.starts_with(' ') && body.split('\n').all(plain)
}

fn literal(text: &mut String, string: &str, depth: usize) {
    text.push_str(" |\n");
    for line in string.lines() {
        indent(text, depth);
        text.push_str(line);
        text.push('\n');
    }
}

/// Returns a string as a YAML scalar.
fn quote(string: &str) -> String {
    if is_plain(string) {
        return string.to_owned();
    }
    // A JSON string is a YAML double-quoted one.
    Value::String(string.to_owned()).to_string()
}

/// Says whether a string means itself without quotes, to readers of YAML 1.1 and 1.2 alike.
fn is_plain(string: &str) -> bool {
    let first = string.chars().next();
    let word = first.is_some_and(|char| char.is_ascii_alphabetic() || char == '/' || char == '$');
    let rest = |char: char| char.is_ascii_alphanumeric() || "-_./=$:@+".contains(char);
    word && string.chars().all(rest) && !string.ends_with(':') && !is_reserved(string)
}

/// Says whether a reader of YAML 1.1 sees something else than a string.
fn is_reserved(string: &str) -> bool {
    const WORDS: [&str; 11] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
    ];
    let lower = string.to_ascii_lowercase();
    WORDS.contains(&lower.as_str())
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
