//! Commits and whole repositories that nobody has used for a month are forgotten.
//!
//! Each commit is kept by a ref, whose file is marked when the commit is used; each repository by its lock, which is
//! taken whenever it is. All of it happens under the lock of the repository, and nothing of it may fail a command.

use std::fs;
use std::path::Path;

use programs::git::Git;

use super::super::lock::Lock;
use super::super::unused;
use super::refs::is_commit;

/// Forgets commits of a repository whose lock is held.
pub(super) fn commits(git: &Git, directory: &Path, refs: &str) {
    let old = unused::among(&directory.join(refs));
    let names = old.iter().filter_map(|path| path.file_name()?.to_str());
    let names = names.filter(|name| is_commit(name));
    let deletions: String = names
        .map(|commit| format!("delete {refs}/{commit}\n"))
        .collect();
    if deletions.is_empty() {
        return;
    }
    let update = git
        .command("update-ref")
        .argument("--stdin")
        .input(deletions);
    let repack = git.command("repack").arguments(["-a", "-d", "--quiet"]);
    let prune = git.command("prune").argument("--expire=now");
    let _stay = update
        .run()
        .and_then(|_| repack.run())
        .and_then(|_| prune.run());
}

/// Forgets the other repositories of the cache; their locks stay, as somebody may be about to take one.
pub(super) fn repositories(folder: &Path) {
    let locks = unused::among(folder).into_iter();
    for lock in locks.filter(|path| path.extension().is_some_and(|end| end == "lock")) {
        let repository = lock.with_extension("git");
        if repository.exists()
            && let Ok(Some(_held)) = Lock::if_free(&lock)
        {
            let _stays = fs::remove_dir_all(&repository);
        }
    }
}
