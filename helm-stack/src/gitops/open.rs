//! Opens the GitOps repository that `--repo` names: through the user's clone where there is one, else through the cache.

use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Failure};
use programs::git::Git;

use super::Repository;
use super::address::{is_url, public};
use super::cache::{Cached, REMOTE};
use super::clone::{Clone, Found, canonical, look};

/// What is opened, and from where.
pub(crate) struct Opening<'a> {
    /// `--repo`: an address, a clone, or a repository without working files.
    pub argument: &'a str,
    /// `--branch`; none: the one the remote's HEAD names.
    pub branch: Option<&'a str>,
    /// The working directory.
    pub cwd: &'a Path,
    /// Folder in which clones of our own are kept.
    pub cache: &'a Path,
    /// Git.
    pub git: &'a Git,
    /// Says to a person what is waited for.
    pub say: fn(&str),
}

impl Opening<'_> {
    /// Opens it. Nothing is asked of the remote yet.
    ///
    /// # Errors
    /// There is no such folder, it is no repository, or the clone has no remote.
    pub(crate) fn open(&self) -> anyhow::Result<Repository> {
        if is_url(self.argument) && !self.path().exists() {
            return self.open_url(&self.url()?);
        }
        let path = self.path();
        if !path.is_dir() {
            return Err(self.no_folder());
        }
        match look(self.git, &path) {
            Found::Clone(clone) => {
                let remote = clone.usual_remote()?;
                self.through_clone(clone, remote)
            }
            Found::Bare(directory) => self.open_url(&canonical(&directory)?),
            Found::Nothing(error) => Err(self.no_repository(error)),
        }
    }

    fn path(&self) -> PathBuf {
        self.cwd.join(self.argument)
    }

    /// A `file://` that is a path here is compared as that path.
    fn url(&self) -> anyhow::Result<String> {
        match self.argument.strip_prefix("file://").map(Path::new) {
            Some(path) if path.is_dir() => canonical(path),
            _ => Ok(self.argument.to_owned()),
        }
    }

    fn open_url(&self, url: &str) -> anyhow::Result<Repository> {
        if let Found::Clone(clone) = look(self.git, self.cwd)
            && let Some(remote) = clone.remote_at(url)?
        {
            return self.through_clone(clone, remote);
        }
        let cached = Cached::open(self.git, self.cache, url, self.say)?;
        Ok(Repository {
            git: cached.git,
            directory: cached.directory,
            remote: REMOTE.to_owned(),
            url: public(url),
            branch: self.branch.map(str::to_owned),
            working_files: None,
            lock: cached.lock,
            say: self.say,
        })
    }

    fn through_clone(&self, clone: Clone, remote: String) -> anyhow::Result<Repository> {
        let url = public(&clone.url(&remote)?);
        let lock = clone.directory.join("helm-stack.lock");
        Ok(Repository {
            git: clone.git,
            directory: clone.directory,
            remote,
            url,
            branch: self.branch.map(str::to_owned),
            working_files: Some(clone.top),
            lock,
            say: self.say,
        })
    }

    fn no_folder(&self) -> anyhow::Error {
        Failure::new(format!("there is no folder {}", self.argument))
            .next(
                "give --repo the URL of the GitOps repository, a clone of it, or a bare repository",
            )
            .exit(Exit::NotFound)
            .into()
    }

    fn no_repository(&self, error: anyhow::Error) -> anyhow::Error {
        let argument = self.argument;
        Failure::new(format!("{argument} is no Git repository: {error}"))
            .next(
                "give --repo the URL of the GitOps repository, a clone of it, or a bare repository",
            )
            .exit(Exit::NotFound)
            .into()
    }
}
