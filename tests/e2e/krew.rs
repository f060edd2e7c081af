//! Does krew install the plugin from the archive that is packed for a release, and does kubectl find it?

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::{Bench, path};
use tests::person::Person;

/// How kubectl calls the program that completes the plugin's words.
const COMPLETION: &str = "kubectl_complete-addons";

#[test]
fn krew_installs_a_plugin_that_lists_and_completes() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let root = bench.home().join("krew");
    install(&administrator, &root)?;
    let list = kubectl(&administrator, &root, &["addons", "list", "-o", "json"])?;
    let list: Value = serde_json::from_str(&list).context("reading the list")?;
    assert_eq!(list["kind"], "AddonList");
    assert_ne!(list["items"][0]["name"], Value::Null, "{list}");

    let bin = root.join("bin");
    let install = ["addons", "completion", "--install", &bin.to_string_lossy()];
    kubectl(&administrator, &root, &install)?;
    let words = ["__complete", "addons", "tree", "storef"];
    let completed = kubectl(&administrator, &root, &words)?;
    assert!(completed.starts_with("storefront"), "{completed}");
    Ok(())
}

#[test]
fn the_archive_brings_licence_and_completion() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let root = bench.home().join("krew");
    install(&administrator, &root)?;
    let versions = root.join("store/addons").read_dir()?;
    let version = versions.last().context("a version is installed")??;
    for name in ["kubectl-addons", "LICENSE", COMPLETION] {
        assert!(version.path().join(name).is_file(), "{name} is missing");
    }
    Ok(())
}

#[test]
fn the_manifest_is_valid() -> Result<()> {
    let bench = Bench::from_environment()?;
    let mut command = Command::new(path("BENCH_VALIDATE_KREW")?);
    command
        .arg("-manifest")
        .arg(path("KUBECTL_ADDONS_MANIFEST")?);
    command.arg("-skip-install");
    bench.administrator()?.run(command)?.done()?;
    Ok(())
}

/// Installs into a folder that was never krew's.
fn install(administrator: &Person<'_>, root: &Path) -> Result<()> {
    let mut command = administrator.program(path("BENCH_KREW")?, ["install"]);
    command
        .env("KREW_ROOT", root)
        .arg("--manifest")
        .arg(path("KUBECTL_ADDONS_MANIFEST")?)
        .arg("--archive")
        .arg(path("KUBECTL_ADDONS_ARCHIVE")?);
    administrator.run(command)?.done().map(drop)
}

/// Runs kubectl with krew's folder first on its path, and returns what it prints.
fn kubectl(administrator: &Person<'_>, root: &Path, words: &[&str]) -> Result<String> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let kubectl = path("BENCH_KUBECTL")?;
    let own = kubectl.parent().context("kubectl lies in a folder")?;
    let mut folders = vec![root.join("bin"), own.to_owned()];
    folders.extend(env::split_paths(&inherited));
    let mut command = administrator.program(kubectl, words);
    command.env("PATH", env::join_paths(folders)?);
    Ok(administrator.run(command)?.done()?.stdout)
}
