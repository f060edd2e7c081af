//! The oracle: whether an edited text reads as it should to two readers, with its comments in place.

use serde_json::{Map, Value};

use super::super::document::Document;
use super::super::read;
use super::scene::Scene;
use super::splice::Splice;
use super::{Edit, wanted};

/// Returns the edited text if it stands. An error says why not, to follow the path.
pub(super) fn judge(
    scene: &Scene<'_>,
    splice: &Splice,
    wanted: &Value,
    edit: &Edit,
) -> Result<String, &'static str> {
    let judged = stands(scene, splice, wanted, edit);
    if judged.is_ok() || splice.range.end < scene.text.len() {
        return judged;
    }
    let text = format!("{}{}", splice.text, scene.newline);
    let range = splice.range.clone();
    stands(scene, &Splice { range, text }, wanted, edit).or(judged)
}

fn stands(
    scene: &Scene<'_>,
    splice: &Splice,
    wanted: &Value,
    edit: &Edit,
) -> Result<String, &'static str> {
    let new = splice.apply(scene.text);
    let broken = "cannot be edited here without breaking the file";
    let document = Document::parse(&new).map_err(|_| broken)?;
    let value = read::value(&document).map_err(|_| broken)?;
    if mapping(value) != mapping(wanted.clone()) {
        return Err("cannot be edited here without changing more than it");
    }
    if !keeps_comments(scene.document, splice, &document) {
        return Err("cannot be edited here without losing a comment");
    }
    if !second_agrees(scene.text, &new, edit) {
        return Err("would not read the same to every YAML reader");
    }
    Ok(new)
}

/// A text without a node stands for an empty mapping.
fn mapping(root: Value) -> Value {
    match root {
        Value::Null => Value::Object(Map::new()),
        other => other,
    }
}

fn keeps_comments(old: &Document, splice: &Splice, new: &Document) -> bool {
    let starts: std::collections::HashSet<usize> = new
        .comments()
        .iter()
        .map(|comment| comment.span.start)
        .collect();
    old.comments().iter().all(|comment| {
        let at = comment.span.start;
        match at {
            _ if at < splice.range.start => starts.contains(&at),
            _ if at >= splice.range.end => starts.contains(&splice.shifted(at)),
            _ => true,
        }
    })
}

/// Says whether a reader of YAML 1.2 sees the same change. One that cannot read the old text has no vote.
fn second_agrees(old: &str, new: &str, edit: &Edit) -> bool {
    let Ok(old) = yaml_serde::from_str::<Value>(old) else {
        return true;
    };
    let wanted = wanted::after(&mapping(old), edit).map(mapping);
    let new = yaml_serde::from_str::<Value>(new).map(mapping);
    matches!((new, wanted), (Ok(new), Ok(wanted)) if new == wanted)
}
