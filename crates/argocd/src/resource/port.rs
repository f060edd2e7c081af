//! The ports of a Service and where they lead.

use serde::Serialize;
use serde_json::Value;

use crate::field;

/// One port of a Service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Port {
    /// Its name; empty where a Service has only one.
    pub name: String,
    /// The port of the Service.
    pub port: i64,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// Number or name of the container's port it leads to.
    pub target: String,
    /// The port on every node, where there is one.
    pub node_port: Option<i64>,
}

/// Returns the ports of a Service.
pub fn ports(body: &Value) -> Vec<Port> {
    let ports = field::list(body, "/spec/ports").iter();
    ports.map(Port::of).collect()
}

impl Port {
    fn of(port: &Value) -> Self {
        let number = field::number(port, "/port");
        Self {
            name: field::text(port, "/name").to_owned(),
            port: number,
            protocol: match field::text(port, "/protocol") {
                "" => "TCP".to_owned(),
                protocol => protocol.to_owned(),
            },
            target: match port.get("targetPort") {
                Some(Value::String(name)) => name.clone(),
                Some(Value::Number(target)) => target.to_string(),
                _ => number.to_string(),
            },
            node_port: field::optional_number(port, "/nodePort"),
        }
    }
}
