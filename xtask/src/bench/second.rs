//! The second cluster, to which Argo CD can deploy as well: an API server with keys, users, controllers and a node of its own.
//!
//! It shares the bench's etcd under another prefix, and nothing else. Argo CD does not know it until a test or a person
//! gives it a cluster Secret.

use anyhow::Result;

use super::running::Running;
use super::{access, kubernetes, nodes};

/// Where its objects lie in etcd; the first cluster's are under Kubernetes' own `/registry`.
const ETCD_PREFIX: &str = "/second";

/// Starts its API server, which becomes ready while the rest of the bench starts.
pub(crate) fn begin(running: &mut Running<'_, '_>) -> Result<()> {
    let second = running.bench().second();
    access::prepare(&second)?;
    let mut apiserver = kubernetes::apiserver(&second);
    apiserver.arg(format!("--etcd-prefix={ETCD_PREFIX}"));
    running.start("second-kube-apiserver", apiserver)
}

/// Waits for its API server and starts what else makes a cluster of it.
pub(crate) fn finish(running: &mut Running<'_, '_>) -> Result<()> {
    let second = running.bench().second();
    let config = nodes::configuration(running.bench());
    running.wait("second-kube-apiserver", |_| {
        kubernetes::apiserver_is_ready(&second)
    })?;
    running.start(
        "second-kube-controller-manager",
        kubernetes::controller_manager(&second),
    )?;
    running.start("second-kube-scheduler", kubernetes::scheduler(&second))?;
    running.start("second-kwok", nodes::kwok(&second, &config))?;
    running.wait_for_port("second-kwok", second.ports.kwok)
}
