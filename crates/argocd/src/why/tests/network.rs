//! What shows in Services and Ingresses.

use serde_json::{Value, json};

use super::world::{World, assert_cause, managing};
use crate::why::Cause;

fn service(spec: Value) -> Value {
    json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "front", "namespace": "web", "uid": "s"},
        "spec": spec, "status": {"loadBalancer": {}}})
}

/// A Service that waits for its address.
pub(super) fn load_balancer() -> World {
    World::of(managing("Progressing", &["core Service front"]))
        .with(service(json!({"type": "LoadBalancer"})))
        .event(
            "Service/front",
            "SyncLoadBalancerFailed",
            "Error syncing load balancer: no subnet has room",
        )
}

/// A Service whose selector nothing fits, in an add-on that looks well.
pub(super) fn selects_nothing() -> World {
    World::of(managing("Healthy", &["core Service front"]))
        .with(service(json!({"selector": {"app": "frnot"}})))
}

#[test]
fn a_load_balancer_says_what_its_controller_says() {
    assert_cause(
        &load_balancer().ask(),
        Cause::LoadBalancerWithoutAddress,
        &["no subnet has room"],
    );
}

#[test]
fn an_ingress_waits_for_an_address_too() {
    let world = World::of(managing("Progressing", &["networking.k8s.io Ingress front"]))
        .with(json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "front", "namespace": "web", "uid": "i"}, "spec": {}}));
    assert_cause(
        &world.ask(),
        Cause::LoadBalancerWithoutAddress,
        &["ingressclasses"],
    );
}

#[test]
fn a_service_that_selects_nothing_is_told_though_all_looks_well() {
    assert_cause(
        &selects_nothing().ask(),
        Cause::ServiceWithoutEndpoints,
        &["selects app=frnot", "no workload"],
    );
}

#[test]
fn a_service_of_pods_that_are_scaled_to_none_is_no_trouble() {
    let world = selects_nothing().with(json!({"apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "front", "namespace": "web", "uid": "d", "generation": 1},
        "spec": {"replicas": 0, "template": {"metadata": {"labels": {"app": "frnot"}}}}}));
    let world = world.with(super::world::shop(managing(
        "Healthy",
        &["core Service front", "apps Deployment front"],
    )));
    assert_cause(&world.ask(), Cause::Nothing, &[]);
}

#[test]
fn endpoints_that_were_not_read_are_not_missing() {
    let slice = json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
        "metadata": {"name": "front-x", "namespace": "web", "uid": "e", "labels": {"kubernetes.io/service-name": "front"}}});
    let mut object = crate::object::Object::from_value(slice).unwrap();
    if let crate::object::Object::Resource(resource) = &mut object {
        resource.body = None;
    }
    let world = selects_nothing().seen(object);
    assert_cause(&world.ask(), Cause::Nothing, &[]);
}

#[test]
fn a_ready_endpoint_is_enough() {
    let world = selects_nothing().with(json!({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
        "metadata": {"name": "front-x", "namespace": "web", "uid": "e", "labels": {"kubernetes.io/service-name": "front"}},
        "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": true}}]}));
    assert_cause(&world.ask(), Cause::Nothing, &[]);
}
