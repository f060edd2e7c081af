//! What Cargo says of this workspace, and how Cargo is called.
//! Only reading happens here; building is the tasks' own matter.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::cli::workspace_root;

/// The package that becomes the kubectl plugin.
pub(crate) const PLUGIN_PACKAGE: &str = "kubectl-addons";

/// The workspace as `cargo metadata` tells it.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// Version of the plugin, without a leading `v`.
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
        let plugin = told
            .packages
            .into_iter()
            .find(|package| package.name == PLUGIN_PACKAGE);
        let plugin =
            plugin.with_context(|| format!("the workspace has no package {PLUGIN_PACKAGE}"))?;
        Ok(Workspace {
            version: plugin.version,
            target: told.target_directory,
            release: told.metadata.release,
        })
    }

    /// Returns where Cargo puts the plugin's binary.
    pub(crate) fn binary(&self, profile: Profile) -> PathBuf {
        self.target
            .join(profile.folder())
            .join(format!("{PLUGIN_PACKAGE}{}", env::consts::EXE_SUFFIX))
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

/// Returns the command that builds the plugin.
pub(crate) fn build_command(profile: Profile) -> Command {
    let mut command = cargo();
    command.args([
        "build",
        "--locked",
        "--package",
        PLUGIN_PACKAGE,
        "--profile",
        profile.name(),
    ]);
    command
}

/// Builds the plugin, Cargo's own progress on stderr, and returns the binary.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let status = build_command(profile)
        .status()
        .context("running cargo build")?;
    if !status.success() {
        bail!("{PLUGIN_PACKAGE} could not be built; cargo's words above say why");
    }
    Ok(Workspace::read()?.binary(profile))
}

/// Returns the binary at `given` as a full path; without one builds the plugin in the release profile.
pub(crate) fn given_or_built(given: Option<&Path>) -> Result<PathBuf> {
    match given {
        Some(binary) => {
            fs::canonicalize(binary).with_context(|| format!("finding {}", binary.display()))
        }
        None => build(Profile::Release),
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
        assert!(workspace.binary(Profile::Dev).starts_with("/t/debug"));
        assert!(workspace.binary(Profile::Release).starts_with("/t/release"));
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
