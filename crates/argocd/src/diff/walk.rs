//! Finds the fields in which two forms of one object differ.
//!
//! Items of lists are matched by what tells them apart, so that one more in front does not make all others differ. What
//! a difference means is said elsewhere.

use serde_json::{Map, Value};

use super::{lists, path};

/// One field that differs: its JSON pointers in the two forms, `None` where one of them does not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where it is in the live form.
    pub(super) live: Option<String>,
    /// Where it is in the wanted form.
    pub(super) wanted: Option<String>,
}

/// Returns every field in which two forms differ, in the order of the live one; none where they are equal.
pub(super) fn differences(live: &Value, wanted: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let here = Here {
        live: String::new(),
        wanted: String::new(),
        name: String::new(),
    };
    walk(live, wanted, &here, &mut found);
    found
}

/// Where the walk stands in both forms, and under which field.
struct Here {
    live: String,
    wanted: String,
    name: String,
}

impl Here {
    fn field(&self, name: &str) -> Self {
        Self {
            live: path::field(&self.live, name),
            wanted: path::field(&self.wanted, name),
            name: name.to_owned(),
        }
    }

    fn items(&self, live: usize, wanted: usize) -> Self {
        Self {
            live: path::item(&self.live, live),
            wanted: path::item(&self.wanted, wanted),
            name: String::new(),
        }
    }

    fn both(&self) -> Difference {
        Difference {
            live: Some(self.live.clone()),
            wanted: Some(self.wanted.clone()),
        }
    }
}

fn only_live(pointer: String) -> Difference {
    Difference {
        live: Some(pointer),
        wanted: None,
    }
}

fn only_wanted(pointer: String) -> Difference {
    Difference {
        live: None,
        wanted: Some(pointer),
    }
}

fn walk(live: &Value, wanted: &Value, here: &Here, found: &mut Vec<Difference>) {
    match (live, wanted) {
        (Value::Object(live), Value::Object(wanted)) => fields(live, wanted, here, found),
        (Value::Array(live), Value::Array(wanted)) => items(live, wanted, here, found),
        (live, wanted) if live == wanted => {}
        _ => found.push(here.both()),
    }
}

fn fields(
    live: &Map<String, Value>,
    wanted: &Map<String, Value>,
    here: &Here,
    found: &mut Vec<Difference>,
) {
    for (name, value) in live {
        match wanted.get(name) {
            Some(other) => walk(value, other, &here.field(name), found),
            None => found.push(only_live(path::field(&here.live, name))),
        }
    }
    let added = wanted.keys().filter(|name| !live.contains_key(*name));
    found.extend(added.map(|name| only_wanted(path::field(&here.wanted, name))));
}

fn items(live: &[Value], wanted: &[Value], here: &Here, found: &mut Vec<Difference>) {
    match lists::compare_key(&here.name, &[live, wanted]) {
        Some(key) => keyed(live, wanted, key, here, found),
        None => placed(live, wanted, here, found),
    }
}

fn keyed(live: &[Value], wanted: &[Value], key: &str, here: &Here, found: &mut Vec<Difference>) {
    let mut order = Vec::new();
    for (index, item) in live.iter().enumerate() {
        match lists::find(wanted, key, item) {
            Some((other, twin)) => {
                order.push(other);
                walk(item, twin, &here.items(index, other), found);
            }
            None => found.push(only_live(path::item(&here.live, index))),
        }
    }
    let added = wanted.iter().enumerate();
    let added = added.filter(|(_, item)| lists::find(live, key, item).is_none());
    found.extend(added.map(|(index, _)| only_wanted(path::item(&here.wanted, index))));
    if !order.is_sorted() {
        found.push(here.both());
    }
}

fn placed(live: &[Value], wanted: &[Value], here: &Here, found: &mut Vec<Difference>) {
    for (index, (item, other)) in live.iter().zip(wanted).enumerate() {
        walk(item, other, &here.items(index, index), found);
    }
    let common = live.len().min(wanted.len());
    found.extend((common..live.len()).map(|index| only_live(path::item(&here.live, index))));
    found.extend((common..wanted.len()).map(|index| only_wanted(path::item(&here.wanted, index))));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(live: Value, wanted: Value) -> Vec<String> {
        let written = |pointer: Option<String>| pointer.unwrap_or_else(|| "-".to_owned());
        differences(&live, &wanted)
            .into_iter()
            .map(|one| format!("{} {}", written(one.live), written(one.wanted)))
            .collect()
    }

    #[test]
    fn equal_forms_do_not_differ() {
        let object = json!({"a": [1, {"b": null}], "c": {"d": "e"}});
        assert!(differences(&object, &object).is_empty());
    }

    #[test]
    fn each_field_that_differs_is_found_once() {
        assert_eq!(
            found(
                json!({"a": 1, "b": {"c": 2, "d": 3}, "e": [1, 2]}),
                json!({"a": 1, "b": {"c": 4, "f": 5}, "e": [1, 3, 4], "g": {}})
            ),
            [
                "/b/c /b/c",
                "/b/d -",
                "- /b/f",
                "/e/1 /e/1",
                "- /e/2",
                "- /g"
            ]
        );
    }

    #[test]
    fn items_are_matched_by_name() {
        assert_eq!(
            found(
                json!({"containers": [{"name": "web", "image": "a"}]}),
                json!({"containers": [{"name": "sidecar"}, {"name": "web", "image": "b"}]})
            ),
            ["/containers/0/image /containers/1/image", "- /containers/0"]
        );
    }

    #[test]
    fn another_order_is_a_difference_of_the_list() {
        assert_eq!(
            found(
                json!({"l": [{"name": "a"}, {"name": "b"}]}),
                json!({"l": [{"name": "b"}, {"name": "a"}]})
            ),
            ["/l /l"]
        );
    }
}
