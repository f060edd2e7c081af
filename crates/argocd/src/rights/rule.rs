//! One rule of a role, written so that it can be pasted into one.

use std::collections::BTreeSet;
use std::fmt;

/// A rule: verbs on resources of API groups (`PolicyRule` of `rbac.authorization.k8s.io/v1`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule {
    /// API groups, sorted; empty text for the core group.
    pub groups: BTreeSet<String>,
    /// Resources, sorted.
    pub resources: BTreeSet<String>,
    /// Names of the only objects it is about; empty for all.
    pub names: BTreeSet<String>,
    /// Verbs, in the order people write them in.
    pub verbs: Vec<String>,
}

impl fmt::Display for Rule {
    /// Writes the rule as one line of YAML.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{{apiGroups: [{}], resources: [{}], ",
            list(&self.groups),
            list(&self.resources)
        )?;
        if !self.names.is_empty() {
            write!(formatter, "resourceNames: [{}], ", list(&self.names))?;
        }
        write!(formatter, "verbs: [{}]}}", list(&self.verbs))
    }
}

fn list<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| quoted(word)).collect();
    words.join(", ")
}

/// Words that YAML, of either version, reads as something else than text.
const NO_TEXT: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// Returns a word as YAML has it; what is no plain name is quoted, as JSON does.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-./".contains(letter);
    let begins = word.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let is_text = !NO_TEXT.contains(&word.to_ascii_lowercase().as_str());
    match begins && is_text && word.chars().all(plain) {
        true => word.to_owned(),
        false => serde_json::Value::from(word).to_string(),
    }
}
