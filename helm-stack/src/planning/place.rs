//! Which GitOps repository and which cluster a push is for: what was said, else where the stack folder lies.

use std::path::Path;

use plugin_kit::failure::{Exit, Explain, Failure};
use programs::git::Git;

use crate::cli::RepositoryFlags;
use crate::gitops::explain::explained;
use crate::gitops::{Opening, Repository, cache_folder, public_address};

/// The repository, as typed, and the cluster.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) repository: String,
    pub(crate) cluster: String,
}

/// Finds both.
///
/// # Errors
/// Nobody said it, and the stack folder does not tell; credentials where they would be written into Git.
pub(crate) fn of(flags: &RepositoryFlags, folder: &Path) -> anyhow::Result<Place> {
    flags
        .argocd_repo
        .as_deref()
        .map_or(Ok(()), no_credentials)?;
    let said = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let repository = said(&flags.repo).or_else(|| clone_around(folder));
    let cluster = said(&flags.cluster).or_else(|| cluster_of(folder));
    match (repository, cluster) {
        (Some(repository), Some(cluster)) => Ok(Place {
            repository,
            cluster,
        }),
        (None, _) => Err(missing(
            "which GitOps repository?",
            "name it: --repo URL, the address Git clones it from",
        )),
        (_, None) => Err(missing(
            "which cluster?",
            "name it: --cluster NAME, a folder below clusters/ of the GitOps repository; a new name begins a new cluster",
        )),
    }
}

/// Refuses credentials in an address that is written into Git.
fn no_credentials(address: &str) -> anyhow::Result<()> {
    let public = public_address(address);
    if public == address {
        return Ok(());
    }
    let what = "--argocd-repo holds credentials, and would be written into cluster.yaml and every Application";
    Err(Failure::new(what)
        .next(format!(
            "write {public}; Argo CD takes credentials from a repository Secret of its own"
        ))
        .exit(Exit::Usage)
        .into())
}

fn missing(question: &str, next: &str) -> anyhow::Error {
    Failure::new(question).next(next).exit(Exit::Usage).into()
}

/// A stack folder inside a GitOps repository is `clusters/<cluster>/stacks/<stack>`.
fn cluster_of(folder: &Path) -> Option<String> {
    let names: Vec<&str> = folder
        .iter()
        .rev()
        .take(4)
        .filter_map(|name| name.to_str())
        .collect();
    match names.as_slice() {
        [_, "stacks", cluster, "clusters"] => Some((*cluster).to_owned()),
        _ => None,
    }
}

/// The stack folder itself, where a clone lies around it.
fn clone_around(folder: &Path) -> Option<String> {
    let inside = folder.ancestors().any(|above| above.join(".git").exists());
    inside.then(|| folder.to_str().map(str::to_owned)).flatten()
}

/// Opens the repository of a place.
///
/// # Errors
/// There is no Git, or no such repository.
pub(crate) fn open(place: &Place, branch: Option<&str>) -> anyhow::Result<Repository> {
    let git = Git::find().map_err(|error| explained(&error))?;
    let cwd = std::env::current_dir().doing("asking for the working directory")?;
    Opening {
        argument: &place.repository,
        branch,
        cwd: &cwd,
        cache: &cache_folder()?,
        git: &git,
        say,
    }
    .open()
}

/// Returns the address under which Argo CD reads a repository: the one that was said, else the repository's own.
pub(crate) fn repository_of_argocd(flags: &RepositoryFlags, repository: &Repository) -> String {
    let said = flags.argocd_repo.as_deref();
    as_argo_cd_reads(said.unwrap_or(repository.url()))
}

/// Argo CD reads a repository on disk as `file://`.
fn as_argo_cd_reads(url: &str) -> String {
    match url.starts_with('/') {
        true => format!("file://{url}"),
        false => url.to_owned(),
    }
}

fn say(sentence: &str) {
    use std::io::Write;
    // A closed standard error has nobody left to tell.
    let _unread = writeln!(
        std::io::stderr().lock(),
        "{}",
        plugin_kit::escape::escape(sentence)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(repo: Option<&str>, cluster: Option<&str>) -> RepositoryFlags {
        RepositoryFlags {
            repo: repo.map(str::to_owned),
            cluster: cluster.map(str::to_owned),
            branch: None,
            argocd_repo: None,
        }
    }

    #[test]
    fn a_stack_inside_the_repository_knows_both() -> anyhow::Result<()> {
        let clone = tempfile::tempdir()?;
        let folder = clone.path().join("clusters/prod/stacks/web");
        std::fs::create_dir_all(&folder)?;
        std::fs::create_dir(clone.path().join(".git"))?;
        let place = of(&flags(None, None), &folder)?;
        assert_eq!(place.cluster, "prod");
        assert_eq!(Some(place.repository.as_str()), folder.to_str());
        Ok(())
    }

    #[test]
    fn credentials_are_not_written_into_git() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let with = |address: &str| RepositoryFlags {
            argocd_repo: Some(address.to_owned()),
            ..flags(Some("/x"), Some("prod"))
        };
        for address in ["https://me:hunter2@host/x", "https://hunter2@host/x"] {
            let error = of(&with(address), folder.path()).unwrap_err();
            let said = format!("{error:?}");
            assert!(said.contains("holds credentials"), "{said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
        for address in ["https://host/x", "git@host:x", "ssh://git@host/x"] {
            of(&with(address), folder.path())?;
        }
        Ok(())
    }

    #[test]
    fn a_path_is_an_address_for_argo_cd() {
        assert_eq!(
            as_argo_cd_reads("/srv/gitops.git"),
            "file:///srv/gitops.git"
        );
        assert_eq!(
            as_argo_cd_reads("https://git.example.com/x"),
            "https://git.example.com/x"
        );
    }

    #[test]
    fn elsewhere_both_must_be_said() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        for (flags, asked) in [
            (flags(None, Some("prod")), "which GitOps repository?"),
            (flags(Some("/x"), None), "which cluster?"),
            (flags(Some(""), Some("")), "which GitOps repository?"),
        ] {
            let error = of(&flags, folder.path()).unwrap_err();
            assert_eq!(error.to_string(), asked);
        }
        Ok(())
    }
}
