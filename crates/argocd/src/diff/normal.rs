//! One form of an object brought to the shape in which two can be compared: without what the server and Argo CD keep
//! books on, Secrets in one encoding, what is empty left out.
//!
//! Doing it twice changes nothing more. What a user wants ignored is said in `ignore`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::object::{drop_copies, drop_nulls};
use crate::settings::{Settings, TrackingMethod};
use crate::tracking::{INSTALLATION_ID, TRACKING_ID};

/// Metadata that the server writes.
const BOOKS: [&str; 6] = [
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// How forms are brought to one shape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    /// Settings of the Argo CD that tracks the objects.
    pub(super) settings: &'a Settings,
    /// Whether rules of aggregated roles do not count.
    pub(super) aggregated_roles: bool,
}

impl Shape<'_> {
    /// Brings one form of an object into shape.
    pub(super) fn bring(&self, object: &mut Value) {
        drop_copies(object);
        drop_nulls(object);
        self.metadata(object);
        match object.get("kind").and_then(Value::as_str) {
            Some("Secret") => secret(object),
            Some("Role" | "ClusterRole") => self.role(object),
            _ => {}
        }
        sort(object);
    }

    fn metadata(&self, object: &mut Value) {
        let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else {
            return;
        };
        metadata.retain(|name, _| !BOOKS.contains(&name.as_str()));
        let label = match self.settings.tracking_method {
            TrackingMethod::Annotation => None,
            _ => Some(self.settings.instance_label_key.as_str()),
        };
        forget(metadata, "labels", label.as_slice());
        forget(metadata, "annotations", &[TRACKING_ID, INSTALLATION_ID]);
    }

    /// `rules` of a role: none is as an empty list (`normalizeRole` in gitops-engine's `pkg/diff`).
    fn role(&self, object: &mut Value) {
        let Some(fields) = object.as_object_mut() else {
            return;
        };
        let aggregated = self.aggregated_roles && fields.contains_key("aggregationRule");
        let rules = fields.get("rules").and_then(Value::as_array);
        if aggregated || rules.is_some_and(Vec::is_empty) {
            fields.shift_remove("rules");
        }
    }
}

/// Takes keys out of labels or annotations, and these out when they are empty.
fn forget(metadata: &mut Map<String, Value>, field: &str, keys: &[&str]) {
    let Some(map) = metadata.get_mut(field).and_then(Value::as_object_mut) else {
        return;
    };
    map.retain(|key, _| !keys.contains(&key.as_str()));
    if map.is_empty() {
        metadata.shift_remove(field);
    }
}

/// `stringData` of a Secret becomes `data`, as the server does (`NormalizeSecret`).
fn secret(object: &mut Value) {
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    let Some(Value::Object(texts)) = fields.shift_remove("stringData") else {
        return;
    };
    let data = fields
        .entry("data")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(data) = data.as_object_mut() {
        data.extend(texts.into_iter().map(|(key, value)| (key, encoded(value))));
    }
}

fn encoded(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(STANDARD.encode(text)),
        other => other,
    }
}

/// Sorts fields by name, so that the same object always reads the same.
fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.sort_keys();
            fields.values_mut().for_each(sort);
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn brought(mut object: Value, settings: &Settings) -> Value {
        let shape = Shape {
            settings,
            aggregated_roles: true,
        };
        shape.bring(&mut object);
        object
    }

    #[test]
    fn books_and_tracking_do_not_count() {
        let object = json!({"kind": "ConfigMap", "metadata": {"name": "c", "uid": "1", "resourceVersion": "2",
            "labels": {"app.kubernetes.io/instance": "web"}, "annotations": {TRACKING_ID: "web:/ConfigMap:a/c"}}});
        let mut settings = Settings::default();
        assert_eq!(
            brought(object.clone(), &settings),
            json!({"kind": "ConfigMap", "metadata": {"name": "c", "labels": {"app.kubernetes.io/instance": "web"}}})
        );
        settings.tracking_method = TrackingMethod::Label;
        assert_eq!(brought(object, &settings)["metadata"], json!({"name": "c"}));
    }

    #[test]
    fn texts_of_a_secret_are_its_data() {
        let secret =
            json!({"kind": "Secret", "data": {"a": "eA=="}, "stringData": {"b": "y", "a": "z"}});
        assert_eq!(
            brought(secret, &Settings::default()),
            json!({"kind": "Secret", "data": {"a": "eg==", "b": "eQ=="}})
        );
    }

    #[test]
    fn rules_of_aggregated_roles_and_empty_ones_do_not_count() {
        for role in [
            json!({"kind": "Role", "rules": []}),
            json!({"kind": "ClusterRole", "aggregationRule": {}, "rules": [{"verbs": ["get"]}]}),
        ] {
            assert_eq!(brought(role, &Settings::default()).get("rules"), None);
        }
    }
}
