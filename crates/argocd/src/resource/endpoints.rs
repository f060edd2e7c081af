//! What a Service reaches, by its EndpointSlices, and what is wrong when that is nothing.
//!
//! Kubernetes' own rules (documentation of `discovery.k8s.io/v1`): a condition that is not said counts as true for
//! `ready`, and a slice belongs to the Service that its label `kubernetes.io/service-name` names.

use serde::Serialize;
use serde_json::Value;

use crate::field;

/// Label of an EndpointSlice with the name of its Service.
pub(crate) const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// One address that a Service may send to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Endpoint {
    /// IP, or name of a host.
    pub address: String,
    /// What stands behind it, as in `Pod/web-0`; empty where nobody said.
    pub target: String,
    /// Whether it gets requests.
    pub ready: bool,
    /// Whether it is on its way out.
    pub terminating: bool,
}

/// All that a Service may send to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// The addresses, ready ones first.
    pub addresses: Vec<Endpoint>,
    /// Ports of the Service that lead nowhere: no Pod has a port of that name.
    pub unserved_ports: Vec<String>,
    /// What is wrong, as a sentence; `None` when something is reached, or nothing is meant to be.
    pub trouble: Option<String>,
}

/// Returns what a Service reaches, by all its EndpointSlices.
pub fn of_service(service: &Value, slices: &[&Value]) -> Endpoints {
    let mut addresses: Vec<Endpoint> = slices.iter().flat_map(|slice| addresses(slice)).collect();
    addresses
        .sort_by(|a, b| (!a.ready, &a.target, &a.address).cmp(&(!b.ready, &b.target, &b.address)));
    addresses.dedup();
    let unserved_ports = match addresses.is_empty() {
        true => Vec::new(),
        false => unserved_ports(service, slices),
    };
    let trouble = trouble(service, &addresses, &unserved_ports);
    Endpoints {
        addresses,
        unserved_ports,
        trouble,
    }
}

fn addresses(slice: &Value) -> Vec<Endpoint> {
    let endpoints = field::list(slice, "/endpoints").iter();
    let addresses = endpoints.flat_map(|endpoint| {
        let kind = field::text(endpoint, "/targetRef/kind");
        let name = field::text(endpoint, "/targetRef/name");
        let target = if name.is_empty() {
            String::new()
        } else {
            format!("{kind}/{name}")
        };
        let ready = endpoint
            .pointer("/conditions/ready")
            .and_then(Value::as_bool);
        field::list(endpoint, "/addresses")
            .iter()
            .map(move |address| Endpoint {
                address: address.as_str().unwrap_or_default().to_owned(),
                target: target.clone(),
                ready: ready != Some(false),
                terminating: field::flag(endpoint, "/conditions/terminating"),
            })
    });
    addresses.collect()
}

/// A port of which no slice knows: its target is a name that no Pod gives to any of its ports (the EndpointSlice
/// controller leaves such a port out of the slice).
fn unserved_ports(service: &Value, slices: &[&Value]) -> Vec<String> {
    let known = |name: &str| {
        let mut ports = slices.iter().flat_map(|slice| field::list(slice, "/ports"));
        ports.any(|port| field::text(port, "/name") == name)
    };
    let ports = field::list(service, "/spec/ports").iter();
    let named = ports.filter(|port| port.get("targetPort").is_some_and(Value::is_string));
    let unserved = named.filter(|port| !known(field::text(port, "/name")));
    unserved
        .map(|port| field::text(port, "/targetPort").to_owned())
        .collect()
}

fn trouble(service: &Value, addresses: &[Endpoint], unserved: &[String]) -> Option<String> {
    if field::text(service, "/spec/type") == "ExternalName" {
        return None;
    }
    match (addresses, unserved) {
        ([], _) => Some(nothing(service)),
        (all, _) if !all.iter().any(|endpoint| endpoint.ready) => Some(none_ready(all)),
        (_, []) => None,
        (_, ports) => Some(format!(
            "no Pod has a port named {}: nothing is reached there",
            ports.join(", ")
        )),
    }
}

fn nothing(service: &Value) -> String {
    match selector(service) {
        Some(selector) => format!("reaches nothing: no Pod fits its selector {selector}"),
        None => "reaches nothing: it has no selector, and no EndpointSlice names an address for it"
            .to_owned(),
    }
}

fn none_ready(all: &[Endpoint]) -> String {
    let ending = all.iter().filter(|endpoint| endpoint.terminating).count();
    match (all.len(), ending) {
        (1, 1) => "reaches nothing: its one endpoint is ending".to_owned(),
        (1, _) => "reaches nothing: its one endpoint is not ready".to_owned(),
        (all, ending) if all == ending => {
            format!("reaches nothing: all its {all} endpoints are ending")
        }
        (all, _) => format!("reaches nothing: none of its {all} endpoints is ready"),
    }
}

fn selector(service: &Value) -> Option<String> {
    let selector = service
        .pointer("/spec/selector")
        .and_then(Value::as_object)?;
    let pairs = selector
        .iter()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    let pairs: Vec<String> = pairs.collect();
    (!pairs.is_empty()).then(|| pairs.join(","))
}
