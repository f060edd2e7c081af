//! Argo CD's repo-server as far as it opens sealed values: which program it runs as `helm`, and what that may open.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bench::path;
use crate::person::Person;

/// ConfigMap with the list of what may be opened.
const ALLOW_MAP: &str = "helm-stack-decryptor";

/// Lets the repo-server run our binary as `helm`, from its next rendering on.
///
/// # Errors
/// Its `helm` cannot be exchanged.
pub fn decrypts() -> Result<()> {
    run_as_helm(&path("HELM_STACK")?)
}

/// Lets the repo-server run the real Helm, from its next rendering on.
///
/// # Errors
/// Its `helm` cannot be exchanged.
pub fn does_not_decrypt() -> Result<()> {
    run_as_helm(&path("BENCH_HELM4")?)
}

fn run_as_helm(program: &Path) -> Result<()> {
    let helm = path("BENCH_REPO_SERVER_BIN")?.join("helm");
    if fs::read_link(&helm).is_ok_and(|target| target == program) {
        return Ok(());
    }
    // Renamed, so that no rendering finds none.
    let next = helm.with_extension(format!("{:?}", std::thread::current().id()));
    symlink(program, &next).context("linking the repo-server's helm")?;
    fs::rename(&next, &helm).context("exchanging the repo-server's helm")
}

/// Puts the allow-list that is in the cluster where the repo-server reads it, as a kubelet would that mounts a ConfigMap.
///
/// # Errors
/// There is none, or it cannot be written.
pub fn mount(person: &Person<'_>) -> Result<()> {
    let folder = path("BENCH_DECRYPTOR")?;
    // Another test's newer list is not to be replaced by an older one.
    let turn = File::options()
        .create(true)
        .append(true)
        .open(folder.join("lock"));
    let turn = turn.context("opening the decryptor's lock")?;
    turn.lock().context("waiting for the decryptor")?;
    let map = ["get", "configmap", ALLOW_MAP, "--namespace", "argocd"];
    let field = ["-o", "jsonpath={.data.allow}"];
    let list = person.kubectl([map.as_slice(), &field].concat())?;
    fs::write(folder.join("allow"), list).context("writing the allow-list")
}

/// Returns the file with the age key the repo-server opens values with.
///
/// # Errors
/// There is no bench.
pub fn keys() -> Result<PathBuf> {
    Ok(path("BENCH_DECRYPTOR")?.join("keys.txt"))
}

/// Returns the age recipient to seal for, so that the repo-server can open it.
///
/// # Errors
/// `age-keygen` cannot read the key.
pub fn recipient(person: &Person<'_>) -> Result<String> {
    let keys = keys()?;
    let printed = person.printed(path("BENCH_AGE_KEYGEN")?, ["-y".as_ref(), keys.as_os_str()])?;
    Ok(printed.trim().to_owned())
}

/// Returns everything Argo CD's processes have written to their logs.
///
/// # Errors
/// A log cannot be read.
pub fn logs() -> Result<String> {
    let folder = path("BENCH_LOGS")?;
    let mut all = String::new();
    for name in ["argocd-repo-server.log", "argocd-controller.log"] {
        let log = folder.join(name);
        let bytes = fs::read(&log).with_context(|| format!("reading {}", log.display()))?;
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    Ok(all)
}
