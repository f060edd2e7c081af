//! `bench record`: lets kubectl-addons write what it reads of a running bench to one file.
//! What is in that file and what is masked is the plugin's matter; only the bench's own addresses
//! are replaced afterwards, because they mean nothing to anybody else.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::Bench;
use super::aliases::Aliases;

/// Where a recording goes without `--out`, under the workspace's root.
pub(crate) const DEFAULT_OUT: &str = "examples/cluster.jsonl.gz";

/// Records `bench` to `out` and returns a sentence saying so.
///
/// `binary` is the plugin; without one Cargo builds and runs the workspace's.
/// A recording that fails leaves the file as it was.
pub(crate) fn record(bench: &Bench, binary: Option<&Path>, out: &Path) -> Result<String> {
    keep(bench, out, |unfinished| {
        ask(bench, binary, unfinished)?;
        read_text(unfinished)
    })
}

/// Records to `out` what an end-to-end test has left in the file `from`, and returns a sentence saying so.
pub(crate) fn record_again(bench: &Bench, from: &Path, out: &Path) -> Result<String> {
    keep(bench, out, |_| read_text(from))
}

/// Writes what `text` returns to `out`, with the bench's addresses replaced; it may use the unfinished file.
fn keep(bench: &Bench, out: &Path, text: impl FnOnce(&Path) -> Result<String>) -> Result<String> {
    let unfinished = unfinished(out)?;
    let written = text(&unfinished)
        .and_then(|text| Aliases::of(bench)?.put_into(&text))
        .and_then(|text| write_text(&unfinished, &text));
    if written.is_err() {
        // Nothing may have been written; then there is nothing to remove.
        let _ = fs::remove_file(&unfinished);
    }
    written.with_context(|| format!("recording the bench {}", bench.name))?;
    fs::rename(&unfinished, out).with_context(|| format!("writing {}", out.display()))?;
    Ok(format!(
        "recorded the bench {} in {}\n",
        bench.name,
        out.display()
    ))
}

/// Lets the plugin write all it reads to a file.
fn ask(bench: &Bench, binary: Option<&Path>, to: &Path) -> Result<()> {
    let mut command = plugin(binary);
    command
        .env("KUBECONFIG", bench.kubeconfig())
        .args(["snapshot", "--file"])
        .arg(to);
    let status = command
        .status()
        .with_context(|| format!("running {}", command.get_program().display()))?;
    if !status.success() {
        bail!("kubectl-addons ended with {status}");
    }
    Ok(())
}

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "gz")
}

fn read_text(path: &Path) -> Result<String> {
    let reading = || format!("reading {}", path.display());
    let bytes = fs::read(path).with_context(reading)?;
    if !is_compressed(path) {
        return String::from_utf8(bytes).with_context(reading);
    }
    let mut text = String::new();
    GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut text)
        .with_context(reading)?;
    Ok(text)
}

fn write_text(path: &Path, text: &str) -> Result<()> {
    let writing = || format!("writing {}", path.display());
    if !is_compressed(path) {
        return fs::write(path, text).with_context(writing);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).with_context(writing)?;
    let bytes = encoder.finish().with_context(writing)?;
    fs::write(path, bytes).with_context(writing)
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
    fn a_text_written_is_read_again_compressed_or_not() -> Result<()> {
        let folder = env::temp_dir().join(format!("record-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        for name in ["a.jsonl", "a.jsonl.gz"] {
            let path = folder.join(name);
            write_text(&path, "{}\n")?;
            assert_eq!(read_text(&path)?, "{}\n");
        }
        assert_eq!(fs::read(folder.join("a.jsonl"))?, b"{}\n");
        assert!(fs::read(folder.join("a.jsonl.gz"))?.starts_with(&[0x1f, 0x8b]));
        Ok(fs::remove_dir_all(&folder)?)
    }

    #[test]
    fn a_folder_is_no_place_for_a_recording() {
        assert!(unfinished(Path::new("..")).is_err());
    }
}
