//! An edit made on a value: what the edited text must read as.

use serde_json::{Map, Value};

use super::super::path::Step;
use super::Edit;

/// Returns the value after an edit. An error says why there is none.
pub(super) fn after(old: &Value, edit: &Edit) -> Result<Value, String> {
    let mut value = old.clone();
    let path = edit.path();
    let made = match edit {
        Edit::Set { value: new, .. } => make(&mut value, path.steps()).map(|at| *at = new.clone()),
        Edit::Append { value: new, .. } => {
            make(&mut value, path.steps()).and_then(|at| push(at, new))
        }
        Edit::Remove { .. } => remove(&mut value, path.steps()),
    };
    match made {
        Ok(()) => Ok(value),
        Err(why) => Err(format!("`{path}` {why}")),
    }
}

/// Returns the value of a path, with parents that are missing or null created.
fn make<'a>(root: &'a mut Value, steps: &[Step]) -> Result<&'a mut Value, String> {
    steps
        .iter()
        .try_fold(root, |value, step| child(value, step))
}

fn child<'a>(value: &'a mut Value, step: &Step) -> Result<&'a mut Value, String> {
    if value.is_null() {
        *value = match step {
            Step::Key(_) => Value::Object(Map::new()),
            Step::Index(_) => Value::Array(Vec::new()),
        };
    }
    match (value, step) {
        (Value::Object(fields), Step::Key(key)) => {
            Ok(fields.entry(key.as_str()).or_insert(Value::Null))
        }
        (Value::Array(items), Step::Index(index)) => item(items, *index),
        (_, Step::Key(key)) => Err(format!(
            "leads nowhere: the parent of `{key}` is no mapping"
        )),
        (_, Step::Index(index)) => Err(format!("leads nowhere: what has [{index}] is no list")),
    }
}

/// Returns an item, or a new one at the end.
fn item(items: &mut Vec<Value>, index: usize) -> Result<&mut Value, String> {
    let length = items.len();
    if index == length {
        items.push(Value::Null);
    }
    let beyond =
        || format!("is beyond the list: it has {length} items, and [{index}] is not the next");
    items.get_mut(index).ok_or_else(beyond)
}

fn push(list: &mut Value, item: &Value) -> Result<(), String> {
    match list {
        Value::Null => *list = Value::Array(vec![item.clone()]),
        Value::Array(items) => items.push(item.clone()),
        _ => return Err("is no list".to_owned()),
    }
    Ok(())
}

fn remove(root: &mut Value, steps: &[Step]) -> Result<(), String> {
    let missing = || "is not there".to_owned();
    let (last, parents) = steps.split_last().ok_or_else(missing)?;
    match (parents.iter().try_fold(root, existing), last) {
        (Some(Value::Object(fields)), Step::Key(key)) => {
            fields.shift_remove(key).map(drop).ok_or_else(missing)
        }
        (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => {
            items.remove(*index);
            Ok(())
        }
        _ => Err(missing()),
    }
}

fn existing<'a>(value: &'a mut Value, step: &Step) -> Option<&'a mut Value> {
    match (value, step) {
        (Value::Object(fields), Step::Key(key)) => fields.get_mut(key),
        (Value::Array(items), Step::Index(index)) => items.get_mut(*index),
        _ => None,
    }
}
