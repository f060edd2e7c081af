//! `bench record`: lets kubectl-addons write what it reads of a running bench to one file.
//! What is in that file and what is masked is the plugin's matter alone.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Bench;

/// Where a recording goes without `--out`, under the workspace's root.
pub(crate) const DEFAULT_OUT: &str = "examples/cluster.jsonl.gz";

/// Records `bench` to `out` and returns a sentence saying so.
///
/// `binary` is the plugin; without one Cargo builds and runs the workspace's.
/// A recording that fails leaves the file as it was.
pub(crate) fn record(bench: &Bench, binary: Option<&Path>, out: &Path) -> Result<String> {
    let unfinished = unfinished(out)?;
    let mut command = plugin(binary);
    command
        .env("KUBECONFIG", bench.kubeconfig())
        .args(["snapshot", "--file"])
        .arg(&unfinished);
    let status = command
        .status()
        .with_context(|| format!("running {}", command.get_program().display()))?;
    if !status.success() {
        // Nothing may have been written; then there is nothing to remove.
        let _ = fs::remove_file(&unfinished);
        bail!(
            "recording the bench {}: kubectl-addons ended with {status}",
            bench.name
        );
    }
    fs::rename(&unfinished, out).with_context(|| format!("writing {}", out.display()))?;
    Ok(format!(
        "recorded the bench {} in {}\n",
        bench.name,
        out.display()
    ))
}

fn plugin(binary: Option<&Path>) -> Command {
    if let Some(binary) = binary {
        return Command::new(binary);
    }
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--package", "kubectl-addons", "--"]);
    cargo
}

/// Returns a name beside `out` that ends like it: the ending decides about compression.
fn unfinished(out: &Path) -> Result<PathBuf> {
    let name = out
        .file_name()
        .with_context(|| format!("{} names no file", out.display()))?;
    Ok(out.with_file_name(format!(".unfinished-{}", name.to_string_lossy())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_recording_lies_beside_the_file_and_is_compressed_alike() -> Result<()> {
        let path = unfinished(Path::new("/examples/cluster.jsonl.gz"))?;
        assert_eq!(path, Path::new("/examples/.unfinished-cluster.jsonl.gz"));
        Ok(())
    }

    #[test]
    fn a_folder_is_no_place_for_a_recording() {
        assert!(unfinished(Path::new("..")).is_err());
    }
}
