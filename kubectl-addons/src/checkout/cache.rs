//! The folder in which what never changes is kept: commits and chart versions.

use std::cell::OnceCell;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// The cache: of the user, or where that cannot be written one for this run alone. It is made when it is first used.
#[derive(Debug)]
pub(crate) struct Cache {
    usual: Option<PathBuf>,
    for_this_run: OnceCell<TempDir>,
}

impl Cache {
    /// Finds the user's cache: `$XDG_CACHE_HOME/kubectl-addons`, else `~/.cache/kubectl-addons`.
    pub(crate) fn open() -> Self {
        Self {
            usual: usual(&|name| env::var_os(name).map(PathBuf::from)),
            for_this_run: OnceCell::new(),
        }
    }

    /// Returns a folder of the cache, made if it is not there.
    ///
    /// # Errors
    /// It cannot be made, nor one for this run.
    pub(crate) fn folder(&self, name: &str) -> io::Result<PathBuf> {
        let usual = self.usual.as_ref().map(|folder| folder.join(name));
        if let Some(folder) = usual.filter(|folder| make_private(folder).is_ok()) {
            return Ok(folder);
        }
        let folder = self.temporary()?.join(name);
        make_private(&folder)?;
        Ok(folder)
    }

    fn temporary(&self) -> io::Result<&Path> {
        if self.for_this_run.get().is_none() {
            // Nobody else has set it since.
            let _new = self.for_this_run.set(tempfile::tempdir()?);
        }
        let temporary = self.for_this_run.get().map(TempDir::path);
        temporary.ok_or_else(|| io::Error::other("there is no folder for a cache"))
    }
}

/// Returns a file name for anything: the same for the same text, and nothing to be read from it.
pub(crate) fn name_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let bytes = digest.iter().take(16);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn usual(variable: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).filter(|path| path.is_absolute());
    let home = || absolute("HOME").map(|home| home.join(".cache"));
    let found = absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("LOCALAPPDATA").filter(|_| cfg!(windows)))
        .or_else(home);
    found.map(|folder| folder.join("kubectl-addons"))
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(test)]
impl Cache {
    /// Returns a cache in a folder.
    pub(crate) fn at(folder: &Path) -> Self {
        Self {
            usual: Some(folder.to_owned()),
            for_this_run: OnceCell::new(),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Option<PathBuf> {
        usual(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn the_cache_lies_where_the_system_keeps_caches() {
        let home = ("HOME", "/h");
        assert_eq!(found(&[home]), Some("/h/.cache/kubectl-addons".into()));
        assert_eq!(
            found(&[home, ("XDG_CACHE_HOME", "/cache")]),
            Some("/cache/kubectl-addons".into())
        );
        assert_eq!(
            found(&[home, ("XDG_CACHE_HOME", "relative")]),
            Some("/h/.cache/kubectl-addons".into())
        );
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn it_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let temporary = tempfile::tempdir().unwrap();
        let folder = Cache::at(&temporary.path().join("a"))
            .folder("git")
            .unwrap();
        let mode = fs::metadata(folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
