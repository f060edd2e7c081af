//! A clone of the user's: where it is, and which remotes it has.

use std::path::{Path, PathBuf};

use plugin_kit::failure::{Explain, Failure};
use programs::git::Git;

use super::address::same;
use super::explain::Run;

/// A clone with working files.
pub(super) struct Clone {
    pub(super) git: Git,
    /// Top of the working files.
    pub(super) top: PathBuf,
    /// Git's own directory, shared by all worktrees.
    pub(super) directory: PathBuf,
}

/// What a folder is to Git.
pub(super) enum Found {
    /// It lies in a clone.
    Clone(Clone),
    /// It is, or lies in, a repository without working files: Git's own directory of it.
    Bare(PathBuf),
    /// Git does not know it; what it says.
    Nothing(anyhow::Error),
}

/// Looks at a folder.
pub(super) fn look(git: &Git, folder: &Path) -> Found {
    let git = git.in_folder(folder);
    let asked = git.command("rev-parse").arguments([
        "--path-format=absolute",
        "--is-inside-work-tree",
        "--git-common-dir",
    ]);
    let answer = match asked.answer() {
        Ok(ended) => ended.text(),
        Err(error) => return Found::Nothing(error),
    };
    let (inside, directory) = answer.split_once('\n').unwrap_or((&answer, ""));
    if inside != "true" {
        return Found::Bare(directory.into());
    }
    let asked = git.command("rev-parse");
    match asked.argument("--show-toplevel").answer() {
        Ok(ended) => Found::Clone(Clone {
            git: git.in_folder(Path::new(&ended.text())),
            top: ended.text().into(),
            directory: directory.into(),
        }),
        Err(error) => Found::Nothing(error),
    }
}

impl Clone {
    /// Returns the name of the remote that is at this address, as it is typed or as `insteadOf` makes it.
    pub(super) fn remote_at(&self, url: &str) -> anyhow::Result<Option<String>> {
        let wanted = same(url);
        for name in self.remotes()? {
            if self.urls(&name)?.iter().any(|url| same(url) == wanted) {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// Returns the remote nobody named: that of the branch checked out, else `origin`, else the only one.
    pub(super) fn usual_remote(&self) -> anyhow::Result<String> {
        let names = self.remotes()?;
        let upstream = self.upstream_remote()?.filter(|name| names.contains(name));
        let origin = || names.iter().find(|name| *name == "origin");
        let only = || names.first().filter(|_| names.len() == 1);
        let chosen = upstream.or_else(|| origin().or_else(only).cloned());
        chosen.ok_or_else(|| self.no_remote(&names))
    }

    /// Returns the address of a remote, as it is reached.
    pub(super) fn url(&self, remote: &str) -> anyhow::Result<String> {
        let asked = self
            .git
            .command("remote")
            .arguments(["get-url", "--", remote]);
        Ok(asked.answer()?.text())
    }

    /// Returns a setting of the clone.
    pub(super) fn setting(git: &Git, key: &str) -> anyhow::Result<Option<String>> {
        let asked = git.command("config").arguments(["--get", key]).end()?;
        Ok(asked.is_success().then(|| asked.text()))
    }

    fn remotes(&self) -> anyhow::Result<Vec<String>> {
        let names = self.git.command("remote").answer()?.text();
        Ok(names.lines().map(str::to_owned).collect())
    }

    fn urls(&self, remote: &str) -> anyhow::Result<Vec<String>> {
        let typed = Self::setting(&self.git, &format!("remote.{remote}.url"))?;
        Ok(typed.into_iter().chain([self.url(remote)?]).collect())
    }

    fn upstream_remote(&self) -> anyhow::Result<Option<String>> {
        let asked = self.git.command("symbolic-ref");
        let branch = asked.arguments(["--quiet", "--short", "HEAD"]).end()?;
        if !branch.is_success() {
            return Ok(None);
        }
        Self::setting(&self.git, &format!("branch.{}.remote", branch.text()))
    }

    fn no_remote(&self, names: &[String]) -> anyhow::Error {
        let top = self.top.display();
        if names.is_empty() {
            let failure = Failure::new(format!("the clone {top} has no remote to push to"));
            return failure
                .next(format!(
                    "git -C {top} remote add origin URL, or give the URL itself to --repo"
                ))
                .into();
        }
        let names = names.join(", ");
        Failure::new(format!(
            "the clone {top} has several remotes and none is named origin: {names}"
        ))
        .next("give the URL of one to --repo")
        .into()
    }
}

/// Returns the path of a repository as one address, however it was reached.
pub(super) fn canonical(path: &Path) -> anyhow::Result<String> {
    let doing = || format!("reading {}", path.display());
    let path = path.canonicalize().doing(doing())?;
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| Failure::new(format!("the path {} is no UTF-8", path.display())).into())
}
