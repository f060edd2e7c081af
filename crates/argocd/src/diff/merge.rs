//! What an apply on the client makes of a live object: the three-way merge of what was applied before, what is wanted
//! and what is live.
//!
//! Fields that nobody ever applied stay, fields that were applied and are no longer wanted go, all others get the
//! wanted value (`kubectl apply`; Argo CD's `ThreeWayDiff`). What the server would fill in is taken from the live
//! object where it has it.

use serde_json::{Map, Value};

use super::{lists, quantity};

/// Fields of built-in kinds that are left out when they are false (`omitempty` without a pointer in their types).
const FALSE_IS_NOTHING: [&str; 10] = [
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "paused",
    "publishNotReadyAddresses",
    "readOnly",
    "stdin",
    "stdinOnce",
    "tty",
    "unschedulable",
];
/// Fields of built-in kinds that are left out when they are zero.
const ZERO_IS_NOTHING: [&str; 3] = ["initialDelaySeconds", "minReadySeconds", "nodePort"];
/// Fields of built-in kinds in which an empty text is not as none.
const EMPTY_IS_SOMETHING: [&str; 2] = ["storageClassName", "ingressClassName"];

/// Lists of which kinds are merged item by item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// Of a built-in kind: by the keys of its type.
    Merged,
    /// Of a custom kind: each list is one value.
    Whole,
}

impl Lists {
    /// Returns how lists of the kinds of a group are merged.
    pub(super) fn of_group(group: &str) -> Self {
        match lists::is_built_in(group) {
            true => Self::Merged,
            false => Self::Whole,
        }
    }
}

/// Returns the live object as it would be after an apply of `wanted`; `applied` is what was applied before.
pub(super) fn merge(applied: Option<&Value>, wanted: &Value, live: &Value, lists: Lists) -> Value {
    let merge = Merge { lists };
    merge.value(applied, wanted, live, "", "")
}

/// Takes out of what a server-side apply would give the fields that were applied on the client before and are no
/// longer wanted: that apply leaves them, Argo CD does not.
pub(super) fn prune(result: &mut Value, applied: &Value, wanted: &Value) {
    prune_below(result, applied, wanted, "");
}

struct Merge {
    lists: Lists,
}

impl Merge {
    fn value(
        &self,
        applied: Option<&Value>,
        wanted: &Value,
        live: &Value,
        parent: &str,
        name: &str,
    ) -> Value {
        match (wanted, live) {
            (Value::Object(wanted), Value::Object(live)) => {
                self.fields(applied, wanted, live, name)
            }
            (Value::Array(wanted), Value::Array(live)) => self.items(applied, wanted, live, name),
            (wanted, live) if same_amount(wanted, live, parent, name) => live.clone(),
            (wanted, _) => wanted.clone(),
        }
    }

    fn fields(
        &self,
        applied: Option<&Value>,
        wanted: &Map<String, Value>,
        live: &Map<String, Value>,
        parent: &str,
    ) -> Value {
        let applied = applied.and_then(Value::as_object);
        let before = |name: &str| applied.and_then(|applied| applied.get(name));
        let mut merged = Map::new();
        for (name, value) in live {
            match (wanted.get(name), before(name)) {
                (Some(wanted), before) => {
                    let value = self.value(before, wanted, value, parent, name);
                    merged.insert(name.clone(), value);
                }
                (None, Some(_)) => {}
                (None, None) => _ = merged.insert(name.clone(), value.clone()),
            }
        }
        let added = wanted.iter().filter(|(name, value)| {
            !live.contains_key(*name) && !is_empty(value) && !self.is_dropped(name, value)
        });
        merged.extend(added.map(|(name, value)| (name.clone(), value.clone())));
        Value::Object(merged)
    }

    /// Returns whether a built-in kind does not keep the value, since it is what nothing means.
    fn is_dropped(&self, name: &str, value: &Value) -> bool {
        self.lists == Lists::Merged
            && match value {
                Value::Bool(false) => FALSE_IS_NOTHING.contains(&name),
                Value::Number(number) if number.as_i64() == Some(0) => {
                    ZERO_IS_NOTHING.contains(&name)
                }
                Value::String(text) if text.is_empty() => !EMPTY_IS_SOMETHING.contains(&name),
                _ => false,
            }
    }

    fn items(
        &self,
        applied: Option<&Value>,
        wanted: &[Value],
        live: &[Value],
        name: &str,
    ) -> Value {
        let applied = applied.and_then(Value::as_array).map(Vec::as_slice);
        if self.lists == Lists::Whole {
            return Value::Array(wanted.to_vec());
        }
        match lists::merge_key(name, &[wanted, live, applied.unwrap_or_default()]) {
            Some(key) => self.keyed(applied.unwrap_or_default(), wanted, live, key),
            None if wanted.len() == live.len() => self.placed(applied, wanted, live),
            None => Value::Array(wanted.to_vec()),
        }
    }

    fn keyed(&self, applied: &[Value], wanted: &[Value], live: &[Value], key: &str) -> Value {
        let before = |item: &Value| lists::find(applied, key, item).map(|(_, item)| item);
        let kept = live
            .iter()
            .filter_map(|item| match lists::find(wanted, key, item) {
                Some((_, twin)) => Some(self.value(before(item), twin, item, "", "")),
                None => before(item).is_none().then(|| item.clone()),
            });
        let added = wanted
            .iter()
            .filter(|item| lists::find(live, key, item).is_none());
        kept.chain(added.cloned()).collect()
    }

