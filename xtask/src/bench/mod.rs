//! The bench: a real Kubernetes and a real Argo CD on this machine, without containers.
//!
//! This room starts and ends it and says where its parts are. What runs inside it
//! (Applications, charts, repositories) belongs to `scenario`; nothing here knows the plugins.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

pub(crate) use self::cache::cache_folder;
pub(crate) use self::own::{OwnBench, build_tools, start_or_join};
use self::ports::Ports;
use self::programs::Programs;
use self::tools::{ARGOCD, OLDER_ARGOCDS};
use crate::cli::workspace_root;
use crate::interrupt::Interrupt;

mod access;
mod aliases;
pub(crate) mod argocd;
mod build;
mod cache;
mod check;
pub(crate) mod command;
mod container_logs;
pub(crate) mod decryptor;
mod down;
mod env;
mod go;
mod identity;
mod kubernetes;
mod log;
mod nodes;
mod own;
mod ports;
mod process;
mod programs;
pub(crate) mod progress;
mod record;
mod registry;
mod running;
mod second;
mod state;
mod status;
mod tools;
mod up;

/// Namespace in which Argo CD and its Applications live.
pub(crate) const ARGOCD_NAMESPACE: &str = "argocd";

/// One bench: its folder, its programs and the ports they listen on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bench {
    /// Name given on the command line, `default` without one.
    pub(crate) name: String,
    /// Folder holding everything this bench writes.
    pub(crate) folder: PathBuf,
    /// Binaries built from the pinned tool modules.
    pub(crate) programs: Programs,
    /// Loopback ports picked when the bench was started.
    pub(crate) ports: Ports,
    /// The folder of the tools that has its Argo CD.
    #[serde(default = "usual_argocd")]
    argocd_tool: String,
    /// Whether it has a second cluster.
    #[serde(default)]
    has_second: bool,
    /// Ctrl-C while the bench is being started.
    #[serde(skip)]
    interrupt: Interrupt,
}

/// What of a bench is wanted beside Kubernetes, Argo CD and the charts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    /// The scenario's Applications.
    pub(crate) scenario: bool,
    /// A second cluster.
    pub(crate) second_cluster: bool,
}

fn usual_argocd() -> String {
    ARGOCD.to_owned()
}

/// Where a bench is or will be, and where its sources are.
#[derive(Clone, Debug)]
struct Place {
    name: String,
    /// Folder of the bench.
    folder: PathBuf,
    /// The folder `tests/bench` of the workspace.
    sources: PathBuf,
    /// The folder of `tools` that has the Argo CD to run.
    argocd: &'static str,
}

impl Place {
    /// Returns the place of the bench `name`, which becomes part of a path.
    fn new(name: &str) -> Result<Place> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.starts_with('-') || !name.chars().all(fits) {
            bail!("{name:?} cannot name a bench: use small letters, digits and dashes");
        }
        let root = workspace_root();
        Ok(Place {
            name: name.to_owned(),
            folder: root.join(".bench").join(name),
            sources: root.join("tests/bench"),
            argocd: ARGOCD,
        })
    }

    /// Returns the place with another version of Argo CD, as in `3.1`.
    fn with_argocd(self, version: &str) -> Result<Place> {
        let folder = format!("{ARGOCD}-{version}");
        let known = OLDER_ARGOCDS.iter().find(|tool| tool.name == folder);
        match known {
            Some(tool) => Ok(Place {
                argocd: tool.name,
                ..self
            }),
            None => bail!("tests/bench/tools has no {folder}, so no Argo CD {version}"),
        }
    }
}

