//! Objects as text: a comment, then the object as a person would write it.

use serde_json::Value;

use crate::yaml::write::value;

/// Returns the YAML text of an object below lines of comment (without `# `).
pub fn document(comment: &[&str], object: &Value) -> String {
    let comment: String = comment.iter().map(|line| format!("# {line}\n")).collect();
    comment + &value(object, 0)
}
