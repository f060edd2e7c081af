//! Lock files of refs that a killed `git` left behind. Whoever clears them holds the clone's own lock.
//!
//! Git holds such a lock for milliseconds, and nothing in the file says whose it is: one that is seconds old is nobody's.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use programs::interrupt::Interrupt;

use super::Repository;

/// Age from which a lock is nobody's.
const OLD: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);

impl Repository {
    /// Removes the lock files that would stop or outlive us. In a clone of our own these are all of them, and younger ones
    /// are waited for; in the user's it is that of the remote's branch, which a push writes last.
    pub(super) fn clear_stale_locks(&self, branch: Option<&str>) {
        match (&self.working_files, branch) {
            (None, _) => locks_below(&self.directory)
                .iter()
                .for_each(|lock| clear(lock)),
            (Some(_), Some(branch)) => {
                let tracking = format!("refs/remotes/{}/{branch}.lock", self.remote);
                let lock = self.directory.join(tracking);
                if is_old(&lock) == Some(true) {
                    remove(&lock);
                }
            }
            (Some(_), None) => {}
        }
    }
}

/// Waits until a lock is gone, or old; then removes it.
fn clear(lock: &Path) {
    while is_old(lock) == Some(false) && !Interrupt::happened() {
        sleep(PAUSE);
    }
    remove(lock);
}

/// Where it cannot be removed, Git says so.
fn remove(lock: &Path) {
    let _told_by_git = fs::remove_file(lock);
}

/// Says whether a lock is old; none: it is gone. One of the future is old: a clock was set.
fn is_old(lock: &Path) -> Option<bool> {
    let made = lock.symlink_metadata().ok()?.modified().ok()?;
    let age = SystemTime::now().duration_since(made);
    Some(age.map_or(true, |age| age >= OLD))
}

/// Returns the lock files of a repository's own directory and its refs; not those of its worktrees and objects.
fn locks_below(directory: &Path) -> Vec<PathBuf> {
    let mut folders = vec![directory.join("refs")];
    let mut locks = locks(directory, &mut Vec::new());
    while let Some(folder) = folders.pop() {
        locks.extend(self::locks(&folder, &mut folders));
    }
    locks
}

fn locks(folder: &Path, folders: &mut Vec<PathBuf>) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let (below, files): (Vec<PathBuf>, Vec<PathBuf>) = entries
        .map(|entry| entry.path())
        .partition(|path| path.is_dir());
    folders.extend(below);
    let is_lock = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "lock")
    };
    files.into_iter().filter(is_lock).collect()
}
