//! The files of a source at one revision, wherever they lie: in a commit, or in a chart's archive.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use super::Unfetched;
use super::archive;
use super::git::Tree;
use super::path;

/// Size of one file at most: 16 MiB.
pub(crate) const FILE: usize = 16 << 20;
/// Size of a chart at most, unpacked (Helm's own limit for archives): 100 MiB.
pub(crate) const FOLDER: usize = 100 << 20;

/// How deep packed charts may lie in each other.
const NESTED: usize = 4;

/// The files of a source.
pub(crate) struct Contents {
    /// The commit, or the version of the chart.
    pub(crate) revision: String,
    store: Store,
}

enum Store {
    Commit(Tree),
    Archive(BTreeMap<String, Vec<u8>>),
}

impl fmt::Debug for Contents {
    /// Writes no content of a file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Contents");
        writer
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

impl Contents {
    /// Returns the files of a commit.
    pub(super) fn of_tree(commit: String, tree: Tree) -> Self {
        Self {
            revision: commit,
            store: Store::Commit(tree),
        }
    }

    /// Returns the files of a chart's archive, by their paths in the chart.
    pub(super) fn of_archive(version: String, files: BTreeMap<String, Vec<u8>>) -> Self {
        Self {
            revision: version,
            store: Store::Archive(files),
        }
    }

    /// Returns the paths of all files from the root of the source, sorted.
    pub(crate) fn paths(&self) -> Vec<&str> {
        match &self.store {
            Store::Commit(tree) => tree.paths().collect(),
            Store::Archive(files) => files.keys().map(String::as_str).collect(),
        }
    }

    /// Reads a file by its path from the root of the source; `None`: there is none.
    ///
    /// # Errors
    /// The path, or a link on it, leads out of the source; or the file is too large or cannot be read.
    pub(crate) fn file(&self, path: &str) -> Result<Option<Vec<u8>>, Unfetched> {
        match &self.store {
            Store::Commit(tree) => tree.file(path),
            Store::Archive(files) => {
                let normal = path::normal(path);
                Ok(normal.and_then(|path| files.get(&path).cloned()))
            }
        }
    }

    /// Returns whether the revision is a commit.
    pub(crate) fn is_commit(&self) -> bool {
        matches!(self.store, Store::Commit(_))
    }

    /// Reads the chart in a folder as [`Contents::folder`] does; charts that lie packed in its `charts/` are unpacked.
    ///
    /// # Errors
    /// As [`Contents::file`].
    pub(crate) fn chart(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Unfetched> {
        Ok(unpacked(self.folder(folder)?))
    }

    /// Reads all files below a folder, by their paths in it; the root is empty.
    ///
    /// # Errors
    /// As [`Contents::file`].
    pub(crate) fn folder(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Unfetched> {
        match &self.store {
            Store::Commit(tree) => tree.folder(folder),
            Store::Archive(files) => Ok(below(files, &path::normal(folder).unwrap_or_default())),
        }
    }
}

/// Unpacks `charts/x-1.2.3.tgz` to `charts/x-1.2.3/…`, charts in charts too. What is no archive, or would make the chart
/// larger than one can be, is left out: it is Helm's to complain of it.
fn unpacked(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let is_packed = |path: &&String| path.ends_with(".tgz") && path.contains("charts/");
    let mut size: usize = files.values().map(Vec::len).sum();
    for _ in 0..NESTED {
        let packed: Vec<String> = files.keys().filter(is_packed).cloned().collect();
        for path in packed {
            let bytes = files.remove(&path).unwrap_or_default();
            let inside = archive::files(&bytes).unwrap_or_default();
            size += inside.values().map(Vec::len).sum::<usize>();
            if size > FOLDER {
                return files;
            }
            let folder = path.trim_end_matches(".tgz");
            let inside = inside.into_iter();
            files.extend(inside.map(|(inner, bytes)| (format!("{folder}/{inner}"), bytes)));
        }
    }
    files
}

fn below(files: &BTreeMap<String, Vec<u8>>, folder: &str) -> BTreeMap<String, Vec<u8>> {
    if folder.is_empty() {
        return files.clone();
    }
    let start = format!("{folder}/");
    let within = files.iter().filter_map(|(path, bytes)| {
        let path = path.strip_prefix(&start)?;
        Some((path.to_owned(), bytes.clone()))
    });
    within.collect()
}

/// Writes files below a folder that is there already.
///
/// # Errors
/// One of them cannot be written.
pub(super) fn write(files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> io::Result<()> {
    for (path, bytes) in files {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, bytes)?;
    }
    Ok(())
}
