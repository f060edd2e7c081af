//! One Kubernetes object: its identity, its metadata and, where it was read, its body.
//!
//! Identity is a type, never a joined string. What an object of a kind means is
//! said elsewhere (health, tree, events).

mod lean;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use lean::LeanObject;

use crate::application::Application;
use crate::time;

/// The annotation in which `kubectl apply` keeps a whole copy of the object, secrets included.
pub(crate) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Names one object; two versions of one API group name the same object.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ObjectRef {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind, as in `Deployment`.
    pub kind: String,
    /// Namespace; `None` for a cluster-scoped object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
}

impl ObjectRef {
    /// Names an object; an empty namespace means cluster-scoped.
    pub fn new(group: &str, kind: &str, namespace: &str, name: &str) -> Self {
        Self {
            group: group.to_owned(),
            kind: kind.to_owned(),
            namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
            name: name.to_owned(),
        }
    }

    /// Returns whether the object is of this group and kind.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group == group && self.kind == kind
    }
}

impl fmt::Display for ObjectRef {
    /// Writes `Kind/name`, as people type it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind, self.name)
    }
}

/// One owner of an object (`metadata.ownerReferences[]`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub struct OwnerReference {
    /// Group and version of the owner, as in `apps/v1`.
    pub api_version: String,
    /// Kind of the owner.
    pub kind: String,
    /// Name of the owner.
    pub name: String,
    /// UID of the owner: what the edge stands on.
    pub uid: String,
    /// Whether this owner is the managing controller.
    pub controller: Option<bool>,
}

/// `metadata` of an object; `last-applied-configuration` is dropped on reading,
/// since a metadata-only list of Secrets still carries every secret in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata {
    /// Name.
    pub name: String,
    /// Namespace; empty for a cluster-scoped object.
    pub namespace: String,
    /// UID; empty when the text came without one.
    pub uid: String,
    /// Resource version.
    pub resource_version: String,
    /// Generation of the spec.
    pub generation: Option<i64>,
    /// When it was created.
    #[serde(deserialize_with = "time::lenient")]
    pub creation_timestamp: Option<Timestamp>,
    /// When its deletion was asked for.
    #[serde(deserialize_with = "time::lenient")]
    pub deletion_timestamp: Option<Timestamp>,
    /// Labels.
    #[serde(deserialize_with = "null_as_default")]
    pub labels: BTreeMap<String, String>,
    /// Annotations, but for the last applied configuration.
    #[serde(deserialize_with = "annotations")]
    pub annotations: BTreeMap<String, String>,
    /// Owners.
    #[serde(deserialize_with = "null_as_default")]
    pub owner_references: Vec<OwnerReference>,
    /// Finalizers that hold its deletion.
    #[serde(deserialize_with = "null_as_default")]
    pub finalizers: Vec<String>,
}

fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn annotations<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, String>, D::Error> {
    let mut annotations: BTreeMap<String, String> = null_as_default(deserializer)?;
    annotations.remove(LAST_APPLIED);
    Ok(annotations)
}

/// One object of any kind, but for Applications.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Which object.
    pub reference: ObjectRef,
    /// API version without the group, as in `v1`.
    pub version: String,
    /// Metadata, always read.
    pub metadata: Metadata,
    /// The whole object without `managedFields` and the last applied
    /// configuration; `None` when only metadata was asked for.
    pub body: Option<Value>,
}

/// One object, read into the shape this crate reasons about.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// An Argo CD Application.
    Application(Box<Application>),
    /// Anything else.
    Resource(Box<Resource>),
}

impl Object {
    /// Reads one object from its JSON form.
    ///
    /// # Errors
    /// A sentence saying which part is missing or of the wrong shape.
    pub fn from_value(mut value: Value) -> Result<Self, String> {
        let kind = ObjectKind::of(&value)?;
        drop_copies(&mut value);
        drop_nulls(&mut value);
        if kind.group == crate::application::GROUP && kind.kind == crate::application::KIND {
            return Ok(Self::Application(Box::new(Application::from_value(
                &value,
            )?)));
        }
        let metadata = metadata_of(&value)?;
        Ok(Self::Resource(Box::new(Resource::new(
            &kind,
            metadata,
            Some(value),
        ))))
    }

    /// Returns which object this is.
    pub fn reference(&self) -> ObjectRef {
        match self {
            Self::Application(application) => application.reference(),
            Self::Resource(resource) => resource.reference.clone(),
        }
    }

    /// Returns the object's metadata.
    pub fn metadata(&self) -> &Metadata {
        match self {
            Self::Application(application) => &application.metadata,
            Self::Resource(resource) => &resource.metadata,
        }
    }
}

