//! What is wrong with a node that its own object does not say: a Service that reaches nothing, by its EndpointSlices,
//! and a resource that the last sync could not apply, by the sync's result.
//!
//! Argo CD's health is left as it is: a Service that reaches nothing is Healthy to it.

use std::collections::HashMap;

use super::Node;
use crate::application::{Application, SyncResult};
use crate::mask;
use crate::object::{ObjectRef, Resource};
use crate::resource::{self, Endpoints};
use crate::snapshot::Snapshot;

/// Adds to the nodes of a tree what is wrong with them beyond their own word.
pub(super) fn add(nodes: &mut [Node], application: &Application, snapshot: &Snapshot) {
    let slices = Slices::of(snapshot);
    let results = failures(application);
    for node in nodes.iter_mut().filter(|node| node.trouble.is_none()) {
        let reaches = || slices.endpoints(&node.reference, snapshot)?.trouble;
        let failed = || results.get(&node.reference).cloned();
        node.trouble = reaches().or_else(failed);
    }
}

/// Returns what a Service of a snapshot reaches; `None` where that cannot be known.
pub fn endpoints(service: &ObjectRef, snapshot: &Snapshot) -> Option<Endpoints> {
    Slices::of(snapshot).endpoints(service, snapshot)
}

/// EndpointSlices by namespace and name of their Service.
struct Slices<'a> {
    by_service: HashMap<(&'a str, &'a str), Vec<&'a Resource>>,
}

impl<'a> Slices<'a> {
    /// Collects the EndpointSlices of a snapshot.
    fn of(snapshot: &'a Snapshot) -> Self {
        let mut by_service: HashMap<_, Vec<_>> = HashMap::new();
        for slice in snapshot.of_kind("discovery.k8s.io", "EndpointSlice") {
            let metadata = &slice.metadata;
            if let Some(service) = metadata.labels.get(resource::SERVICE_NAME) {
                by_service
                    .entry((&*metadata.namespace, &**service))
                    .or_default()
                    .push(slice);
            }
        }
        Self { by_service }
    }

    /// Returns what a Service reaches; `None` when it is no Service, when it or one of its slices was not read, and
    /// when none is there and nobody looked for all of them.
    fn endpoints(&self, service: &ObjectRef, snapshot: &Snapshot) -> Option<Endpoints> {
        if !service.is("", "Service") {
            return None;
        }
        let body = snapshot.resource(service)?.body.as_ref()?;
        let namespace = service.namespace.as_deref().unwrap_or_default();
        let slices = self.by_service.get(&(namespace, &*service.name));
        let bodies: Option<Vec<_>> = slices
            .into_iter()
            .flatten()
            .map(|slice| slice.body.as_ref())
            .collect();
        let bodies = bodies?;
        let any = ObjectRef::new("discovery.k8s.io", "EndpointSlice", namespace, "");
        let known = !bodies.is_empty() || snapshot.has_settled(&any);
        known.then(|| resource::of_service(body, &bodies))
    }
}

/// Returns what the last operation could not do, where it failed or is at it.
fn failures(application: &Application) -> HashMap<ObjectRef, String> {
    let operation = application.status.operation_state.as_ref();
    let failing = operation
        .is_some_and(|operation| operation.phase.has_failed() || operation.phase.is_running());
    let results = application.detail.iter().flat_map(|detail| &detail.results);
    let failed = |result: &&SyncResult| {
        result.status == "SyncFailed" || matches!(result.hook_phase.as_str(), "Failed" | "Error")
    };
    let failed = results
        .filter(|_| failing)
        .filter(failed)
        .filter(|result| !result.message.is_empty());
    failed
        .map(|result| {
            let message = mask::text(&result.message)
                .lines()
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" ");
            (result.reference(), format!("not applied: {message}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::snapshot::Update;
    use crate::tree::fixture::{application_value, bare, resources, settled, snapshot, whole};
    use crate::tree::{ResourceTree, TreeOptions, build};

    fn service() -> Update {
        whole(
            json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "front", "namespace": "web", "uid": "s1"},
                     "spec": {"selector": {"app": "front"}, "ports": [{"port": 80}]}}),
        )
    }

    fn slice(ready: bool) -> Value {
        json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
               "metadata": {"name": "front-x", "namespace": "web", "uid": "e1",
                            "labels": {"kubernetes.io/service-name": "front"}},
               "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": ready}}]})
    }

    fn tree(updates: Vec<Update>, operation: Value) -> ResourceTree {
        let mut value = application_value("web", resources("core Service web/front"));
        value["status"]["operationState"] = operation;
        let application = Application::from_value(&value).unwrap();
        build(&application, &snapshot(updates), &TreeOptions::default())
    }

    fn trouble(updates: Vec<Update>) -> Option<String> {
        tree(updates, Value::Null).nodes[0].trouble.clone()
    }

    #[test]
    fn a_service_that_reaches_nothing_is_healthy_and_in_trouble() {
        let tree = tree(vec![service(), whole(slice(false))], Value::Null);
        let node = &tree.nodes[0];
        assert_eq!(
            node.trouble.as_deref(),
            Some("reaches nothing: its one endpoint is not ready")
        );
        assert!(!node.is_unhealthy() && node.is_in_trouble());
        assert_eq!(trouble(vec![service(), whole(slice(true))]), None);
    }

    #[test]
    fn a_slice_without_owner_stands_under_the_service_it_names() {
        let tree = tree(vec![service(), whole(slice(true))], Value::Null);
        assert_eq!(tree.nodes[1].parents, ["s1"]);
    }

    #[test]
    fn nothing_is_said_of_slices_that_nobody_read() {
        assert_eq!(trouble(vec![service()]), None);
        assert_eq!(trouble(vec![service(), bare(slice(false))]), None);
        let none = vec![
            service(),
            settled("discovery.k8s.io", "EndpointSlice", "web"),
        ];
        assert!(
            trouble(none)
                .unwrap()
                .contains("no Pod fits its selector app=front")
        );
    }

    #[test]
    fn what_the_last_sync_could_not_apply_is_said_while_it_fails() {
        let result = json!([{"version": "v1", "kind": "Service", "namespace": "web", "name": "front",
                             "status": "SyncFailed", "message": "Service \"front\" is invalid:\n  port 99999999"}]);
        let state = |phase| json!({"phase": phase, "syncResult": {"resources": result}});
        let told = |phase| tree(Vec::new(), state(phase)).nodes[0].trouble.clone();
        assert_eq!(
            told("Failed").as_deref(),
            Some("not applied: Service \"front\" is invalid: port 99999999")
        );
        assert_eq!(told("Succeeded"), None);
    }
}
