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
}

impl Ports {
    /// Picks ports nobody listens on; all are held open until the last is picked, so none repeats.
    pub(crate) fn pick() -> Result<Ports> {
        let mut held = Vec::new();
        let mut next = || -> Result<u16> {
            let listener = TcpListener::bind(("127.0.0.1", 0))
                .context("picking a free port on 127.0.0.1")?;
            let port = listener.local_addr().context("reading the port picked")?.port();
            held.push(listener);
            Ok(port)
        };
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
        })
    }
}
