//! What Cargo says of this workspace, and how Cargo is called.
//! Only reading happens here; building is the tasks' own matter.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::cli::workspace_root;

/// A package that becomes a plugin; its binary has the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plugin {
    /// `kubectl addons`
    KubectlAddons,
    /// `helm stack`
    HelmStack,
}

/// The workspace as `cargo metadata` tells it.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Version of both plugins, without a leading `v`.
    pub(crate) version: String,
    /// Folder that builds go to.
    pub(crate) target: PathBuf,
    /// Names and addresses of releases.
    pub(crate) release: Release,
}

/// The settings under `[workspace.metadata.release]` of Cargo.toml.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Release {
    /// Name under which kubectl knows the plugin.
    pub(crate) plugin: String,
    /// Folder under which each version's archives lie, without a trailing slash.
    pub(crate) download: String,
    /// Page that people are sent to.
    pub(crate) homepage: String,
}

/// How a program is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build; for tests.
    Dev,
    /// Small and fast; for people.
    Release,
}

#[derive(Deserialize)]
struct Told {
    packages: Vec<Package>,
    target_directory: PathBuf,
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Metadata {
    release: Release,
}

impl Workspace {
    /// Asks Cargo, without network.
    pub(crate) fn read() -> Result<Workspace> {
        let mut asking = cargo();
        asking.args([
            "metadata",
            "--offline",
            "--no-deps",
            "--format-version",
            "1",
        ]);
        let output = asking.output().context("running cargo metadata")?;
        if !output.status.success() {
            let reason = String::from_utf8_lossy(&output.stderr);
            bail!("cargo metadata failed: {}", reason.trim());
        }
        Workspace::parse(&output.stdout)
    }

    fn parse(json: &[u8]) -> Result<Workspace> {
        let told: Told = serde_json::from_slice(json)
            .context("reading cargo metadata; Cargo.toml needs [workspace.metadata.release]")?;
        // The house tests see to it that all packages share one version.
        let name = Plugin::KubectlAddons.package();
        let plugin = told
            .packages
            .into_iter()
            .find(|package| package.name == name);
        let plugin = plugin.with_context(|| format!("the workspace has no package {name}"))?;
        Ok(Workspace {
            version: plugin.version,
            target: told.target_directory,
            release: told.metadata.release,
        })
    }

    /// Returns where Cargo puts the plugin's binary.
    pub(crate) fn binary(&self, plugin: Plugin, profile: Profile) -> PathBuf {
        self.target.join(profile.folder()).join(format!(
            "{}{}",
            plugin.package(),
            env::consts::EXE_SUFFIX
        ))
    }
}

impl Plugin {
    /// Both plugins.
    pub(crate) const ALL: &[Plugin] = &[Plugin::KubectlAddons, Plugin::HelmStack];

    /// Returns the name of the package and its binary.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Plugin::KubectlAddons => "kubectl-addons",
            Plugin::HelmStack => "helm-stack",
        }
    }
}

impl Profile {
    /// Returns the name Cargo gives the profile.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Release => "release",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Profile::Dev => "debug",
            Profile::Release => "release",
        }
    }
}

/// Returns the Cargo that runs this task, in the workspace's folder.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root());
    command
}

/// Returns the command that builds plugins.
pub(crate) fn build_command(plugins: &[Plugin], profile: Profile) -> Command {
    let mut command = cargo();
    command.args(["build", "--locked", "--profile", profile.name()]);
    for plugin in plugins {
        command.args(["--package", plugin.package()]);
    }
    command
}

/// Builds plugins, Cargo's own progress on stderr, and returns the workspace in which their binaries lie.
pub(crate) fn build(plugins: &[Plugin], profile: Profile) -> Result<Workspace> {
    let status = build_command(plugins, profile)
        .status()
        .context("running cargo build")?;
    if !status.success() {
        bail!("the build failed; cargo's words above say why");
    }
    Workspace::read()
}

/// Returns the binary at `given` as a full path; without one builds kubectl-addons in the release profile.
pub(crate) fn given_or_built(given: Option<&Path>) -> Result<PathBuf> {
    match given {
        Some(binary) => {
            fs::canonicalize(binary).with_context(|| format!("finding {}", binary.display()))
        }
        None => {
            let plugin = Plugin::KubectlAddons;
            let workspace = build(&[plugin], Profile::Release)?;
            Ok(workspace.binary(plugin, Profile::Release))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_this_workspace_can_be_read() -> Result<()> {
        let workspace = Workspace::read()?;
        assert_eq!(workspace.version, env!("CARGO_PKG_VERSION"));
        assert!(workspace.release.download.starts_with("https://"));
        assert!(!workspace.release.download.ends_with('/'));
        Ok(())
    }

    #[test]
    fn binaries_lie_where_cargo_puts_them() -> Result<()> {
        let json = r#"{"packages": [{"name": "kubectl-addons", "version": "1.2.3"}], "target_directory": "/t",
            "metadata": {"release": {"plugin": "addons", "download": "https://x", "homepage": "https://x"}}}"#;
        let workspace = Workspace::parse(json.as_bytes())?;
        let addons = workspace.binary(Plugin::KubectlAddons, Profile::Dev);
        assert!(addons.starts_with("/t/debug"));
        let stack = workspace.binary(Plugin::HelmStack, Profile::Release);
        assert!(stack.starts_with("/t/release") && stack != addons);
        assert_eq!(workspace.version, "1.2.3");
        Ok(())
    }

    #[test]
    fn a_missing_setting_is_named() {
        let json = r#"{"packages": [], "target_directory": "/t", "metadata": null}"#;
        let error = Workspace::parse(json.as_bytes()).map_err(|error| format!("{error:#}"));
        assert!(error.is_err_and(|words| words.contains("[workspace.metadata.release]")));
    }
}
