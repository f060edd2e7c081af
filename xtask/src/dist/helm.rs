//! The archive of the Helm plugin: what a checkout holds for Helm, with the program built, under one folder `stack/`.
//!
//! Helm 4 installs it as it is (with `--verify=false`, as it is not signed); Helm 3 installs the folder unpacked,
//! and the plugin's own `scripts/install-binary.sh` takes the program out of it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::archive::{self, Entry};
use super::platform::Platform;
use super::{LICENSE, checksum, read, write_all};
use crate::cli::workspace_root;

/// Name of the plugin, and of the folder in the archive. Helm takes the part of the archive's
/// name before the version for it (internal/plugin/installer, stripPluginName).
const PLUGIN: &str = "stack";
/// Files that Helm reads, from the workspace's root.
const TEXTS: &[&str] = &["plugin.yaml", LICENSE, "scripts/install-binary.ps1"];
/// Files that Helm runs, from the workspace's root.
const PROGRAMS: &[&str] = &["plugin.complete", "scripts/install-binary.sh"];
const FOLDERS: &[&str] = &["", "/bin", "/scripts"];

/// What was written.
#[derive(Debug)]
pub(crate) struct Packed {
    /// The archive, `stack-<version>-<os>-<arch>.tgz`.
    pub(crate) archive: PathBuf,
    /// The archive's checksum, as `sha256sum --check` reads it.
    pub(crate) checksums: PathBuf,
}

/// Packs a binary of this machine into `folder` with all that Helm reads and runs, and a checksum.
pub(crate) fn pack(version: &str, binary: Vec<u8>, folder: &Path) -> Result<Packed> {
    let platform = Platform::host()?;
    let Platform { os, arch } = platform;
    let name = format!("{PLUGIN}-{version}-{os}-{arch}.tgz");
    let bytes = archive::tar_gz(entries(platform, binary)?)?;
    let checksums = checksum::line(&checksum::sha256(&bytes), &name);
    let packed = Packed {
        archive: folder.join(name),
        checksums: folder.join(format!("{PLUGIN}-{version}-checksums.txt")),
    };
    write_all(
        folder,
        &[
            (&packed.archive, &bytes),
            (&packed.checksums, checksums.as_bytes()),
        ],
    )?;
    Ok(packed)
}

fn entries(platform: Platform, binary: Vec<u8>) -> Result<Vec<Entry>> {
    let root = workspace_root();
    let inside = |name: &str| format!("{PLUGIN}/{name}");
    let program = format!("bin/helm-stack{}", platform.program_ending());
    let folders = FOLDERS.iter().map(|name| format!("{PLUGIN}{name}"));
    let mut entries: Vec<Entry> = folders.map(|name| Entry::folder(&name)).collect();
    entries.push(Entry::program(inside(&program), binary));
    for name in TEXTS {
        entries.push(Entry::text(inside(name), read(&root.join(name))?));
    }
    for name in PROGRAMS {
        entries.push(Entry::program(inside(name), read(&root.join(name))?));
    }
    Ok(entries)
}

#[cfg(test)]
#[path = "helm_tests.rs"]
mod tests;
