//! Whose Events a snapshot file keeps.
//!
//! Somebody who hands on what concerns an add-on hands on nothing about its neighbours.

use std::collections::BTreeSet;

use argocd::object::ObjectRef;
use cluster::recorded::Entry;
use serde_json::Value;

/// Objects whose Events are kept, by kind, namespace and name.
#[derive(Debug, Default)]
pub(crate) struct Subjects(BTreeSet<(String, String, String)>);

impl Subjects {
    /// Returns whether an entry is an Event about none of them.
    pub(super) fn pass_over(&self, entry: &Entry) -> bool {
        let Entry::Seen(value) = entry else {
            return false;
        };
        let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
        let about = |field: &str| {
            text(&format!("/involvedObject/{field}"))
                .unwrap_or_default()
                .to_owned()
        };
        let subject = (about("kind"), about("namespace"), about("name"));
        text("/kind") == Some("Event") && !self.0.contains(&subject)
    }
}

impl FromIterator<ObjectRef> for Subjects {
    fn from_iter<I: IntoIterator<Item = ObjectRef>>(objects: I) -> Self {
        let key = |object: ObjectRef| {
            (
                object.kind,
                object.namespace.unwrap_or_default(),
                object.name,
            )
        };
        Self(objects.into_iter().map(key).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passed_over(object: Value) -> bool {
        let web = ObjectRef::new("apps", "Deployment", "web", "front");
        let space = ObjectRef::new("", "Namespace", "", "web");
        Subjects::from_iter([web, space]).pass_over(&Entry::Seen(object))
    }

    fn event(kind: &str, namespace: &str, name: &str) -> Value {
        let about = match namespace {
            "" => json!({"kind": kind, "name": name}),
            namespace => json!({"kind": kind, "namespace": namespace, "name": name}),
        };
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e"}, "involvedObject": about})
    }

    #[test]
    fn only_events_about_the_objects_are_kept_and_everything_else_is() {
        assert!(!passed_over(event("Deployment", "web", "front")));
        assert!(!passed_over(event("Namespace", "", "web")));
        assert!(passed_over(event("Deployment", "other", "front")));
        assert!(passed_over(event("Pod", "web", "front")));
        assert!(!passed_over(
            json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}})
        ));
    }
}
