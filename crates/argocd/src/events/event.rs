//! One Kubernetes Event, read leniently from either API: `v1` or `events.k8s.io/v1`.
//!
//! The two show the same object under different names (`involvedObject` or `regarding`,
//! `message` or `note`, `count` or `deprecatedCount`); whatever is there is taken.

use jiff::Timestamp;
use serde_json::Value;

use super::EntryKind;
use crate::field;
use crate::object::{ObjectKind, ObjectRef, Resource};

/// An Event, borrowed from the object it was read from.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    /// UID of the object it is about; empty when the Event does not say.
    pub(crate) uid: &'a str,
    /// The object it is about.
    pub(crate) object: ObjectRef,
    /// Whether it is a warning.
    pub(crate) kind: EntryKind,
    /// Why, as one word.
    pub(crate) reason: &'a str,
    /// What happened, as a sentence; not masked.
    pub(crate) message: &'a str,
    /// How often.
    pub(crate) count: u64,
    /// When it was first seen.
    pub(crate) first_seen: Option<Timestamp>,
    /// When it was last seen.
    pub(crate) last_seen: Option<Timestamp>,
}

impl<'a> Event<'a> {
    /// Returns whether an object is an Event.
    pub(crate) fn is(reference: &ObjectRef) -> bool {
        matches!(reference.group.as_str(), "" | "events.k8s.io") && reference.kind == "Event"
    }

    /// Reads an Event; `None` when its body was not read or names no object.
    pub(crate) fn of(resource: &'a Resource) -> Option<Self> {
        let body = resource.body.as_ref()?;
        let about = field::part(body, "/involvedObject").or(field::part(body, "/regarding"))?;
        let kind = ObjectKind::parse(
            field::text(about, "/apiVersion"),
            field::text(about, "/kind"),
        );
        let (namespace, name) = (
            field::text(about, "/namespace"),
            field::text(about, "/name"),
        );
        Some(Self {
            uid: field::text(about, "/uid"),
            object: ObjectRef::new(&kind.group, &kind.kind, namespace, name),
            kind: match field::text(body, "/type") {
                "" | "Normal" => EntryKind::Normal,
                _ => EntryKind::Warning,
            },
            reason: field::text(body, "/reason"),
            message: first_text(body, &["/message", "/note"]),
            count: count(body),
            first_seen: first_seen(resource, body),
            last_seen: last_seen(resource, body),
        })
    }
}

fn first_text<'a>(body: &'a Value, pointers: &[&str]) -> &'a str {
    let mut texts = pointers.iter().map(|pointer| field::text(body, pointer));
    texts.find(|text| !text.is_empty()).unwrap_or_default()
}

/// A series counts itself; an Event that says nothing happened once.
fn count(body: &Value) -> u64 {
    let counts = ["/series/count", "/count", "/deprecatedCount"];
    let counts = counts.iter().map(|pointer| field::number(body, pointer));
    u64::try_from(counts.max().unwrap_or_default())
        .unwrap_or_default()
        .max(1)
}

fn first_seen(resource: &Resource, body: &Value) -> Option<Timestamp> {
    let written = ["/firstTimestamp", "/deprecatedFirstTimestamp", "/eventTime"];
    instants(body, &written)
        .min()
        .or(resource.metadata.creation_timestamp)
}

fn last_seen(resource: &Resource, body: &Value) -> Option<Timestamp> {
    let written = [
        "/series/lastObservedTime",
        "/lastTimestamp",
        "/deprecatedLastTimestamp",
        "/eventTime",
    ];
    instants(body, &written)
        .max()
        .or(resource.metadata.creation_timestamp)
}

fn instants<'b>(body: &'b Value, pointers: &'b [&str]) -> impl Iterator<Item = Timestamp> + 'b {
    let texts = pointers.iter().map(|pointer| field::text(body, pointer));
    texts.filter_map(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;

    fn resource(value: Value) -> Resource {
        match Object::from_value(value) {
            Ok(Object::Resource(resource)) => *resource,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_core_form_is_read() {
        let resource = resource(json!({
            "apiVersion": "v1", "kind": "Event",
            "metadata": {"name": "web.1", "namespace": "web", "creationTimestamp": "2026-01-01T10:00:00Z"},
            "involvedObject": {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "web",
                               "name": "front", "uid": "d1"},
            "type": "Warning", "reason": "Failed", "message": "no", "count": 3,
            "firstTimestamp": "2026-01-01T09:00:00Z", "lastTimestamp": "2026-01-01T11:00:00Z",
        }));
        let event = Event::of(&resource).unwrap();
        assert_eq!(
            event.object,
            ObjectRef::new("apps", "Deployment", "web", "front")
        );
        assert_eq!(
            (event.uid, event.kind, event.count),
            ("d1", EntryKind::Warning, 3)
        );
        assert_eq!(event.first_seen, "2026-01-01T09:00:00Z".parse().ok());
        assert_eq!(event.last_seen, "2026-01-01T11:00:00Z".parse().ok());
    }

    #[test]
    fn the_newer_form_and_its_series_are_read() {
        let resource = resource(json!({
            "apiVersion": "events.k8s.io/v1", "kind": "Event",
            "metadata": {"name": "web.1", "namespace": "web"},
            "regarding": {"apiVersion": "v1", "kind": "Pod", "namespace": "web", "name": "front-1"},
            "type": "Normal", "reason": "Pulled", "note": "image is here",
            "eventTime": "2026-01-01T09:00:00.5Z", "deprecatedFirstTimestamp": null,
            "series": {"count": 7, "lastObservedTime": "2026-01-01T12:00:00.000001Z"},
        }));
        let event = Event::of(&resource).unwrap();
        assert_eq!((event.message, event.count), ("image is here", 7));
        assert_eq!(event.first_seen, "2026-01-01T09:00:00.5Z".parse().ok());
        assert_eq!(event.last_seen, "2026-01-01T12:00:00.000001Z".parse().ok());
    }

    #[test]
    fn an_event_without_counts_and_times_happened_once_when_it_was_made() {
        let resource = resource(json!({
            "apiVersion": "v1", "kind": "Event",
            "metadata": {"name": "e", "creationTimestamp": "2026-01-01T10:00:00Z"},
            "involvedObject": {"apiVersion": "v1", "kind": "Namespace", "name": "web"},
            "eventTime": null, "count": -1,
        }));
        let event = Event::of(&resource).unwrap();
        assert_eq!((event.count, event.object.namespace.as_deref()), (1, None));
        assert_eq!(event.last_seen, "2026-01-01T10:00:00Z".parse().ok());
        assert_eq!(event.first_seen, event.last_seen);
    }

    #[test]
    fn an_event_about_nothing_is_none() {
        let bare = json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e"}});
        assert!(Event::of(&resource(bare)).is_none());
    }
}
