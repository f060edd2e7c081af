//! Starts Argo CD: its CRDs and settings, Redis, the repo-server and the application controller.
//! Its API server is started for comparisons only: whoever reads Argo CD reads its objects in Kubernetes.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::decryptor::{self, link};
use super::go::module_folder;
use super::running::Running;
use super::tools::ARGOCD;
use super::{ARGOCD_NAMESPACE, Bench};

/// Namespaces besides `argocd` whose Applications Argo CD acts on.
const APPLICATION_NAMESPACES: &str = "team-*";

/// Files of Argo CD's own repository, under `manifests/crds`.
const CRDS: &[&str] = &[
    "application-crd.yaml",
    "applicationset-crd.yaml",
    "appproject-crd.yaml",
];

/// Scripts of Argo CD's own repository which the repo-server calls by name.
const WRAPPERS: &[&str] = &["git-verify-wrapper.sh", "gpg-wrapper.sh"];

/// Starts Redis, which needs no cluster.
pub(crate) fn start_redis(running: &mut Running<'_, '_>) -> Result<()> {
    let bench = running.bench();
    let mut command = bench.command(&bench.programs.redis);
    command.arg(bench.redis());
    running.start("redis", command)
}

/// Names by which the one binary is started, each a role of its own.
const ROLES: &[&str] = &[
    "argocd-repo-server",
    "argocd-application-controller",
    "argocd-server",
];

const ESTABLISHED: &[&str] = &[
    "wait",
    "--for=condition=Established",
    "crd",
    "--all",
    "--timeout=60s",
];

/// Installs Argo CD's objects and starts its processes.
pub(crate) fn start(running: &mut Running<'_, '_>, bench_sources: &Path) -> Result<()> {
    let bench = running.bench().clone();
    let tool = bench_sources.join("tools").join(&bench.argocd_tool);
    let module = module_folder(&tool, "github.com/argoproj/argo-cd/v3")?;
    let manifests = bench_sources.join("manifests");
    install(&bench, &module, &manifests)?;
    // A CRD just made has no conditions yet, over which `kubectl wait` stumbles.
    running.wait("kinds of Argo CD", |bench| {
        bench.kubectl(ESTABLISHED, "").is_ok()
    })?;
    apply(&bench, &[manifests.join("project.yaml")])?;
    let room = Room::prepare(&bench, &module)?;
    running.start("argocd-repo-server", repo_server(&bench, &room))?;
    running.start("argocd-controller", controller(&bench, &room))?;
    running.wait_for_port("argocd-repo-server", bench.ports.repo_server)?;
    running.wait_for_port("argocd-controller", bench.ports.controller_metrics)
}

fn install(bench: &Bench, module: &Path, manifests: &Path) -> Result<()> {
    let crds = CRDS
        .iter()
        .map(|name| module.join("manifests/crds").join(name));
    let settings = ["argocd.yaml", "access.yaml"].map(|name| manifests.join(name));
    apply(bench, &crds.chain(settings).collect::<Vec<_>>())
}

fn apply(bench: &Bench, files: &[PathBuf]) -> Result<()> {
    let files: Vec<String> = files
        .iter()
        .map(|file| format!("--filename={}", file.display()))
        .collect();
    let mut arguments = vec!["apply", "--server-side"];
    arguments.extend(files.iter().map(String::as_str));
    bench.kubectl(&arguments, "").map(drop)
}

/// The folder Argo CD's processes live in.
struct Room {
    folder: PathBuf,
    path: OsString,
}

impl Room {
    /// Makes the folders, the role names as links to the one binary, and what the repo-server calls.
    fn prepare(bench: &Bench, module: &Path) -> Result<Room> {
        let folder = bench.argocd();
        let bin = bench.repo_server_bin();
        for made in ["bin", "tls", "ssh", "gpg", "plugins", "temporary"] {
            let made = folder.join(made);
            fs::create_dir_all(&made).with_context(|| format!("making {}", made.display()))?;
        }
        for role in ROLES {
            link(&bench.programs.argocd, &bin.join(role))?;
        }
        link(&bench.programs.helm4, &bench.repo_server_helm())?;
        decryptor::prepare(bench)?;
        for wrapper in WRAPPERS {
            copy_script(&module.join("hack").join(wrapper), &bin.join(wrapper))?;
        }
        Room::of(bench)
    }

    /// Returns the folder of a bench whose Argo CD was started.
    fn of(bench: &Bench) -> Result<Room> {
        Ok(Room {
            path: path_before(&bench.repo_server_bin())?,
            folder: bench.argocd(),
        })
    }

