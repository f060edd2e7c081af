//! Git sources: one bare repository an address in the cache, in which the commits lie that were asked for.
//!
//! No working files are made; links are followed inside the commit alone.

mod blobs;
mod forget;
mod refs;
mod repository;
mod tree;

#[cfg(test)]
mod tests;

pub(crate) use tree::Tree;

use argocd::snapshot::GapReason;
use programs::git::Git;

use super::address;
use super::cache::Cache;
use super::{Contents, Origin, Unfetched};
use repository::Repository;

/// Brings a commit, or the tip of a branch or tag, of a repository here.
///
/// # Errors
/// The address is of a kind that is not followed, or the remote, the revision or the cache is not to be had.
pub(super) fn bring(
    git: &Git,
    cache: &Cache,
    origin: &Origin,
    url: &str,
    revision: &str,
    offline: bool,
) -> Result<Contents, Unfetched> {
    if !address::is_git(url) {
        let message =
            "its address is none that Git is asked for: it must be https, ssh, git or file";
        return Err(Unfetched::new(GapReason::Unreadable, origin, message));
    }
    let repository = Repository::open(git, cache, origin, url)?;
    let commit = repository.commit(revision, offline)?;
    let tree = Tree::read(repository.into_git(), origin, &commit)?;
    Ok(Contents::of_tree(commit, tree))
}
