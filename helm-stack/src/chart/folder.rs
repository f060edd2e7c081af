//! A chart in a folder: read whole, with care, so that it can travel with the stack.
//!
//! Links, devices and odd names are refused: what they point at would travel too, or not at all.

use std::fs::{self, DirEntry, FileType};
use std::path::Path;

use plugin_kit::failure::{Exit, Explain, Failure};
use stack::files::Files;

use super::Metadata;

/// Size of a chart at most, unpacked (Helm's own limit, `pkg/chart/loader/archive`).
const LIMIT: u64 = 100 * 1024 * 1024;

/// Files of a chart at most.
const FILES: usize = 10_000;

/// How deep its folders may lie in each other.
const DEPTH: usize = 32;

/// A chart in a folder.
#[derive(Debug)]
pub(crate) struct ChartFolder {
    /// What it says about itself.
    pub metadata: Metadata,
    /// All its files.
    pub files: Files,
}

/// Reads a chart.
///
/// # Errors
/// A folder that is no chart or holds what cannot travel.
pub(crate) fn read(folder: &Path) -> anyhow::Result<ChartFolder> {
    let doing = || format!("reading the chart {}", folder.display());
    let mut walk = Walk::default();
    walk.folder(folder, "", 0).doing(doing())?;
    let metadata = match walk.files.get("Chart.yaml") {
        Some(bytes) => metadata(bytes),
        None => Err(no_chart().into()),
    };
    let metadata = metadata.doing(doing())?;
    Ok(ChartFolder {
        metadata,
        files: walk.files,
    })
}

/// Reads a Chart.yaml.
///
/// # Errors
/// It is not as Helm wants it.
pub(crate) fn metadata(bytes: &[u8]) -> anyhow::Result<Metadata> {
    let text = std::str::from_utf8(bytes).doing("reading Chart.yaml")?;
    let options = serde_saphyr::options! { with_snippet: false };
    let metadata: Metadata =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            let line = error
                .location()
                .map_or_else(String::new, |place| format!(":{}", place.line()));
            Failure::new(format!("Chart.yaml{line} is not as Helm wants it"))
                .next("see `helm lint`")
        })?;
    let missing = [("name", &metadata.name), ("version", &metadata.version)];
    match missing.iter().find(|(_, value)| value.is_empty()) {
        Some((key, _)) => Err(Failure::new(format!("Chart.yaml has no {key}"))
            .next("see `helm lint`")
            .into()),
        None => Ok(metadata),
    }
}

fn no_chart() -> Failure {
    Failure::new("it has no Chart.yaml")
        .next("name the folder of a chart, the one with Chart.yaml in it")
        .exit(Exit::NotFound)
}

/// What was read so far.
#[derive(Default)]
struct Walk {
    files: Files,
    count: usize,
    size: u64,
}

impl Walk {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> anyhow::Result<()> {
        if depth > DEPTH {
            return Err(refused(prefix, "lies too deep"));
        }
        let entries = fs::read_dir(folder).doing(format!("opening {}", folder.display()))?;
        for entry in entries {
            let entry = entry.doing(format!("listing {}", folder.display()))?;
            self.entry(&entry, prefix, depth)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry, prefix: &str, depth: usize) -> anyhow::Result<()> {
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| {
            refused(
                &entry.path().display().to_string(),
                "has a name that is no text",
            )
        })?;
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().doing(format!("looking at {path}"))?;
        match kind {
            // Its history is the repository's, not the chart's.
            _ if matches!(name, ".git" | ".DS_Store") => Ok(()),
            kind if kind.is_dir() => self.folder(&entry.path(), &format!("{path}/"), depth + 1),
            kind if kind.is_file() => self.file(&entry.path(), path),
            kind => Err(refused(&path, what(kind))),
        }
    }

    fn file(&mut self, file: &Path, path: String) -> anyhow::Result<()> {
        if path.contains(['\\', ':']) || path.chars().any(char::is_control) {
            return Err(refused(&path, "has a name that does not work everywhere"));
        }
        let size = fs::metadata(file)
            .doing(format!("looking at {path}"))?
            .len();
        self.count += 1;
        self.size += size;
        if self.count > FILES || self.size > LIMIT {
            return Err(Failure::new(format!(
                "it is larger than a chart can be: {FILES} files, {} MiB",
                LIMIT / 1024 / 1024
            ))
            .next("name the chart's own folder, not one above it")
            .into());
        }
        let bytes = fs::read(file).doing(format!("reading {path}"))?;
        self.files.insert(path, bytes);
        Ok(())
    }
}

fn what(kind: FileType) -> &'static str {
    match kind.is_symlink() {
        true => "is a link",
        false => "is no file",
    }
}

fn refused(path: &str, why: &str) -> anyhow::Error {
    Failure::new(format!("{path} {why}, and does not travel with a stack"))
        .next("put a plain file in its place, or publish the chart and add it from there")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: \"2\"\n";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        folder
    }

    fn said(folder: &tempfile::TempDir) -> String {
        let error = read(folder.path()).unwrap_err();
        format!("{error:#}").replace(&folder.path().display().to_string(), "FOLDER")
    }

    #[test]
    fn a_chart_is_read_with_all_its_files() {
        let folder = folder(&[
            ("Chart.yaml", CHART),
            ("templates/a.yaml", "a"),
            ("charts/sub/Chart.yaml", "b"),
            (".git/config", "no"),
        ]);
        let chart = read(folder.path()).unwrap();
        assert_eq!(
            (
                chart.metadata.name.as_str(),
                chart.metadata.version.as_str()
            ),
            ("web", "1.2.3")
        );
        let paths: Vec<&str> = chart.files.iter().map(|(path, _)| path).collect();
        assert_eq!(
            paths,
            ["Chart.yaml", "charts/sub/Chart.yaml", "templates/a.yaml"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_travel() {
        let folder = folder(&[("Chart.yaml", CHART), ("templates/a.yaml", "a")]);
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("templates/b.yaml")).unwrap();
        assert_eq!(
            said(&folder),
            "reading the chart FOLDER: templates/b.yaml is a link, and does not travel with a stack"
        );
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_odd_names_do_not_travel() {
        let odd = folder(&[("Chart.yaml", CHART), ("templates/a:b.yaml", "a")]);
        assert!(said(&odd).contains("templates/a:b.yaml has a name that does not work everywhere"));
        let socket = folder(&[("Chart.yaml", CHART)]);
        let _listener = std::os::unix::net::UnixListener::bind(socket.path().join("s")).unwrap();
        assert!(said(&socket).contains("s is no file"));
    }

    #[test]
    fn what_is_no_chart_is_refused() {
        assert_eq!(
            said(&folder(&[])),
            "reading the chart FOLDER: it has no Chart.yaml"
        );
        let broken = folder(&[("Chart.yaml", "name: web\nversion: [1]\n")]);
        assert_eq!(
            said(&broken),
            "reading the chart FOLDER: Chart.yaml:2 is not as Helm wants it"
        );
        let unversioned = folder(&[("Chart.yaml", "name: web\n")]);
        assert_eq!(
            said(&unversioned),
            "reading the chart FOLDER: Chart.yaml has no version"
        );
    }
}
