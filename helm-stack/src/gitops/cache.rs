//! Clones of our own, for remotes the user has no clone of: one bare repository an address, reused by later runs.
//!
//! The address is never written into it: it may hold a password, so Git gets it through its environment each time.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Explain, Failure};
use programs::git::Git;
use sha2::{Digest, Sha256};

use super::explain::Run;
use super::lock::Lock;

/// Name of the only remote.
pub(super) const REMOTE: &str = "origin";

/// Returns the folder in which clones are kept: below `HELM_CACHE_HOME`, else where the system keeps caches.
///
/// # Errors
/// The environment names neither a cache nor a home.
pub(crate) fn cache_folder() -> anyhow::Result<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let set = |name: &str| set(name).map(PathBuf::from);
    let home = || {
        set("HOME").map(|home| {
            home.join(if cfg!(target_os = "macos") {
                "Library/Caches"
            } else {
                ".cache"
            })
        })
    };
    let found = set("HELM_CACHE_HOME")
        .or_else(|| set("XDG_CACHE_HOME"))
        .or_else(|| set("LOCALAPPDATA").filter(|_| cfg!(windows)))
        .or_else(home);
    let found = found.map(|folder| folder.join("helm-stack").join("repositories"));
    found.ok_or_else(|| {
        Failure::new("there is no folder to keep a clone of the GitOps repository in")
            .next("set HOME or HELM_CACHE_HOME")
            .into()
    })
}

/// A clone in the cache.
pub(super) struct Cached {
    pub(super) git: Git,
    pub(super) directory: PathBuf,
    pub(super) lock: PathBuf,
}

impl Cached {
    /// Finds the clone of an address, or makes an empty one.
    pub(super) fn open(git: &Git, folder: &Path, url: &str, say: fn(&str)) -> anyhow::Result<Self> {
        let name = name_of(url);
        let directory = folder.join(format!("{name}.git"));
        let lock = folder.join(format!("{name}.lock"));
        let doing = || format!("making a clone in {}", folder.display());
        make_private(folder).doing(doing())?;
        let _held = Lock::take(&lock, say)?;
        if !directory.join("HEAD").is_file() {
            create(git, &directory).doing(doing())?;
        }
        let git = git
            .in_directory(&directory)
            .with_setting(format!("remote.{REMOTE}.url"), url)
            .with_setting(
                format!("remote.{REMOTE}.fetch"),
                format!("+refs/heads/*:refs/remotes/{REMOTE}/*"),
            )
            .with_setting("gc.autoDetach", "false");
        Ok(Self {
            git,
            directory,
            lock,
        })
    }
}

fn name_of(url: &str) -> String {
    let digest = Sha256::digest(super::address::same(url).as_bytes());
    digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Makes the repository aside and renames it, so that half a repository is never taken for one.
fn create(git: &Git, directory: &Path) -> anyhow::Result<()> {
    let aside = directory.with_extension("new");
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    git.command("init")
        .arguments(["--quiet", "--bare", "--"])
        .argument(&aside)
        .answer()?;
    if directory.exists() {
        fs::remove_dir_all(directory)?;
    }
    Ok(fs::rename(&aside, directory)?)
}

#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
