//! What a stack folder knows of its last push: the `pushed.yaml` that push wrote. By it a push tells what others have
//! changed since from what this folder changed.
//!
//! It is kept in the cache, by folder, repository, cluster and stack: where it is lost, the folder counts as one that has
//! not pushed before. A folder inside the GitOps repository has one in itself, too. A push that was killed may have
//! arrived or not, so what is on its way is kept beside what was known before.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use plugin_kit::failure::Explain;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::gitops::cache_folder;

/// Name of the file, in a stack folder of the GitOps repository.
const INSIDE: &str = "pushed.yaml";
/// Stands between two records.
const BETWEEN: &str = "\n---\n";

/// The record of one folder, repository, cluster and stack.
#[derive(Debug)]
pub(crate) struct Record {
    file: PathBuf,
    /// What was known when it was read.
    known: Vec<String>,
}

impl Record {
    /// Reads the record of a stack folder; `is_inside` says that it lies in the GitOps repository.
    ///
    /// # Errors
    /// There is no cache folder.
    pub(crate) fn read(folder: &Path, is_inside: bool, address: [&str; 3]) -> anyhow::Result<Self> {
        let cache = cache_folder()?;
        let cache = cache.parent().unwrap_or(&cache).join("pushed");
        Ok(Self::at(
            cache.join(format!("{}.yaml", name(folder, address))),
            folder,
            is_inside,
        ))
    }

    fn at(file: PathBuf, folder: &Path, is_inside: bool) -> Self {
        let kept = fs::read_to_string(&file).unwrap_or_default();
        let kept = kept.split(BETWEEN).filter(|text| !text.trim().is_empty());
        let inside = is_inside.then(|| fs::read_to_string(folder.join(INSIDE)).ok());
        let known = kept.map(str::to_owned).chain(inside.flatten()).collect();
        Self { file, known }
    }

    /// Returns the texts of the records that are known; none where the folder is not known to have pushed.
    pub(crate) fn known(&self) -> &[String] {
        &self.known
    }

    /// Remembers a record that is on its way, beside those that are known.
    ///
    /// # Errors
    /// The cache cannot be written to.
    pub(crate) fn remember_sent(&self, text: &[u8]) -> anyhow::Result<()> {
        let sent = String::from_utf8_lossy(text);
        let all: Vec<&str> = self
            .known
            .iter()
            .map(String::as_str)
            .chain([sent.as_ref()])
            .collect();
        self.write(all.join(BETWEEN).as_bytes())
    }

    /// Remembers a record that arrived.
    ///
    /// # Errors
    /// The cache cannot be written to.
    pub(crate) fn remember(&self, text: &[u8]) -> anyhow::Result<()> {
        self.write(text)
    }

    fn write(&self, text: &[u8]) -> anyhow::Result<()> {
        let doing = || format!("remembering the push in {}", self.file.display());
        let folder = self.file.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder).doing(doing())?;
        let mut file = NamedTempFile::new_in(folder).doing(doing())?;
        file.write_all(text).doing(doing())?;
        file.persist(&self.file).doing(doing())?;
        Ok(())
    }
}

fn name(folder: &Path, address: [&str; 3]) -> String {
    let mut hash = Sha256::new();
    hash.update(folder.as_os_str().as_encoded_bytes());
    for word in address {
        hash.update([0]);
        hash.update(word);
    }
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_repository_cluster_and_stack_has_its_own() {
        let name = |folder: &str, address| name(Path::new(folder), address);
        let one = name("/a", ["url", "prod", "web"]);
        assert_eq!(one, name("/a", ["url", "prod", "web"]));
        for other in [
            name("/b", ["url", "prod", "web"]),
            name("/a", ["url", "dev", "web"]),
            name("/a", ["urlprod", "", "web"]),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn what_is_on_its_way_is_known_beside_what_was() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let read = |is_inside| Record::at(folder.path().join("record"), folder.path(), is_inside);
        assert!(read(false).known().is_empty());
        read(false).remember(b"one\n")?;
        read(false).remember_sent(b"two\n")?;
        fs::write(folder.path().join("pushed.yaml"), "three\n")?;
        let known = |is_inside| -> Vec<String> {
            let record = read(is_inside);
            record
                .known()
                .iter()
                .map(|text| text.trim().to_owned())
                .collect()
        };
        assert_eq!(known(false), ["one", "two"]);
        assert_eq!(known(true), ["one", "two", "three"]);
        read(false).remember(b"two\n")?;
        assert_eq!(known(false), ["two"]);
        Ok(())
    }
}
