//! The archive that krew installs, its checksum, and the krew manifest that leads to it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::archive::{self, Entry};
use super::names::Names;
use super::platform::Platform;
use super::template::{self, Filling};
use super::{LICENSE, checksum, lint, read, write_all};
use crate::cli::workspace_root;
use crate::workspace::Workspace;

/// The krew manifest's template, from the workspace's root.
const TEMPLATE: &str = "krew-manifest/addons.yaml";

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
    let checksums = checksum::line(&sha256, &names.archive());
    write_all(
        folder,
        &[
            (&packed.archive, &bytes),
            (&packed.checksums, checksums.as_bytes()),
            (&packed.manifest, manifest.as_bytes()),
        ],
    )?;
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
}
