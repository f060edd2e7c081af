//! Causes that show in Services and Ingresses: no address of a load balancer, no endpoint behind a Service.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case::Case;
use super::{Cause, Finding, Step, command, path};
use crate::field;
use crate::object::ObjectRef;
use crate::tree::{Node, Presence};

/// Label by which an EndpointSlice says whose it is (Kubernetes' `pkg/apis/discovery`).
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// Kinds whose Pods a Service may select.
const WORKLOADS: [&str; 4] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

/// Fits when a Service or an Ingress waits for the address of a load balancer.
pub(super) fn load_balancer(case: &Case<'_>) -> Option<Finding> {
    let waits = |node: &&Node| {
        case.body(&node.reference)
            .is_some_and(|body| waits_for_address(&node.reference, body))
    };
    let node = case.suspects().into_iter().find(waits)?;
    let event = case.event(&node.reference, |event| {
        event.reason.contains("LoadBalancer") && event.reason != "EnsuringLoadBalancer"
    });
    let says = event.map_or("no address was given", |event| event.message);
    let controller = match node.reference.kind.as_str() {
        "Service" => {
            "see whether this cluster gives out load balancers (a cloud's controller, MetalLB), and what it says"
        }
        _ => "see which ingress controller it names, and whether that runs",
    };
    let namespace = node.reference.namespace.as_deref();
    let command = match node.reference.kind.as_str() {
        "Service" => command::of_object("describe", &node.reference),
        _ => command::kubectl(
            "get",
            namespace,
            &format!(
                "ingressclasses,ingress/{}",
                command::quoted(&node.reference.name)
            ),
        ),
    };
    Some(
        Finding::new(
            Cause::LoadBalancerWithoutAddress,
            format!(
                "{} waits for the address of a load balancer",
                node.reference
            ),
        )
        .steps(path::down_to(case, node, says))
        .next(controller, command),
    )
}

fn waits_for_address(object: &ObjectRef, body: &Value) -> bool {
    let service = object.is("", "Service") && field::text(body, "/spec/type") == "LoadBalancer";
    let ingress = object.kind == "Ingress"
        && matches!(object.group.as_str(), "networking.k8s.io" | "extensions");
    (service || ingress) && field::list(body, "/status/loadBalancer/ingress").is_empty()
}

/// Fits when a Service of an add-on that is not well selects Pods and none of them is ready.
pub(super) fn endpoints(case: &Case<'_>) -> Option<Finding> {
    find(case, |_| true)
}

/// Fits when a Service of an add-on that looks well selects nothing: no workload has Pods with these labels.
pub(super) fn selects_nothing(case: &Case<'_>) -> Option<Finding> {
    find(case, |selector| {
        !case
            .question
            .tree
            .nodes
            .iter()
            .any(|node| makes_such_pods(case, node, selector))
    })
}

fn find(case: &Case<'_>, counts: impl Fn(&BTreeMap<&str, &str>) -> bool) -> Option<Finding> {
    let services = case
        .question
        .tree
        .nodes
        .iter()
        .filter(|node| node.reference.is("", "Service") && node.presence == Presence::Live);
    services.into_iter().find_map(|node| {
        let body = case.body(&node.reference)?;
        let selector = selector(body, "/spec/selector");
        let bare = !selector.is_empty() && ready_endpoints(case, &node.reference)? == 0;
        (bare && counts(&selector)).then(|| finding(case, node, &selector))
    })
}

fn finding(case: &Case<'_>, node: &Node, selector: &BTreeMap<&str, &str>) -> Finding {
    let pairs: Vec<String> = selector
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let pairs = pairs.join(",");
    let exists = case
        .question
        .tree
        .nodes
        .iter()
        .any(|other| makes_such_pods(case, other, selector));
    let says = match exists {
        true => format!("selects {pairs}; none of these Pods is ready"),
        false => format!("selects {pairs}; no workload of it has Pods with these labels"),
    };
    let namespace = node.reference.namespace.as_deref();
    Finding::new(
        Cause::ServiceWithoutEndpoints,
        format!("{} has no ready endpoint", node.reference),
    )
    .steps([Step::new(&node.reference, says)])
    .next(
        "see which Pods it selects",
        command::kubectl(
            "get",
            namespace,
            &format!("pods -l {} --show-labels", command::quoted(&pairs)),
        ),
    )
}

/// Counts the ready endpoints of a Service; `None` where the EndpointSlices were not read.
fn ready_endpoints(case: &Case<'_>, service: &ObjectRef) -> Option<usize> {
    let nobody = ObjectRef::new(
        "discovery.k8s.io",
        "EndpointSlice",
        service.namespace.as_deref()?,
        "",
    );
    let slices = case
        .question
        .deployed
        .of_kind("discovery.k8s.io", "EndpointSlice");
    let of_service = slices.filter(|slice| {
        slice.reference.namespace == service.namespace
            && slice.metadata.labels.get(SERVICE_NAME) == Some(&service.name)
    });
    let bodies: Option<Vec<&Value>> = of_service.map(|slice| slice.body.as_ref()).collect();
    let known =
        |bodies: &Vec<&Value>| !bodies.is_empty() || case.question.deployed.has_settled(&nobody);
    let bodies = bodies.filter(known)?;
    let endpoints = bodies
        .iter()
        .flat_map(|body| field::list(body, "/endpoints"));
    Some(
        endpoints
            .filter(|endpoint| endpoint.pointer("/conditions/ready") != Some(&Value::Bool(false)))
            .count(),
    )
}

fn makes_such_pods(case: &Case<'_>, node: &Node, selector: &BTreeMap<&str, &str>) -> bool {
    let of_workload = WORKLOADS.contains(&node.reference.kind.as_str());
    let pointer = match (of_workload, node.reference.is("", "Pod")) {
        (true, _) => "/spec/template/metadata/labels",
        (_, true) => "/metadata/labels",
        _ => return false,
    };
    let labels = case
        .body(&node.reference)
        .map(|body| self::selector(body, pointer))
        .unwrap_or_default();
    selector
        .iter()
        .all(|(key, value)| labels.get(key) == Some(value))
}

fn selector<'a>(body: &'a Value, pointer: &str) -> BTreeMap<&'a str, &'a str> {
    let labels = body.pointer(pointer).and_then(Value::as_object);
    let pairs = labels.into_iter().flatten();
    pairs
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
        .collect()
}