    /// Merges items by their place: what the server filled in stays, so that it is not taken for a difference.
    fn placed(&self, applied: Option<&[Value]>, wanted: &[Value], live: &[Value]) -> Value {
        let before = |index: usize| applied.and_then(|applied| applied.get(index));
        let pairs = wanted.iter().zip(live).enumerate();
        pairs
            .map(|(index, (wanted, live))| self.value(before(index), wanted, live, "", ""))
            .collect()
    }
}

/// Returns whether a value says nothing, so that the server would not keep it.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn same_amount(wanted: &Value, live: &Value, parent: &str, name: &str) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    quantity::is_amount(parent, name)
        && text(wanted)
            .zip(text(live))
            .is_some_and(|(wanted, live)| quantity::same(&wanted, &live))
}

fn prune_below(result: &mut Value, applied: &Value, wanted: &Value, list: &str) {
    match (result, applied, wanted) {
        (Value::Object(result), Value::Object(applied), Value::Object(wanted)) => {
            result.retain(|name, _| wanted.contains_key(name) || !applied.contains_key(name));
            for (name, value) in result.iter_mut() {
                if let (Some(applied), Some(wanted)) = (applied.get(name), wanted.get(name)) {
                    prune_below(value, applied, wanted, name);
                }
            }
        }
        (Value::Array(result), Value::Array(applied), Value::Array(wanted)) => {
            prune_items(result, applied, wanted, list);
        }
        _ => {}
    }
}

fn prune_items(result: &mut Vec<Value>, applied: &[Value], wanted: &[Value], list: &str) {
    let Some(key) = lists::merge_key(list, &[result, applied, wanted]) else {
        return;
    };
    result.retain(|item| {
        lists::find(wanted, key, item).is_some() || lists::find(applied, key, item).is_none()
    });
    for item in result {
        let twins = lists::find(applied, key, item).zip(lists::find(wanted, key, item));
        if let Some(((_, applied), (_, wanted))) = twins {
            prune_below(item, applied, wanted, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(applied: Value, wanted: Value, live: Value) -> Value {
        merge(Some(&applied), &wanted, &live, Lists::Merged)
    }

    #[test]
    fn what_nobody_applied_stays_and_what_is_no_longer_wanted_goes() {
        assert_eq!(
            merged(
                json!({"a": 1, "gone": 1}),
                json!({"a": 2, "new": 3, "nothing": {}}),
                json!({"a": 1, "gone": 5, "filledIn": true})
            ),
            json!({"a": 2, "filledIn": true, "new": 3})
        );
    }

    #[test]
    fn items_are_merged_by_their_key() {
        assert_eq!(
            merged(
                json!({"containers": [{"name": "a"}, {"name": "gone"}]}),
                json!({"containers": [{"name": "a", "image": "2"}, {"name": "new"}]}),
                json!({"containers": [{"name": "injected"}, {"name": "a", "image": "1", "filledIn": 1}, {"name": "gone"}]})
            ),
            json!({"containers": [{"name": "injected"}, {"name": "a", "image": "2", "filledIn": 1}, {"name": "new"}]})
        );
    }

    #[test]
    fn other_lists_keep_what_was_filled_in_only_where_they_are_as_long() {
        let live = json!({"rules": [{"verbs": ["get"], "filledIn": 1}]});
        let wanted = json!({"rules": [{"verbs": ["list"]}]});
        assert_eq!(
            merged(json!({}), wanted.clone(), live.clone()),
            json!({"rules": [{"verbs": ["list"], "filledIn": 1}]})
        );
        assert_eq!(
            merge(None, &wanted, &live, Lists::Whole),
            json!({"rules": [{"verbs": ["list"]}]})
        );
        let longer = json!({"rules": [{"verbs": ["get"]}, {"verbs": ["list"]}]});
        assert_eq!(merged(json!({}), longer.clone(), live), longer);
    }

    #[test]
    fn an_amount_written_another_way_is_the_live_one() {
        let live =
            json!({"resources": {"limits": {"cpu": "1", "memory": "1Gi"}}, "data": {"cpu": "1"}});
        let wanted = json!({"resources": {"limits": {"cpu": "1000m", "memory": "1024Mi"}}, "data": {"cpu": "1000m"}});
        assert_eq!(
            merged(json!({}), wanted, live),
            json!({"resources": {"limits": {"cpu": "1", "memory": "1Gi"}}, "data": {"cpu": "1000m"}})
        );
    }

    #[test]
    fn what_a_built_in_kind_does_not_keep_is_no_difference() {
        let wanted = json!({"paused": false, "minReadySeconds": 0, "value": "", "storageClassName": "",
            "automountServiceAccountToken": false, "replicas": 0});
        assert_eq!(
            merged(json!({}), wanted.clone(), json!({})),
            json!({"storageClassName": "", "automountServiceAccountToken": false, "replicas": 0})
        );
        assert_eq!(merge(None, &wanted, &json!({}), Lists::Whole), wanted);
    }

    #[test]
    fn pruning_takes_out_only_what_was_applied_and_is_no_longer_wanted() {
        let mut result = json!({"a": {"gone": 1, "kept": 2, "others": 3},
            "env": [{"name": "GONE"}, {"name": "OTHERS"}, {"name": "KEPT", "value": "1", "gone": 1}]});
        let applied = json!({"a": {"gone": 1, "kept": 2}, "env": [{"name": "GONE"}, {"name": "KEPT", "value": "1", "gone": 1}]});
        let wanted = json!({"a": {"kept": 2}, "env": [{"name": "KEPT", "value": "1"}]});
        prune(&mut result, &applied, &wanted);
        assert_eq!(
            result,
            json!({"a": {"kept": 2, "others": 3}, "env": [{"name": "OTHERS"}, {"name": "KEPT", "value": "1"}]})
        );
    }
}
