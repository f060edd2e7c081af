//! Packages the scenario's charts and publishes them: a static repository and an OCI registry.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::file::{Chart, Shop};
use crate::bench::Bench;

/// Name of the static repository, a folder of the bench's chart server.
const COMMUNITY: &str = "community";

/// Publishes every chart; what was published before is packaged anew.
pub(crate) fn publish(bench: &Bench, sources: &Path, charts: &[Chart]) -> Result<()> {
    let community = bench.charts().join(COMMUNITY);
    let outbox = bench.folder.join("outbox");
    for folder in [&community, &outbox] {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    for chart in charts {
        let folder = sources.join(&chart.chart);
        let into = if chart.to == Shop::Community {
            &community
        } else {
            &outbox
        };
        package(bench, &folder, &chart.versions, into)?;
    }
    let url = format!("{}/{COMMUNITY}", bench.charts_url());
    helm(bench, &["repo", "index", &text(&community), "--url", &url])?;
    push_all(bench, &outbox)
}

fn package(
    bench: &Bench,
    folder: &Path,
    versions: &BTreeMap<String, String>,
    into: &Path,
) -> Result<()> {
    let (folder, into) = (text(folder), text(into));
    let arguments = ["package", folder.as_str(), "--destination", into.as_str()];
    if versions.is_empty() {
        return helm(bench, &arguments);
    }
    versions.iter().try_for_each(|(version, app_version)| {
        let versions = ["--version", version, "--app-version", app_version];
        helm(bench, &[&arguments[..], &versions].concat())
    })
}

fn push_all(bench: &Bench, outbox: &Path) -> Result<()> {
    let reading = || format!("reading {}", outbox.display());
    let to = format!("oci://{}/charts", bench.registry());
    for entry in fs::read_dir(outbox).with_context(reading)? {
        let archive: PathBuf = entry.with_context(reading)?.path();
        helm(bench, &["push", &text(&archive), &to, "--plain-http"])?;
    }
    Ok(())
}

fn helm(bench: &Bench, arguments: &[&str]) -> Result<()> {
    let doing = || format!("running helm {}", arguments.join(" "));
    let output = bench
        .command(&bench.programs.helm4)
        .args(arguments)
        .output()
        .with_context(doing)?;
    if !output.status.success() {
        bail!(
            "{}: {}",
            doing(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
