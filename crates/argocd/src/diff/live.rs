//! One live object as the server has it, with the two records of what was applied to it: the last applied
//! configuration and the managed fields.
//!
//! Everything else in this crate works on objects that have lost these copies on reading. Secrets are in here, so it
//! is never printed.

use std::fmt;

use serde_json::Value;

use super::managers::{Manager, managers};
use crate::object::{LAST_APPLIED, ObjectKind, ObjectRef, drop_copies, drop_nulls};

/// A live object and the records of what was applied to it.
#[derive(Clone)]
pub struct LiveObject {
    pub(super) reference: ObjectRef,
    pub(super) version: String,
    pub(super) object: Value,
    pub(super) last_applied: Option<Value>,
    pub(super) managers: Vec<Manager>,
}

impl LiveObject {
    /// Reads an object as the server wrote it.
    ///
    /// # Errors
    /// A sentence saying which part is missing.
    pub fn from_value(mut object: Value) -> Result<Self, String> {
        let kind = ObjectKind::of(&object)?;
        let last_applied = last_applied(&object);
        let managers = managers(&object);
        drop_copies(&mut object);
        drop_nulls(&mut object);
        let text = |pointer| object.pointer(pointer).and_then(Value::as_str);
        let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
        let name = name.ok_or("it has no metadata.name")?;
        Ok(Self {
            reference: ObjectRef::new(&kind.group, &kind.kind, namespace.unwrap_or_default(), name),
            version: kind.version,
            object,
            last_applied,
            managers,
        })
    }

    /// Returns which object it is.
    pub fn reference(&self) -> &ObjectRef {
        &self.reference
    }

    /// Returns whether it carries the configuration that was applied last.
    pub fn keeps_last_applied(&self) -> bool {
        self.last_applied.is_some()
    }
}

impl fmt::Debug for LiveObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LiveObject")
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

fn last_applied(object: &Value) -> Option<Value> {
    let annotations = object.pointer("/metadata/annotations")?;
    let text = annotations.get(LAST_APPLIED)?.as_str()?;
    let mut applied: Value = serde_json::from_str(text).ok()?;
    drop_copies(&mut applied);
    drop_nulls(&mut applied);
    applied.is_object().then_some(applied)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_copies_are_taken_out_of_the_object_and_kept_beside_it() {
        let live = LiveObject::from_value(json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "c", "namespace": "web", "managedFields": [{"manager": "m"}],
                "annotations": {LAST_APPLIED: "{\"data\":{\"a\":null,\"b\":\"1\"}}"}},
            "data": {"b": "2"},
        }))
        .unwrap();
        assert_eq!(live.last_applied, Some(json!({"data": {"b": "1"}})));
        assert_eq!(live.managers.len(), 1);
        assert_eq!(live.object.pointer("/metadata/managedFields"), None);
        assert!(!format!("{live:?}").contains("data"));
    }

    #[test]
    fn a_copy_that_cannot_be_read_is_none() {
        for copy in ["", "[]", "{", "\"text\""] {
            let object = json!({"apiVersion": "v1", "kind": "ConfigMap",
                "metadata": {"name": "c", "annotations": {LAST_APPLIED: copy}}});
            assert!(!LiveObject::from_value(object).unwrap().keeps_last_applied());
        }
    }
}
