//! Who set which field of a live object, and when: its `managedFields`.
//!
//! The server keeps who owns a field and never what its value was before. When somebody else sets a field, whoever
//! owned it loses it, so that ownership alone says who came last (Kubernetes: "Server-Side Apply").

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::path;
use crate::object::drop_nulls;
use crate::time;

/// Argo CD's own name among the managers (`ArgoCDSSAManager` in its `common/common.go`).
const ARGO_CD: &str = "argocd-controller";

/// Who set a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setter {
    /// The manager's name, as in `kubectl-edit`.
    pub manager: String,
    /// `Apply` or `Update`.
    pub operation: String,
    /// The subresource it was set through, as in `scale`; absent for the object itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subresource: Option<String>,
    /// When that manager last set anything of the object.
    pub time: Option<Timestamp>,
}

/// One manager and its fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Manager {
    manager: String,
    operation: String,
    subresource: String,
    #[serde(deserialize_with = "time::lenient")]
    time: Option<Timestamp>,
    #[serde(rename = "fieldsV1")]
    fields: Map<String, Value>,
}

/// Reads the managers of an object; those that cannot be read are left out.
pub(super) fn managers(object: &Value) -> Vec<Manager> {
    let entries = object.pointer("/metadata/managedFields");
    let entries = entries.and_then(Value::as_array).into_iter().flatten();
    let read = entries.filter_map(|entry| {
        let mut entry = entry.clone();
        drop_nulls(&mut entry);
        Manager::deserialize(entry).ok()
    });
    read.collect()
}

impl Manager {
    /// Returns its name.
    pub(super) fn name(&self) -> &str {
        &self.manager
    }

    /// Returns whether it is Argo CD.
    pub(super) fn is_argo_cd(&self) -> bool {
        self.manager == ARGO_CD
    }

    /// Returns whether it is Argo CD by server-side apply.
    fn is_argo_cd_apply(&self) -> bool {
        self.is_argo_cd() && self.operation == "Apply"
    }

    /// Returns whether it only reports on the object.
    fn only_reports(&self) -> bool {
        self.subresource == "status"
    }

    /// Returns whether it owns the field at a JSON pointer of the object, alone or within something it owns whole.
    pub(super) fn owns(&self, object: &Value, pointer: &str) -> bool {
        let mut fields = &self.fields;
        let mut value = object;
        for token in path::tokens(pointer) {
            if fields.is_empty() {
                return true;
            }
            let Some((owned, below)) = step(fields, value, &token) else {
                return false;
            };
            (fields, value) = (owned, below);
        }
        true
    }

    fn setter(&self) -> Setter {
        Setter {
            manager: self.manager.clone(),
            operation: self.operation.clone(),
            subresource: Some(self.subresource.clone()).filter(|name| !name.is_empty()),
            time: self.time,
        }
    }

    /// Returns the JSON pointers of all fields it owns that the object has.
    fn owned(&self, object: &Value) -> Vec<String> {
        let mut owned = Vec::new();
        leaves(&self.fields, object, "", &mut owned);
        owned
    }
}

/// Goes one step down in a manager's fields and in the object.
fn step<'a>(
    fields: &'a Map<String, Value>,
    value: &'a Value,
    token: &str,
) -> Option<(&'a Map<String, Value>, &'a Value)> {
    match value {
        Value::Array(items) => {
            let index: usize = token.parse().ok()?;
            let item = items.get(index)?;
            let mut entries = fields.iter();
            let (_, owned) = entries.find(|(entry, _)| is_item(entry, index, item))?;
            Some((owned.as_object()?, item))
        }
        other => {
            let owned = fields.get(&format!("f:{token}"))?.as_object()?;
            Some((owned, other.get(token).unwrap_or(&Value::Null)))
        }
    }
}

/// Returns whether an entry of a list (`k:{…}` by its keys, `v:…` by its value, `i:…` by its place) is this item.
fn is_item(entry: &str, index: usize, item: &Value) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    match entry.split_once(':') {
        Some(("k", keys)) => read(keys).is_some_and(|keys| has_keys(item, &keys)),
        Some(("v", value)) => read(value).as_ref() == Some(item),
        Some(("i", place)) => place.parse() == Ok(index),
        _ => false,
    }
}

fn has_keys(item: &Value, keys: &Value) -> bool {
    let mut keys = keys.as_object().into_iter().flatten();
    keys.all(|(key, value)| item.get(key) == Some(value))
}

fn leaves(fields: &Map<String, Value>, value: &Value, pointer: &str, owned: &mut Vec<String>) {
    let below = fields
        .iter()
        .filter_map(|(entry, below)| Some((entry, below.as_object()?)));
    for (entry, fields) in below {
        let Some((pointer, value)) = child(entry, value, pointer) else {
            continue;
        };
        match fields.is_empty() {
            true => owned.push(pointer),
            false => leaves(fields, value, &pointer, owned),
        }
    }
}

fn child<'a>(entry: &str, value: &'a Value, pointer: &str) -> Option<(String, &'a Value)> {
    if let Value::Array(items) = value {
        let mut numbered = items.iter().enumerate();
        let (index, item) = numbered.find(|(index, item)| is_item(entry, *index, item))?;
        return Some((path::item(pointer, index), item));
    }
    let name = entry.strip_prefix("f:")?;
    Some((path::field(pointer, name), value.get(name)?))
}

/// Returns who, other than Argo CD, set the field at a JSON pointer of the object last.
pub(super) fn setter_of(managers: &[Manager], object: &Value, pointer: &str) -> Option<Setter> {
    let others = managers.iter().filter(|manager| {
        !manager.is_argo_cd() && !manager.only_reports() && manager.owns(object, pointer)
    });
    others
        .max_by_key(|manager| manager.time)
        .map(Manager::setter)
}

