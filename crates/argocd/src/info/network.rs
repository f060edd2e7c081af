//! Addresses of a Service and of an Ingress.

use serde_json::Value;

use super::Info;
use crate::field;

/// Returns type, cluster IP and, of a load balancer, the address outside or `<pending>`.
pub(super) fn service(body: &Value) -> Vec<Info> {
    let kind = match field::text(body, "/spec/type") {
        "" => "ClusterIP",
        kind => kind,
    };
    let mut facts = vec![Info::new("Type", kind)];
    if kind == "ExternalName" {
        facts.push(Info::new(
            "Address",
            field::text(body, "/spec/externalName"),
        ));
        return facts;
    }
    let cluster_ip = field::text(body, "/spec/clusterIP");
    if !cluster_ip.is_empty() {
        facts.push(Info::new("Cluster IP", cluster_ip));
    }
    let address = outside(body, kind == "LoadBalancer");
    facts.extend(address.map(|address| Info::new("Address", address)));
    facts
}

/// Returns the hosts and the address of an Ingress; no address yet is `<pending>`.
pub(super) fn ingress(body: &Value) -> Vec<Info> {
    let rules = field::list(body, "/spec/rules");
    let hosts = joined(rules.iter().map(|rule| field::text(rule, "/host")));
    let address = balanced(body).unwrap_or_else(|| "<pending>".to_owned());
    let hosts = hosts.map(|hosts| Info::new("Hosts", hosts));
    hosts
        .into_iter()
        .chain([Info::new("Address", address)])
        .collect()
}

fn outside(body: &Value, is_balanced: bool) -> Option<String> {
    let external = field::list(body, "/spec/externalIPs").iter();
    let external = joined(external.map(|ip| ip.as_str().unwrap_or_default()));
    let balanced = balanced(body).filter(|_| is_balanced);
    match (balanced, external) {
        (Some(balanced), Some(external)) => Some(format!("{balanced},{external}")),
        (None, None) => is_balanced.then(|| "<pending>".to_owned()),
        (balanced, external) => balanced.or(external),
    }
}

/// Returns the addresses a load balancer gave; of each the IP, else the host name.
fn balanced(body: &Value) -> Option<String> {
    let ingress = field::list(body, "/status/loadBalancer/ingress");
    joined(ingress.iter().map(|one| match field::text(one, "/ip") {
        "" => field::text(one, "/hostname"),
        ip => ip,
    }))
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> Option<String> {
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(","))
}