impl Resource {
    /// Joins a kind, metadata and an optional body.
    pub fn new(kind: &ObjectKind, metadata: Metadata, body: Option<Value>) -> Self {
        Self {
            reference: ObjectRef::new(&kind.group, &kind.kind, &metadata.namespace, &metadata.name),
            version: kind.version.clone(),
            metadata,
            body,
        }
    }
}

/// Group, version and kind of an object.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ObjectKind {
    /// API group; empty for the core group.
    pub group: String,
    /// Version, as in `v1`.
    pub version: String,
    /// Kind.
    pub kind: String,
}

impl ObjectKind {
    /// Reads `apiVersion` and `kind` of an object.
    ///
    /// # Errors
    /// A sentence naming the field that is missing.
    pub fn of(value: &Value) -> Result<Self, String> {
        let text = |field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        if kind.is_empty() || api_version.is_empty() {
            return Err(
                "it has no apiVersion and kind, so it is not a Kubernetes object".to_owned(),
            );
        }
        Ok(Self::parse(api_version, kind))
    }

    /// Splits an `apiVersion` such as `apps/v1` or `v1`.
    pub fn parse(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
        }
    }

    /// Returns the `apiVersion` form.
    pub fn api_version(&self) -> String {
        match self.group.as_str() {
            "" => self.version.clone(),
            group => format!("{group}/{}", self.version),
        }
    }
}

fn metadata_of(value: &Value) -> Result<Metadata, String> {
    let Some(metadata) = value.get("metadata") else {
        return Err("it has no metadata.name".to_owned());
    };
    let metadata: Metadata = Metadata::deserialize(metadata)
        .map_err(|error| format!("its metadata cannot be read: {error}"))?;
    match metadata.name.is_empty() {
        true => Err("it has no metadata.name".to_owned()),
        false => Ok(metadata),
    }
}

/// Field of an Application in which a null says something: that a chart's default goes.
const FREE_FORM: &str = "valuesObject";

/// Takes out every field that is null: Kubernetes reads null as absent (Go's `encoding/json`), but for what it keeps as
/// it was written.
pub fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            let typed = fields
                .iter_mut()
                .filter(|(key, _)| key.as_str() != FREE_FORM);
            typed.for_each(|(_, field)| drop_nulls(field));
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

pub(crate) fn drop_copies(value: &mut Value) {
    let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) else {
        return;
    };
    metadata.remove("managedFields");
    if let Some(annotations) = metadata
        .get_mut("annotations")
        .and_then(Value::as_object_mut)
    {
        annotations.remove(LAST_APPLIED);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_loses_its_last_applied_copy_in_metadata_and_body() {
        let copy = "{\"data\":{\"password\":\"aHVudGVyMg==\"}}";
        let object = Object::from_value(json!({
            "apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "s", "namespace": "web", "managedFields": [{}],
                         "annotations": {LAST_APPLIED: copy, "kept": "yes"}},
        }))
        .unwrap();
        assert_eq!(object.metadata().annotations.len(), 1);
        assert!(!format!("{object:?}").contains("aHVudGVyMg"));
        assert!(!format!("{object:?}").contains("managedFields"));
    }

    #[test]
    fn null_collections_and_odd_times_do_not_hide_an_object() {
        let object = Object::from_value(json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "d", "labels": null, "ownerReferences": null,
                         "creationTimestamp": "yesterday"},
        }))
        .unwrap();
        assert_eq!(
            object.reference(),
            ObjectRef::new("apps", "Deployment", "", "d")
        );
        assert_eq!(object.metadata().creation_timestamp, None);
    }

    #[test]
    fn null_is_as_absent_wherever_it_stands() {
        let object = Object::from_value(json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": "web", "namespace": null, "labels": {"a": null}},
            "spec": {"project": null, "source": {"repoURL": null, "helm": null}, "sources": null,
                     "destination": null, "syncPolicy": {"automated": {"prune": null}}},
            "status": {"sync": null, "conditions": null, "resources": [{"kind": null}]},
        }));
        let Ok(Object::Application(application)) = object else {
            panic!("{object:?}");
        };
        assert_eq!(application.project(), "default");
        assert_eq!(application.status.resources.total, 1);
    }

    #[test]
    fn text_that_is_no_object_is_refused_with_the_missing_part() {
        let complaint = |value| Object::from_value(value).unwrap_err();
        assert!(complaint(json!({"kind": "Pod"})).contains("apiVersion"));
        assert!(complaint(json!({"apiVersion": "v1", "kind": "Pod"})).contains("metadata.name"));
    }
}
