//! What a stack folder knows of its last push: the `pushed.yaml` that push wrote. By it a push tells what others have
//! changed since from what this folder changed.
//!
//! A folder inside the GitOps repository has that file in itself. For any other it is kept in the cache, by folder,
//! repository, cluster and stack: where it is lost, the folder counts as one that has not pushed before.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use plugin_kit::failure::Explain;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::gitops::cache_folder;

/// Name of the file, in a stack folder of the GitOps repository.
const INSIDE: &str = "pushed.yaml";

/// The record of one folder, repository, cluster and stack.
#[derive(Debug)]
pub(crate) struct Record {
    file: PathBuf,
    is_ours: bool,
}

impl Record {
    /// Returns the record of a stack folder; `is_inside` says that it lies in the GitOps repository.
    ///
    /// # Errors
    /// There is no cache folder.
    pub(crate) fn of(folder: &Path, is_inside: bool, address: [&str; 3]) -> anyhow::Result<Self> {
        if is_inside {
            return Ok(Self {
                file: folder.join(INSIDE),
                is_ours: false,
            });
        }
        let cache = cache_folder()?;
        let cache = cache.parent().unwrap_or(&cache).join("pushed");
        Ok(Self {
            file: cache.join(format!("{}.yaml", name(folder, address))),
            is_ours: true,
        })
    }

    /// Returns the text of the record; none where the folder is not known to have pushed.
    pub(crate) fn read(&self) -> Option<String> {
        fs::read_to_string(&self.file).ok()
    }

    /// Remembers a record. Git does so for a folder inside the repository.
    ///
    /// # Errors
    /// The cache cannot be written to.
    pub(crate) fn remember(&self, text: &[u8]) -> anyhow::Result<()> {
        match self.is_ours {
            true => self
                .write(text)
                .doing(format!("remembering the push in {}", self.file.display())),
            false => Ok(()),
        }
    }

    fn write(&self, text: &[u8]) -> anyhow::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(text)?;
        file.persist(&self.file)?;
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
    fn inside_the_repository_git_remembers() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let record = Record::of(folder.path(), true, ["url", "prod", "web"])?;
        assert_eq!(record.read(), None);
        record.remember(b"kind: Pushed\n")?;
        assert_eq!(record.read(), None);
        fs::write(folder.path().join("pushed.yaml"), "kind: Pushed\n")?;
        assert_eq!(record.read().as_deref(), Some("kind: Pushed\n"));
        Ok(())
    }
}
