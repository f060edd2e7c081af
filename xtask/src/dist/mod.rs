//! `cargo xtask dist`: an archive people can install, its checksum and the krew manifest that leads to it.
//! What is built is decided in the plugin's own package; nothing is uploaded here.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::archive::Entry;
use self::names::Names;
use self::platform::Platform;
use self::template::Filling;
use crate::cli::workspace_root;
use crate::workspace::{Profile, Workspace, build_command};

mod archive;
mod checksum;
mod lint;
mod manifest;
mod names;
mod platform;
mod template;

/// The krew manifest's template, from the workspace's root.
const TEMPLATE: &str = "krew-manifest/addons.yaml";
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
    /// Folder to write to.
    #[arg(long, value_name = "FOLDER", default_value = "dist")]
    to: PathBuf,
}

/// What was written.
#[derive(Debug)]
pub(crate) struct Packed {
    /// The archive, `kubectl-<plugin>-v<version>-<os>-<arch>.tar.gz`.
    pub(crate) archive: PathBuf,
    /// The archive's checksum, as `sha256sum --check` reads it.
    pub(crate) checksums: PathBuf,
    /// The krew manifest, `<plugin>.yaml`.
    pub(crate) manifest: PathBuf,
}

/// Builds and packs a release for this machine; the paths written go to `out`, the rest to `messages`.
pub(crate) fn run(
    arguments: &DistArguments,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<ExitCode> {
    let workspace = Workspace::read()?;
    if workspace.release.download.starts_with(NO_ADDRESS_YET) {
        writeln!(
            messages,
            "note: set `download` and `homepage` in Cargo.toml before publishing; this archive installs from disk only"
        )?;
    }
    build(Profile::Release)?;
    let binary = read(&workspace.binary(Profile::Release))?;
    check_size(binary.len())?;
    let packed = pack(&workspace, binary, &arguments.to)?;
    for path in [&packed.archive, &packed.checksums, &packed.manifest] {
        writeln!(out, "{}", path.display()).context("writing the result")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Packs a binary of this machine into `folder` with licence, completion program, checksum and manifest.
pub(crate) fn pack(workspace: &Workspace, binary: Vec<u8>, folder: &Path) -> Result<Packed> {
    let names = Names::new(
        &workspace.release.plugin,
        &workspace.version,
        Platform::host()?,
    );
    let entries = entries(&names, binary)?;
    let installed: Vec<String> = entries.iter().map(|entry| entry.name.clone()).collect();
    let bytes = archive::tar_gz(entries)?;
    let sha256 = checksum::sha256(&bytes);
    let manifest = manifest_text(workspace, &names, &sha256, &installed)?;
    let packed = Packed {
        archive: folder.join(names.archive()),
        checksums: folder.join(names.checksums()),
        manifest: folder.join(names.manifest()),
    };
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    write(&packed.archive, &bytes)?;
    write(
        &packed.checksums,
        checksum::line(&sha256, &names.archive()).as_bytes(),
    )?;
    write(&packed.manifest, manifest.as_bytes())?;
    Ok(packed)
}

fn entries(names: &Names, binary: Vec<u8>) -> Result<Vec<Entry>> {
    let license = read(&workspace_root().join(LICENSE))?;
    let mut entries = vec![
        Entry::program(names.binary(), binary),
        Entry::text(LICENSE.to_owned(), license),
    ];
    if let Some((name, script)) = names.completion() {
        entries.push(Entry::program(name, script.into_bytes()));
    }
    Ok(entries)
}

/// Fills the template in and fails with every complaint about the result.
fn manifest_text(
    workspace: &Workspace,
    names: &Names,
    sha256: &str,
    installed: &[String],
) -> Result<String> {
    let template = String::from_utf8(read(&workspace_root().join(TEMPLATE))?)
        .context("reading the manifest's template")?;
    let filling = Filling {
        release: &workspace.release,
        version: &names.version(),
        names,
        sha256,
    };
    let text = template::fill_in(&template, &filling);
    let complaints = lint::complaints(
        &text,
        &lint::Expected {
            plugin: &workspace.release.plugin,
            version: &names.version(),
            installed,
        },
    );
    if complaints.is_empty() {
        return Ok(text);
    }
    bail!(
        "{TEMPLATE} makes a manifest that krew or its index would refuse:\n  {}",
        complaints.join("\n  ")
    )
}

/// Builds the plugin; Cargo's own words go to the screen.
fn build(profile: Profile) -> Result<()> {
    let mut command = build_command(profile);
    let status = command
        .status()
        .with_context(|| format!("running {command:?}"))?;
    if !status.success() {
        bail!("the build failed; its reason stands above");
    }
    Ok(())
}

fn check_size(bytes: usize) -> Result<()> {
    if bytes <= LARGEST_BINARY {
        return Ok(());
    }
    bail!(
        "the release binary has {bytes} bytes, more than the {LARGEST_BINARY} promised: \
         find what grew with `cargo bloat --release --crates -p kubectl-addons`"
    )
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_of_this_workspace_makes_a_manifest_without_complaints() -> Result<()> {
        let workspace = Workspace::read()?;
        let names = Names::new(
            "addons",
            &workspace.version,
            Platform {
                os: "linux",
                arch: "amd64",
            },
        );
        let installed = ["kubectl-addons", "LICENSE"].map(str::to_owned);
        let text = manifest_text(&workspace, &names, &"0".repeat(64), &installed)?;
        assert!(text.starts_with("apiVersion: krew."), "{text}");
        Ok(())
    }

    #[test]
    fn another_name_is_one_setting() -> Result<()> {
        let mut workspace = Workspace::read()?;
        workspace.release.plugin = "argo-addons".to_owned();
        let names = Names::new(
            "argo-addons",
            &workspace.version,
            Platform {
                os: "darwin",
                arch: "arm64",
            },
        );
        let installed: Vec<String> = entries(&names, Vec::new())?
            .into_iter()
            .map(|entry| entry.name)
            .collect();
        assert_eq!(
            installed,
            [
                "kubectl-argo_addons",
                "LICENSE",
                "kubectl_complete-argo_addons"
            ]
        );
        let text = manifest_text(&workspace, &names, &"0".repeat(64), &installed)?;
        assert!(
            text.contains("name: argo-addons\n") && text.contains("bin: kubectl-argo_addons\n"),
            "{text}"
        );
        Ok(())
    }

    #[test]
    fn a_binary_above_the_limit_is_refused() {
        assert!(check_size(LARGEST_BINARY).is_ok());
        assert!(check_size(LARGEST_BINARY + 1).is_err());
    }
}
