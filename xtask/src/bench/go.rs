//! How Go is called: one environment for every build and look-up. What is built is `tools`' matter.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Flags every call shares; part of a tool's cache key.
pub(crate) const GO_FLAGS: &str = "-mod=readonly -buildvcs=false";

/// Returns a `go` command that runs in a tool's folder, with the toolchain its go.mod names.
///
/// The user's own GOFLAGS, GOWORK and GOTOOLCHAIN do not reach it: the same go.mod builds the same binary.
pub(crate) fn go(folder: &Path) -> Command {
    let mut command = Command::new("go");
    command
        .current_dir(folder)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", GO_FLAGS)
        .env("GOTOOLCHAIN", "auto")
        .env("GOWORK", "off")
        .env_remove("GOOS")
        .env_remove("GOARCH");
    command
}

/// Returns the folder in which the source of `module` lies, downloading it when it was cleaned away.
pub(crate) fn module_folder(tool_folder: &Path, module: &str) -> Result<PathBuf> {
    if let Some(found) = look_up(tool_folder, module)? {
        return Ok(found);
    }
    run(go(tool_folder).args(["mod", "download", module]))?;
    look_up(tool_folder, module)?
        .with_context(|| format!("finding the source of {module}: Go knows no folder for it"))
}

fn look_up(tool_folder: &Path, module: &str) -> Result<Option<PathBuf>> {
    let printed = run(go(tool_folder).args(["list", "-m", "-f", "{{.Dir}}", module]))?;
    let printed = printed.trim();
    Ok((!printed.is_empty()).then(|| PathBuf::from(printed)))
}

fn run(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .context("running go (is it on PATH? https://go.dev/dl)")?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("{command:?} failed: {}", words.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
