//! `bench decryptor`: which program the repo-server runs as `helm`, the real one or one that opens sealed values first.
//! What that program does is its own matter; the bench gives it the paths it asks for in its environment.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{ARGOCD_NAMESPACE, Bench};

/// File of the decryptor's folder that names the repositories whose values may be opened.
const ALLOW: &str = "allow";
/// ConfigMap with that file, as `helm stack setup` writes it.
const ALLOW_MAP: &str = "helm-stack-decryptor";
/// File of the decryptor's folder with the age keys.
const KEYS: &str = "keys.txt";

/// Makes the decryptor's folder: nothing is allowed yet, and one key that is this bench's own.
pub(crate) fn prepare(bench: &Bench) -> Result<()> {
    let folder = bench.decryptor();
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let allow = folder.join(ALLOW);
    fs::write(&allow, "").with_context(|| format!("writing {}", allow.display()))?;
    let output = bench
        .command(&bench.programs.age_keygen)
        .arg("-o")
        .arg(folder.join(KEYS))
        .output()
        .context("running age-keygen")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("making the bench's age key: {}", reason.trim());
    }
    Ok(())
}

/// Gives the repo-server what a decryptor in the place of its `helm` asks for.
pub(crate) fn give(bench: &Bench, repo_server: &mut Command) {
    let folder = bench.decryptor();
    repo_server
        .env("HELM_STACK_REAL_HELM", &bench.programs.helm4)
        .env("HELM_STACK_ALLOW_FILE", folder.join(ALLOW))
        .env("SOPS_AGE_KEY_FILE", folder.join(KEYS));
}

/// Puts the allow-list that is in the cluster where the repo-server reads it, as a kubelet would that mounts a ConfigMap.
pub(crate) fn mount(bench: &Bench) -> Result<()> {
    let wanted = [
        "get",
        "configmap",
        ALLOW_MAP,
        "--namespace",
        ARGOCD_NAMESPACE,
    ];
    let field = ["--output", "jsonpath={.data.allow}"];
    let list = bench.kubectl(&[&wanted[..], &field].concat(), "")?;
    let file = bench.decryptor().join(ALLOW);
    fs::write(&file, list).with_context(|| format!("writing {}", file.display()))
}

/// Returns the file with the age key the repo-server opens values with.
pub(crate) fn keys(bench: &Bench) -> PathBuf {
    bench.decryptor().join(KEYS)
}

/// Returns the recipient of that key.
pub(crate) fn recipient(bench: &Bench) -> Result<String> {
    let mut asking = bench.command(&bench.programs.age_keygen);
    let output = asking.arg("-y").arg(keys(bench)).output();
    let output = output.context("running age-keygen")?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        bail!("reading the bench's age key: {}", reason.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Lets the repo-server run `binary` as `helm` from its next rendering on, and returns a sentence saying so.
pub(crate) fn put_in(bench: &Bench, binary: &Path) -> Result<String> {
    let binary =
        fs::canonicalize(binary).with_context(|| format!("finding {}", binary.display()))?;
    link(&binary, &bench.repo_server_helm())?;
    let folder = bench.decryptor();
    Ok(format!(
        "the repo-server of {} runs {} as helm; it opens what {} allows with the keys in {}\n",
        bench.name,
        binary.display(),
        folder.join(ALLOW).display(),
        folder.join(KEYS).display(),
    ))
}

/// Lets the repo-server run the real Helm again, and returns a sentence saying so.
pub(crate) fn take_out(bench: &Bench) -> Result<String> {
    link(&bench.programs.helm4, &bench.repo_server_helm())?;
    Ok(format!(
        "the repo-server of {} runs the real Helm\n",
        bench.name
    ))
}

/// Links `name` to `target`, in one step where there was a link before.
pub(crate) fn link(target: &Path, name: &Path) -> Result<()> {
    let linking = || format!("linking {} to {}", name.display(), target.display());
    let unfinished = unfinished(name);
    // One that a killed run left would be in the way.
    let _ = fs::remove_file(&unfinished);
    symlink(target, &unfinished).with_context(linking)?;
    fs::rename(&unfinished, name).with_context(linking)
}

fn unfinished(name: &Path) -> PathBuf {
    let mut unfinished = name.as_os_str().to_owned();
    unfinished.push(".unfinished");
    PathBuf::from(unfinished)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn the_repo_server_is_told_where_helm_keys_and_permissions_are() {
        let mut command = Command::new("repo-server");
        give(&example(), &mut command);
        let given: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
            .collect();
        assert_eq!(
            given,
            [
                ("HELM_STACK_ALLOW_FILE", "/bench/argocd/decryptor/allow"),
                ("HELM_STACK_REAL_HELM", "/tools/helm4/helm"),
                ("SOPS_AGE_KEY_FILE", "/bench/argocd/decryptor/keys.txt"),
            ]
        );
    }

    #[test]
    fn the_link_leads_to_the_binary_and_back_to_helm() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("decryptor-{}", std::process::id()));
        fs::create_dir_all(folder.join("argocd/bin"))?;
        let binary = folder.join("helm-stack");
        fs::write(&binary, "")?;
        let bench = Bench {
            folder: folder.clone(),
            ..example()
        };
        put_in(&bench, &binary)?;
        put_in(&bench, &binary)?;
        let real = fs::canonicalize(&binary)?;
        assert_eq!(fs::read_link(bench.repo_server_helm())?, real);
        take_out(&bench)?;
        assert_eq!(
            fs::read_link(bench.repo_server_helm())?,
            Path::new("/tools/helm4/helm")
        );
        assert!(put_in(&bench, &folder.join("absent")).is_err());
        Ok(fs::remove_dir_all(&folder)?)
    }
}
