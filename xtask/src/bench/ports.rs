//! The loopback ports of a bench, picked free by the kernel. Only numbers live here.

use std::net::TcpListener;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Ports of one bench, all on 127.0.0.1.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ports {
    pub(crate) etcd_client: u16,
    pub(crate) etcd_peer: u16,
    pub(crate) apiserver: u16,
    pub(crate) kwok: u16,
    pub(crate) redis: u16,
    pub(crate) repo_server: u16,
    pub(crate) repo_server_metrics: u16,
    pub(crate) controller_metrics: u16,
    pub(crate) registry: u16,
    pub(crate) charts: u16,
    /// Of the second cluster; none in the state of a bench that was started before there was one.
    #[serde(default)]
    pub(crate) second_apiserver: u16,
    #[serde(default)]
    pub(crate) second_kwok: u16,
}

impl Ports {
    /// Picks ports nobody listens on; all are held open until the last is picked, so none repeats.
    pub(crate) fn pick() -> Result<Ports> {
        let mut held = Vec::new();
        Ports::from_each(|| {
            let listener =
                TcpListener::bind(("127.0.0.1", 0)).context("picking a free port on 127.0.0.1")?;
            let port = listener
                .local_addr()
                .context("reading the port picked")?
                .port();
            held.push(listener);
            Ok(port)
        })
    }

    fn from_each(mut next: impl FnMut() -> Result<u16>) -> Result<Ports> {
        Ok(Ports {
            etcd_client: next()?,
            etcd_peer: next()?,
            apiserver: next()?,
            kwok: next()?,
            redis: next()?,
            repo_server: next()?,
            repo_server_metrics: next()?,
            controller_metrics: next()?,
            registry: next()?,
            charts: next()?,
            second_apiserver: next()?,
            second_kwok: next()?,
        })
    }
}

#[cfg(test)]
pub(crate) fn counted() -> Ports {
    let mut port = 0;
    let ports = Ports::from_each(|| {
        port += 1;
        Ok(port)
    });
    ports.expect("counting does not fail")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_port_is_picked_twice() -> Result<()> {
        let ports = serde_json::to_value(Ports::pick()?)?;
        let numbers: BTreeSet<u64> = ports
            .as_object()
            .into_iter()
            .flat_map(|fields| fields.values())
            .filter_map(serde_json::Value::as_u64)
            .collect();
        assert_eq!(numbers.len(), 12);
        Ok(())
    }
}
