//! `cargo xtask dist`: archives people can install, with their checksums and the krew manifest.
//! What is built is decided in the plugins' own packages; nothing is uploaded here.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::workspace::{Plugin, Profile, Workspace, build};

mod archive;
mod checksum;
pub(crate) mod helm;
pub(crate) mod krew;
mod lint;
mod manifest;
mod names;
mod platform;
mod template;

/// Licence that goes into every archive, from the workspace's root.
const LICENSE: &str = "LICENSE";
/// Largest release binary, in bytes.
const LARGEST_BINARY: usize = 15_000_000;
/// What stands in Cargo.toml until there is an address to publish at.
const NO_ADDRESS_YET: &str = "https://example.com/";

/// Words of `cargo xtask dist`.
#[derive(Args)]
pub(crate) struct DistArguments {
    /// Build for the machine this runs on.
    #[arg(long, required = true)]
    host: bool,
    /// Pack quickly built binaries, for the tests alone.
    #[arg(long)]
    dev: bool,
    /// Folder to write to.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    to: PathBuf,
}

/// Builds and packs a release for this machine; the paths written go to `out`, the rest to `messages`.
pub(crate) fn run(
    arguments: &DistArguments,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<ExitCode> {
    let profile = if arguments.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    let workspace = build(Plugin::ALL, profile)?;
    if workspace.release.download.starts_with(NO_ADDRESS_YET) {
        writeln!(
            messages,
            "note: set `download` and `homepage` in Cargo.toml before publishing; these archives install from disk only"
        )?;
    }
    let addons = binary(&workspace, Plugin::KubectlAddons, profile)?;
    let stack = binary(&workspace, Plugin::HelmStack, profile)?;
    let krew = krew::pack(&workspace, addons, &arguments.to)?;
    let helm = helm::pack(&workspace.version, stack, &arguments.to)?;
    for path in [
        &krew.archive,
        &krew.checksums,
        &krew.manifest,
        &helm.archive,
        &helm.checksums,
    ] {
        writeln!(out, "{}", path.display()).context("writing the result")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the binary of `plugin`, unless it is a release that has grown too large.
fn binary(workspace: &Workspace, plugin: Plugin, profile: Profile) -> Result<Vec<u8>> {
    let binary = read(&workspace.binary(plugin, profile))?;
    if profile == Profile::Release {
        check_size(plugin, binary.len())?;
    }
    Ok(binary)
}

fn check_size(plugin: Plugin, bytes: usize) -> Result<()> {
    if bytes <= LARGEST_BINARY {
        return Ok(());
    }
    let name = plugin.package();
    bail!(
        "the release binary of {name} has {bytes} bytes, more than the {LARGEST_BINARY} promised: \
         find what grew with `cargo bloat --release --crates -p {name}`"
    )
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// Writes files into `folder`, which is made if need be.
fn write_all(folder: &Path, files: &[(&PathBuf, &[u8])]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    for (path, bytes) in files {
        fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binary_above_the_limit_is_refused_by_name() {
        assert!(check_size(Plugin::HelmStack, LARGEST_BINARY).is_ok());
        let refused = check_size(Plugin::HelmStack, LARGEST_BINARY + 1);
        assert!(refused.is_err_and(|error| error.to_string().contains("-p helm-stack")));
    }
}
