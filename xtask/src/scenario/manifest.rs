//! Makes Kubernetes manifests out of scenario entries: Applications over the scenario's defaults,
//! and objects with owners. Pure: what is live is handed in.

use serde_json::{Map, Value, json};

use super::file::Entry;

/// Returns the Application of an entry, or nothing when another Application creates it.
pub(crate) fn application(entry: &Entry, defaults: &Value, owners: &[Value]) -> Option<Value> {
    let mut spec = defaults.clone();
    merge(&mut spec, entry.spec.as_ref()?);
    let mut metadata = json!({"name": entry.name, "namespace": entry.namespace});
    if entry.metadata.is_object() {
        merge(&mut metadata, &entry.metadata);
    }
    let mut application = json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": metadata,
        "spec": spec,
    });
    own(&mut application, owners);
    Some(application)
}

/// Gives an object references to its owners, which are live objects; none changes nothing.
pub(crate) fn own(object: &mut Value, owners: &[Value]) {
    if owners.is_empty() {
        return;
    }
    let references: Vec<Value> = owners.iter().map(reference).collect();
    object["metadata"]["ownerReferences"] = Value::Array(references);
}

fn reference(owner: &Value) -> Value {
    json!({
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
    })
}

/// Returns objects as one `List`, which kubectl applies like documents of their own.
pub(crate) fn list(items: Vec<Value>) -> Value {
    json!({"apiVersion": "v1", "kind": "List", "items": items})
}

/// Applies a JSON merge patch, RFC 7386.
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else {
        return;
    };
    for (key, change) in changes {
        if change.is_null() {
            fields.shift_remove(key);
        } else {
            merge(fields.entry(key.clone()).or_insert(Value::Null), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(yaml: &str) -> Entry {
        serde_saphyr::from_str(yaml).expect("an entry")
    }

    #[test]
    fn a_merge_patch_replaces_lists_and_removes_nulls() {
        // The example of RFC 7386 section 3, shortened.
        let mut target = json!({"title": "Goodbye!", "author": {"given": "John", "family": "Doe"}, "tags": ["a", "b"]});
        merge(
            &mut target,
            &json!({"title": "Hello!", "phone": "+1", "author": {"family": null}, "tags": ["c"]}),
        );
        assert_eq!(
            target,
            json!({"title": "Hello!", "author": {"given": "John"}, "tags": ["c"], "phone": "+1"})
        );
    }

    #[test]
    fn an_application_is_its_entry_over_the_defaults() {
        let defaults = json!({"project": "default", "syncPolicy": {"automated": {"prune": true}}});
        let entry = entry(
            "{name: blog, because: test, expect: {state: OutOfSync, reason: ManualSync}, wait: {},\
             metadata: {labels: {team: web}}, spec: {destination: {namespace: blog}, syncPolicy: null}}",
        );
        assert_eq!(
            application(&entry, &defaults, &[]),
            Some(json!({
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "Application",
                "metadata": {"name": "blog", "namespace": "argocd", "labels": {"team": "web"}},
                "spec": {"project": "default", "destination": {"namespace": "blog"}},
            }))
        );
    }

    #[test]
    fn an_entry_without_spec_is_made_by_others() {
        let entry = entry(
            "{name: grafana, because: test, expect: {state: Synced, reason: Healthy}, wait: {}}",
        );
        assert_eq!(application(&entry, &json!({}), &[]), None);
    }

    #[test]
    fn owners_are_referenced_by_uid() {
        let owner = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "uid": "1", "namespace": "x"}});
        let mut object = json!({"kind": "Secret", "metadata": {"name": "b"}});
        own(&mut object, &[owner]);
        assert_eq!(
            object["metadata"]["ownerReferences"],
            json!([{"apiVersion": "v1", "kind": "ConfigMap", "name": "a", "uid": "1"}])
        );
    }
}