    fn command(&self, bench: &Bench, role: &str) -> Command {
        let at = |name: &str| self.folder.join(name);
        let mut command = bench.command(&at("bin").join(role));
        command
            .current_dir(&self.folder)
            .env("PATH", &self.path)
            .env("TMPDIR", at("temporary"))
            // In a container the processes find the cluster through their service account.
            .env("ARGOCD_FAKE_IN_CLUSTER", "true")
            .env("ARGOCD_GPG_ENABLED", "false")
            .env("ARGOCD_TLS_DATA_PATH", at("tls"))
            .env("ARGOCD_SSH_DATA_PATH", at("ssh"))
            .env("ARGOCD_GNUPGHOME", at("gpg"))
            .env("ARGOCD_PLUGINSOCKFILEPATH", at("plugins"))
            .env("ARGOCD_RECONCILIATION_TIMEOUT", "10s");
        command
    }
}

fn repo_server(bench: &Bench, room: &Room) -> Command {
    let mut command = room.command(bench, "argocd-repo-server");
    command
        .args(["--redis", &bench.redis()])
        .args([
            "--address",
            "127.0.0.1",
            "--port",
            &bench.ports.repo_server.to_string(),
        ])
        .args(["--metrics-address", "127.0.0.1"])
        .args([
            "--metrics-port",
            &bench.ports.repo_server_metrics.to_string(),
        ])
        .arg("--disable-tls");
    if bench.argocd_tool == ARGOCD {
        // Older versions have no such flag.
        command.args(["--client-ca-path", ""]);
    }
    decryptor::give(bench, &mut command);
    command
}

fn controller(bench: &Bench, room: &Room) -> Command {
    let repo_server = format!("127.0.0.1:{}", bench.ports.repo_server);
    let mut command = room.command(bench, "argocd-application-controller");
    command
        .args(["--namespace", ARGOCD_NAMESPACE, "--redis", &bench.redis()])
        .args(["--repo-server", &repo_server, "--repo-server-plaintext"])
        .args([
            "--metrics-port",
            &bench.ports.controller_metrics.to_string(),
        ])
        .args(["--app-resync", "10", "--app-resync-jitter", "0"])
        .arg("--hydrator-enabled")
        .args(["--application-namespaces", APPLICATION_NAMESPACES]);
    command
}

/// Returns the command of Argo CD's API server on `port` of loopback, without TLS and log-in.
pub(crate) fn server(bench: &Bench, port: u16, metrics: u16) -> Result<Command> {
    let repo_server = format!("127.0.0.1:{}", bench.ports.repo_server);
    let mut command = Room::of(bench)?.command(bench, "argocd-server");
    command
        .args(["--namespace", ARGOCD_NAMESPACE, "--redis", &bench.redis()])
        .args(["--repo-server", &repo_server, "--repo-server-plaintext"])
        .args(["--address", "127.0.0.1", "--port", &port.to_string()])
        .args(["--metrics-address", "127.0.0.1"])
        .args(["--metrics-port", &metrics.to_string()])
        .args(["--insecure", "--disable-auth"])
        .args(["--application-namespaces", APPLICATION_NAMESPACES]);
    Ok(command)
}

/// Copies a script and makes it executable; Go's module cache keeps no such bit.
fn copy_script(from: &Path, to: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let copying = || format!("copying {}", from.display());
    let text = fs::read(from).with_context(copying)?;
    fs::write(to, text).with_context(copying)?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o755)).with_context(copying)
}

fn path_before(first: &Path) -> Result<OsString> {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_path_buf()).chain(env::split_paths(&rest));
    env::join_paths(folders).context("putting the bench's programs on PATH")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    fn room() -> Room {
        Room {
            folder: PathBuf::from("/bench/argocd"),
            path: OsString::from("/bench/argocd/bin"),
        }
    }

    fn arguments(command: &Command) -> String {
        let words: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        words.join(" ")
    }

    #[test]
    fn the_controller_looks_every_ten_seconds_and_in_the_namespaces_of_teams() {
        let arguments = arguments(&controller(&example(), &room()));
        assert!(arguments.contains("--app-resync 10 "), "{arguments}");
        assert!(
            arguments.ends_with("--application-namespaces team-*"),
            "{arguments}"
        );
    }

    #[test]
    fn both_processes_meet_at_the_same_redis_and_port() {
        let bench = example();
        let repo_server = arguments(&repo_server(&bench, &room()));
        let controller = arguments(&controller(&bench, &room()));
        assert!(
            repo_server.contains("--redis 127.0.0.1:5 ")
                && controller.contains("--redis 127.0.0.1:5 ")
        );
        assert!(
            repo_server.contains("--port 6 ") && controller.contains("--repo-server 127.0.0.1:6 ")
        );
    }
}