/// Returns when Argo CD last wrote an object other than by a server-side apply.
pub(super) fn updated_at(managers: &[Manager]) -> Option<Timestamp> {
    let ours = managers
        .iter()
        .filter(|manager| manager.is_argo_cd() && !manager.is_argo_cd_apply());
    ours.filter_map(|manager| manager.time).max()
}

/// What others have set of an object since Argo CD applied it on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Since {
    /// When Argo CD applied it.
    pub(super) applied_at: Option<Timestamp>,
    /// JSON pointers of the fields, and who set each.
    pub(super) fields: Vec<(String, Setter)>,
}

/// Returns what others have set since Argo CD last applied an object on the server; `None` where it never did so.
///
/// Fields that Argo CD owns too have the value it applied. The server writes no time where a field was set through the
/// subresource `scale`: that counts as later. Status is a report and no setting.
pub(super) fn set_since(managers: &[Manager], object: &Value) -> Option<Since> {
    let ours = managers.iter().find(|manager| manager.is_argo_cd_apply())?;
    let later = managers.iter().filter(|manager| {
        let is_later = manager.time.is_none() || manager.time >= ours.time;
        !manager.is_argo_cd() && !manager.only_reports() && is_later
    });
    let fields = later.flat_map(|manager| {
        let owned = manager.owned(object).into_iter();
        owned.map(|pointer| (pointer, manager.setter()))
    });
    let fields = fields.filter(|(pointer, _)| !is_report(pointer) && !ours.owns(object, pointer));
    Some(Since {
        applied_at: ours.time,
        fields: fields.collect(),
    })
}

fn is_report(pointer: &str) -> bool {
    pointer == "/status" || pointer.starts_with("/status/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn deployment() -> Value {
        json!({
            "metadata": {"labels": {"app": "web", "team": "shop"}, "managedFields": [
                {"manager": "argocd-controller", "operation": "Apply", "time": "2026-01-01T10:00:00Z", "fieldsV1": {
                    "f:metadata": {"f:labels": {"f:app": {}}},
                    "f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"web\"}": {".": {}, "f:name": {}, "f:image": {}}}}}}}},
                {"manager": "kubectl-label", "operation": "Update", "time": "2026-01-01T09:00:00Z",
                 "fieldsV1": {"f:metadata": {"f:labels": {"f:team": {}}}}},
                {"manager": "kubectl", "operation": "Update", "subresource": "scale",
                 "fieldsV1": {"f:spec": {"f:replicas": {}}}},
                {"manager": "kube-controller-manager", "operation": "Update", "subresource": "status", "time": "2026-01-01T12:00:00Z",
                 "fieldsV1": {"f:metadata": {"f:annotations": {"f:revision": {}}}, "f:status": {"f:replicas": {}}}},
                {"manager": "kubectl-edit", "operation": "Update", "time": "2026-01-01T13:00:00Z", "fieldsV1": {
                    "f:metadata": {"f:finalizers": {"v:\"keep\"": {}}},
                    "f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"web\"}": {"f:args": {}}}}}}}},
                "odd"]},
            "spec": {"replicas": 5, "template": {"spec": {"containers": [
                {"name": "proxy"}, {"name": "web", "image": "web:1", "args": ["-v", "2"]}]}}},
            "status": {"replicas": 5},
        })
    }

    fn managed() -> (Value, Vec<Manager>) {
        let object = deployment();
        let managers = managers(&object);
        (object, managers)
    }

    #[test]
    fn an_owner_of_a_whole_field_owns_what_is_below() {
        let (object, managers) = managed();
        let owns = |index: usize, pointer: &str| managers[index].owns(&object, pointer);
        assert!(owns(0, "/spec/template/spec/containers/1/image"));
        assert!(!owns(0, "/spec/template/spec/containers/0/image"));
        assert!(!owns(0, "/spec/replicas"));
        assert!(owns(4, "/spec/template/spec/containers/1/args/0"));
        assert_eq!(managers.len(), 5);
    }

    #[test]
    fn what_others_set_later_is_named_with_its_setter() {
        let (object, managers) = managed();
        let since = set_since(&managers, &object).unwrap();
        let named = since.fields.iter();
        let named: Vec<(&str, &str)> = named
            .map(|(pointer, setter)| (pointer.as_str(), setter.manager.as_str()))
            .collect();
        assert_eq!(
            named,
            [
                ("/spec/replicas", "kubectl"),
                ("/spec/template/spec/containers/1/args", "kubectl-edit")
            ]
        );
        assert_eq!(since.fields[0].1.subresource.as_deref(), Some("scale"));
    }

    #[test]
    fn without_a_server_side_apply_of_argo_cd_nothing_can_be_said() {
        let (object, managers) = managed();
        assert_eq!(set_since(&managers[1..], &object), None);
        assert_eq!(set_since(&[], &object), None);
    }

    #[test]
    fn the_last_other_than_argo_cd_is_the_setter() {
        let (object, managers) = managed();
        let setter = |pointer| setter_of(&managers, &object, pointer).map(|setter| setter.manager);
        assert_eq!(setter("/spec/replicas").as_deref(), Some("kubectl"));
        assert_eq!(
            setter("/metadata/labels/team").as_deref(),
            Some("kubectl-label")
        );
        assert_eq!(setter("/metadata/labels/app"), None);
        assert_eq!(setter("/status/replicas"), None);
    }
}
