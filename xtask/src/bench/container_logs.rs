//! What `kubectl logs` shows of the bench's containers: one file of `tests/bench/logs` per name of a container.
//! kwok serves them; here they only become what a kubelet keeps.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Name of the file for containers that have none of their own.
const EVERY: &str = "every";

/// Begins a line that the container wrote to its standard error.
const STDERR: &str = "! ";

/// Files of one container's log, as a kubelet keeps them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Log {
    current: Option<PathBuf>,
    previous: Option<PathBuf>,
}

/// Writes every log of `sources` into `folder`, and returns the setting that tells kwok about them.
pub(crate) fn prepare(sources: &Path, folder: &Path) -> Result<Value> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let mut logs: BTreeMap<String, Log> = BTreeMap::new();
    for path in files_in(sources)? {
        let (container, previous) = meaning(&path)?;
        let kept = folder.join(path.file_name().unwrap_or_default());
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        fs::write(&kept, as_kept(&text)).with_context(|| format!("writing {}", kept.display()))?;
        let log = logs.entry(container).or_default();
        let place = if previous {
            &mut log.previous
        } else {
            &mut log.current
        };
        *place = Some(kept);
    }
    ensure!(
        logs.contains_key(EVERY),
        "{} has no {EVERY}.log",
        sources.display()
    );
    Ok(setting(&logs))
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    paths.collect()
}

/// Returns the container that a file is for, and whether it is the log of the one before.
fn meaning(path: &Path) -> Result<(String, bool)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name
        .strip_suffix(".log")
        .with_context(|| format!("{name} does not end in .log"))?;
    let previous = stem.strip_suffix(".previous");
    Ok((previous.unwrap_or(stem).to_owned(), previous.is_some()))
}

/// Returns a text in the format in which a kubelet keeps logs (CRI: time, stream, full line or part, text).
fn as_kept(text: &str) -> String {
    let line = |(number, line): (usize, &str)| {
        let (stream, line) = match line.strip_prefix(STDERR) {
            Some(line) => ("stderr", line),
            None => ("stdout", line),
        };
        format!("2026-01-01T00:00:{number:02}.000000000Z {stream} F {line}\n")
    };
    text.lines().enumerate().map(line).collect()
}

fn setting(logs: &BTreeMap<String, Log>) -> Value {
    let of_one = |(container, log): (&String, &Log)| {
        let containers = if container == EVERY {
            json!([])
        } else {
            json!([container])
        };
        json!({"containers": containers, "logsFile": log.current, "previousLogsFile": log.previous})
    };
    json!({
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "ClusterLogs",
        "metadata": {"name": "every-pod"},
        "spec": {"logs": logs.iter().map(of_one).collect::<Vec<_>>()},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_whose_log_it_is() -> Result<()> {
        assert_eq!(meaning(Path::new("/a/api.log"))?, ("api".to_owned(), false));
        assert_eq!(
            meaning(Path::new("/a/api.previous.log"))?,
            ("api".to_owned(), true)
        );
        assert!(meaning(Path::new("/a/README.md")).is_err());
        Ok(())
    }

    #[test]
    fn lines_are_kept_with_time_and_stream() {
        assert_eq!(
            as_kept("starting\n! no such file\n"),
            "2026-01-01T00:00:00.000000000Z stdout F starting\n\
             2026-01-01T00:00:01.000000000Z stderr F no such file\n"
        );
    }

    #[test]
    fn a_container_without_log_of_its_own_has_the_one_for_every() -> Result<()> {
        let sources = crate::cli::workspace_root().join("tests/bench/logs");
        let folder = std::env::temp_dir().join(format!("logs-{}", std::process::id()));
        let setting = prepare(&sources, &folder)?;
        let logs = setting["spec"]["logs"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let every: Vec<&Value> = logs
            .iter()
            .filter(|log| log["containers"] == json!([]))
            .collect();
        assert_eq!(every.len(), 1);
        assert_eq!(every[0]["logsFile"], json!(folder.join("every.log")));
        Ok(fs::remove_dir_all(&folder)?)
    }
}
