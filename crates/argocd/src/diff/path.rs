//! The place of one field in an object, as people read it and as code finds it.
//!
//! People see `spec.containers[web].image`; code follows JSON pointers, one for each of the two forms, since the same
//! item of a list may stand at another place in each.

use serde_json::Value;

use super::lists;

/// Returns the JSON pointer of a field below.
pub(super) fn field(pointer: &str, name: &str) -> String {
    let escaped = name.replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{escaped}")
}

/// Returns the JSON pointer of an item below.
pub(super) fn item(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
}

/// Returns the names and places a JSON pointer leads through.
pub(super) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    let tokens = pointer.split('/').skip(1);
    tokens.map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// Returns a place as people read it: items by their own name where their list is told apart by one.
pub(super) fn readable(object: &Value, pointer: &str) -> String {
    let (mut path, mut list) = (String::new(), String::new());
    let mut below = Some(object);
    for token in tokens(pointer) {
        match below {
            Some(Value::Array(items)) => {
                path.push_str(&format!("[{}]", item_label(items, &list, &token)));
                below = token.parse().ok().and_then(|index: usize| items.get(index));
            }
            here => {
                add_field(&mut path, &token);
                below = here.and_then(|value| value.get(&token));
                list = token;
            }
        }
    }
    path
}

fn add_field(path: &mut String, name: &str) {
    let plain = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
    match (name.chars().all(plain) && !name.is_empty(), path.is_empty()) {
        (true, true) => path.push_str(name),
        (true, false) => path.push_str(&format!(".{name}")),
        (false, _) => path.push_str(&format!("[{name}]")),
    }
}

fn item_label(items: &[Value], list: &str, token: &str) -> String {
    let item = token.parse().ok().and_then(|index: usize| items.get(index));
    let key = lists::compare_key(list, &[items]);
    match key.and_then(|key| item?.get(key)) {
        Some(Value::String(name)) => name.clone(),
        Some(other) => other.to_string(),
        None => token.to_owned(),
    }
}

/// Takes the value at a JSON pointer out of its object or list.
pub(super) fn remove(document: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, last) = pointer.rsplit_once('/')?;
    let name = last.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent)? {
        Value::Object(fields) => fields.shift_remove(&name),
        Value::Array(items) => {
            let index: usize = name.parse().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_are_named_and_odd_names_stand_in_brackets() {
        let object = json!({
            "metadata": {"annotations": {"a.b/c": "1"}},
            "env": [{"name": "HOME"}, {"name": "PATH"}], "args": ["x", "y"], "ports": [{"port": 80}],
        });
        for (pointer, path) in [
            (
                "/metadata/annotations/a.b~1c",
                "metadata.annotations[a.b/c]",
            ),
            ("/env/1/name", "env[PATH].name"),
            ("/args/1", "args[1]"),
            ("/ports/0", "ports[80]"),
            ("/not/there/2", "not.there.2"),
        ] {
            assert_eq!(readable(&object, pointer), path);
        }
    }

    #[test]
    fn a_pointer_is_escaped_and_found_again() {
        let mut object = json!({"a": {"x/y~z": [1, 2]}});
        let pointer = item(&field(&field("", "a"), "x/y~z"), 1);
        assert_eq!(pointer, "/a/x~1y~0z/1");
        assert_eq!(remove(&mut object, &pointer), Some(json!(2)));
        assert_eq!(remove(&mut object, "/a/none/1"), None);
        assert_eq!(remove(&mut object, "/a/x~1y~0z/7"), None);
        assert_eq!(remove(&mut object, ""), None);
        assert_eq!(object, json!({"a": {"x/y~z": [1]}}));
    }
}