impl Bench {
    /// Returns the administrator's kubeconfig; its context has no namespace of its own.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.join("kubeconfig")
    }

    /// Returns the second cluster as a bench of its own, of which there is no more than a cluster.
    fn second(&self) -> Bench {
        Bench {
            folder: self.folder.join("second"),
            ports: Ports {
                apiserver: self.ports.second_apiserver,
                kwok: self.ports.second_kwok,
                ..self.ports.clone()
            },
            has_second: false,
            ..self.clone()
        }
    }

    /// Returns the folder of keys and tokens.
    fn pki(&self) -> PathBuf {
        self.folder.join("pki")
    }

    /// Returns the folder of the processes' logs.
    fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// Returns the folder of bare Git repositories, read by Argo CD as `file://` URLs.
    pub(crate) fn git(&self) -> PathBuf {
        self.folder.join("git")
    }

    /// Returns the folder Argo CD's processes live in.
    fn argocd(&self) -> PathBuf {
        self.folder.join("argocd")
    }

    /// Returns the folder that comes first on the repo-server's PATH.
    fn repo_server_bin(&self) -> PathBuf {
        self.argocd().join("bin")
    }

    /// Returns the link that the repo-server finds as `helm`.
    fn repo_server_helm(&self) -> PathBuf {
        self.repo_server_bin().join("helm")
    }

    /// Returns the folder with what a decryptor in the repo-server reads: `allow` and `keys.txt`.
    fn decryptor(&self) -> PathBuf {
        self.argocd().join("decryptor")
    }

    /// Returns the folder served as static chart repositories.
    pub(crate) fn charts(&self) -> PathBuf {
        self.folder.join("charts")
    }

    /// Returns the URL of [`Bench::charts`], without a trailing slash.
    pub(crate) fn charts_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.charts)
    }

    /// Returns `host:port` of the OCI registry, which speaks plain HTTP.
    pub(crate) fn registry(&self) -> String {
        format!("127.0.0.1:{}", self.ports.registry)
    }

    /// Returns `host:port` of Argo CD's Redis.
    pub(crate) fn redis(&self) -> String {
        format!("127.0.0.1:{}", self.ports.redis)
    }

    /// Returns a command of `program` that sees this bench's cluster and a home of its own.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env("KUBECONFIG", self.kubeconfig())
            .env("HOME", self.folder.join("home"))
            .stdin(Stdio::null());
        command
    }

    /// Runs the bench's kubectl as administrator and returns its standard output.
    ///
    /// `stdin` is what kubectl reads for `-f -`. An error carries kubectl's own words.
    pub(crate) fn kubectl(&self, arguments: &[&str], stdin: &str) -> Result<String> {
        self.interrupt.check()?;
        let doing = || format!("running kubectl {}", arguments.join(" "));
        let mut child = self
            .command(&self.programs.kubectl)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(doing)?;
        if let Some(mut pipe) = child.stdin.take() {
            // kubectl may end before it has read everything; its own words say why.
            let _ = pipe.write_all(stdin.as_bytes());
        }
        let output = child.wait_with_output().with_context(doing)?;
        if !output.status.success() {
            bail!(
                "{}: {}",
                doing(),
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Applies manifests (one or more YAML documents) server-side.
    pub(crate) fn apply(&self, manifests: &str) -> Result<()> {
        self.kubectl(
            &["apply", "--server-side", "--force-conflicts", "-f", "-"],
            manifests,
        )
        .map(drop)
    }
}

/// Returns a bench that does not run, with ports counted from 1, for tests of what is made of it.
#[cfg(test)]
pub(crate) fn example() -> Bench {
    Bench {
        name: "example".to_owned(),
        folder: PathBuf::from("/bench"),
        programs: Programs::in_folders(|tool| Path::new("/tools").join(tool)),
        ports: ports::counted(),
        argocd_tool: usual_argocd(),
        has_second: false,
        interrupt: Interrupt::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_out_of_the_benches_folder() {
        for name in ["", "..", "a/b", "-x", "Ä", "a b"] {
            assert!(Place::new(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_bench_has_its_own_folder_under_the_workspace() -> Result<()> {
        assert!(Place::new("e2e-1")?.folder.ends_with(".bench/e2e-1"));
        Ok(())
    }
}
