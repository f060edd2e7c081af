//! How items of a list are told apart: by a field of theirs, or by their place alone.
//!
//! The fields of the built-in kinds are those of the Kubernetes API (`patchMergeKey` of its types). Lists of other
//! kinds are replaced whole by an apply, since their types carry no such rule.

use std::collections::BTreeSet;

use serde_json::Value;

/// Field that holds a list, and fields that tell its items apart; the first that every item has counts.
const KEYS: &[(&str, &[&str])] = &[
    ("conditions", &["type"]),
    ("containers", &["name"]),
    ("env", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("hostAliases", &["ip"]),
    ("imagePullSecrets", &["name"]),
    ("initContainers", &["name"]),
    ("ownerReferences", &["uid"]),
    ("ports", &["containerPort", "port", "name"]),
    ("resourceClaims", &["name"]),
    ("secrets", &["name"]),
    ("topologySpreadConstraints", &["topologyKey"]),
    ("volumeDevices", &["devicePath"]),
    ("volumeMounts", &["mountPath"]),
    ("volumes", &["name"]),
    ("webhooks", &["name"]),
];

/// Returns the field that tells apart the items of a list of a built-in kind when it is merged.
pub(super) fn merge_key(list: &str, sides: &[&[Value]]) -> Option<&'static str> {
    let (_, keys) = KEYS.iter().find(|(name, _)| *name == list)?;
    keys.iter().copied().find(|key| tells_apart(key, sides))
}

/// Returns the field by which a list of any kind is best compared: its merge key, else `name`.
pub(super) fn compare_key(list: &str, sides: &[&[Value]]) -> Option<&'static str> {
    merge_key(list, sides).or_else(|| Some("name").filter(|key| tells_apart(key, sides)))
}

/// Returns whether every item has the field, with a value of its own on each side.
fn tells_apart(key: &str, sides: &[&[Value]]) -> bool {
    sides.iter().all(|items| {
        let values: Option<BTreeSet<String>> = items
            .iter()
            .map(|item| item.get(key).map(Value::to_string))
            .collect();
        values.is_some_and(|values| values.len() == items.len())
    })
}

/// Returns the item that has the same value in a field.
pub(super) fn find<'a>(items: &'a [Value], key: &str, like: &Value) -> Option<(usize, &'a Value)> {
    let wanted = like.get(key)?;
    let mut numbered = items.iter().enumerate();
    numbered.find(|(_, item)| item.get(key) == Some(wanted))
}

/// Returns whether a group is one of Kubernetes' own, whose types say how their lists merge.
pub(super) fn is_built_in(group: &str) -> bool {
    !group.contains('.') || group.ends_with(".k8s.io") && !is_added(group)
}

/// Groups named like Kubernetes' own that are served by a CustomResourceDefinition all the same.
fn is_added(group: &str) -> bool {
    ["gateway.networking.k8s.io", "snapshot.storage.k8s.io"].contains(&group)
        || group.ends_with(".x-k8s.io")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_field_that_tells_all_items_apart_counts() {
        let services = [json!({"port": 80, "name": "a"}), json!({"port": 81})];
        assert_eq!(merge_key("ports", &[&services]), Some("port"));
        let same = [
            json!({"port": 53, "name": "tcp"}),
            json!({"port": 53, "name": "udp"}),
        ];
        assert_eq!(merge_key("ports", &[&services[..1], &same]), Some("name"));
        assert_eq!(merge_key("tolerations", &[&services[..1]]), None);
        assert_eq!(
            compare_key("subjects", &[&[json!({"name": "x"})]]),
            Some("name")
        );
        assert_eq!(compare_key("args", &[&[json!("x")]]), None);
    }

    #[test]
    fn groups_of_custom_resources_are_not_built_in() {
        for group in ["", "apps", "batch", "networking.k8s.io"] {
            assert!(is_built_in(group), "{group}");
        }
        for group in [
            "cert-manager.io",
            "gateway.networking.k8s.io",
            "cluster.x-k8s.io",
        ] {
            assert!(!is_built_in(group), "{group}");
        }
    }
}
