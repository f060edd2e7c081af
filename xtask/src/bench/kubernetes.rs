//! Starts Kubernetes: etcd, API server, controllers, scheduler. What plays the nodes is `nodes`.

use std::net::TcpStream;
use std::process::Command;

use anyhow::Result;

use super::Bench;
use super::running::Running;

/// Starts the control plane and returns when the API server is ready.
pub(crate) fn start(running: &mut Running<'_, '_>) -> Result<()> {
    let bench = running.bench().clone();
    running.start("etcd", etcd(&bench))?;
    running.wait_for_port("etcd", bench.ports.etcd_client)?;
    running.start("kube-apiserver", apiserver(&bench))?;
    running.wait("kube-apiserver", apiserver_is_ready)?;
    running.start("kube-controller-manager", controller_manager(&bench))?;
    running.start("kube-scheduler", scheduler(&bench))
}

/// Returns whether it answers. Asks the port first: it is free of charge, and kubectl is not.
pub(super) fn apiserver_is_ready(bench: &Bench) -> bool {
    let listens = TcpStream::connect(("127.0.0.1", bench.ports.apiserver)).is_ok();
    listens && bench.kubectl(&["get", "--raw", "/readyz"], "").is_ok()
}

fn etcd(bench: &Bench) -> Command {
    let client = format!("http://127.0.0.1:{}", bench.ports.etcd_client);
    let peer = format!("http://127.0.0.1:{}", bench.ports.etcd_peer);
    let mut command = bench.command(&bench.programs.etcd);
    command
        .arg("--data-dir")
        .arg(bench.folder.join("etcd"))
        .args([
            "--listen-client-urls",
            &client,
            "--advertise-client-urls",
            &client,
        ])
        .args([
            "--listen-peer-urls",
            &peer,
            "--initial-advertise-peer-urls",
            &peer,
        ])
        .args(["--initial-cluster", &format!("default={peer}")])
        // A bench does not outlive a power cut, so nothing has to reach the disk at once.
        .args(["--unsafe-no-fsync", "--log-level", "warn"]);
    command
}

/// Returns the command of an API server.
pub(super) fn apiserver(bench: &Bench) -> Command {
    let pki = bench.pki();
    let file = |name: &str| pki.join(name).display().to_string();
    let mut command = bench.command(&bench.programs.kube_apiserver);
    command
        .arg(format!(
            "--etcd-servers=http://127.0.0.1:{}",
            bench.ports.etcd_client
        ))
        .arg(format!("--secure-port={}", bench.ports.apiserver))
        .args(["--bind-address=127.0.0.1", "--advertise-address=127.0.0.1"])
        // Loopback is no endpoint that Kubernetes would publish.
        .arg("--endpoint-reconciler-type=none")
        .arg(format!("--tls-cert-file={}", file("apiserver.crt")))
        .arg(format!("--tls-private-key-file={}", file("apiserver.key")))
        .arg(format!("--token-auth-file={}", file("tokens.csv")))
        .arg(format!("--client-ca-file={}", file("ca.crt")))
        .arg("--authorization-mode=RBAC")
        .arg(format!(
            "--service-account-key-file={}",
            file("service-accounts.key")
        ))
        .arg(format!(
            "--service-account-signing-key-file={}",
            file("service-accounts.key")
        ))
        .arg("--service-account-issuer=https://kubernetes.default.svc")
        .args([
            "--service-cluster-ip-range=10.96.0.0/16",
            "--allow-privileged=true",
        ]);
    command
}

/// Returns the command of the controllers.
pub(super) fn controller_manager(bench: &Bench) -> Command {
    let pki = bench.pki();
    let mut command = bench.command(&bench.programs.kube_controller_manager);
    command
        .arg(format!("--kubeconfig={}", bench.kubeconfig().display()))
        .arg(format!(
            "--service-account-private-key-file={}",
            pki.join("service-accounts.key").display()
        ))
        .arg(format!("--root-ca-file={}", pki.join("ca.crt").display()))
        .args(["--leader-elect=false", "--secure-port=0"])
        // On a machine too busy for heartbeats the one node would be taken for dead, and its pods never become ready again.
        .arg("--node-monitor-grace-period=1h");
    command
}

/// Returns the command of the scheduler.
pub(super) fn scheduler(bench: &Bench) -> Command {
    let mut command = bench.command(&bench.programs.kube_scheduler);
    command
        .arg(format!("--kubeconfig={}", bench.kubeconfig().display()))
        .args(["--leader-elect=false", "--secure-port=0"]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    fn arguments(command: &Command) -> Vec<String> {
        command
            .get_args()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn everything_listens_on_loopback_only() {
        let bench = example();
        let etcd = arguments(&etcd(&bench)).join(" ");
        assert!(etcd.contains("--listen-client-urls http://127.0.0.1:1 "));
        assert!(etcd.contains("--listen-peer-urls http://127.0.0.1:2 "));
        assert!(arguments(&apiserver(&bench)).contains(&"--bind-address=127.0.0.1".to_owned()));
        for command in [controller_manager(&bench), scheduler(&bench)] {
            assert!(arguments(&command).contains(&"--secure-port=0".to_owned()));
        }
    }

    #[test]
    fn rights_are_checked_and_tokens_stay_out_of_the_arguments() {
        let arguments = arguments(&apiserver(&example()));
        assert!(arguments.contains(&"--authorization-mode=RBAC".to_owned()));
        assert!(arguments.contains(&"--token-auth-file=/bench/pki/tokens.csv".to_owned()));
    }
}
