//! What nobody has used for a month leaves the cache, so that it does not grow for ever.
//!
//! Whatever is used is marked by the time of its file. What cannot be marked or removed stays as it is: a cache that is
//! too large is no reason to fail.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long something is kept that nobody uses.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Marks a file as used now.
pub(super) fn mark(path: &Path) {
    if let Ok(file) = File::options().append(true).open(path) {
        // An older mark keeps it less long, no more.
        let _unmarked = file.set_modified(SystemTime::now());
    }
}

/// Returns the files of a folder that nobody has used for a month.
pub(super) fn among(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let files = entries.flatten().filter(is_old);
    files.map(|entry| entry.path()).collect()
}

fn is_old(entry: &fs::DirEntry) -> bool {
    let metadata = entry.metadata().ok().filter(fs::Metadata::is_file);
    let used = metadata.and_then(|metadata| metadata.modified().ok());
    let age = used.and_then(|used| SystemTime::now().duration_since(used).ok());
    age.is_some_and(|age| age > KEPT)
}

/// Removes the files of a folder that nobody has used for a month.
pub(super) fn remove(folder: &Path) {
    for file in among(folder) {
        let _stays = fs::remove_file(file);
    }
}

/// Makes a file look as if nobody had used it for two months.
#[cfg(test)]
pub(super) fn age(path: &Path) {
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - 2 * KEPT).unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_what_is_not_goes() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["old", "again", "new"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("folder")).unwrap();
        age(&folder.path().join("old"));
        age(&folder.path().join("again"));
        mark(&folder.path().join("again"));
        assert_eq!(among(folder.path()), [folder.path().join("old")]);
        remove(folder.path());
        assert!(!folder.path().join("old").exists());
        assert!(folder.path().join("again").exists());
        assert!(folder.path().join("folder").exists());
    }
}
