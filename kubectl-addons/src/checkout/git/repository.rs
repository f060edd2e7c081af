//! A bare repository of the cache, and what is fetched into it.
//!
//! The address and its credentials are written nowhere: Git gets them through its environment each time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use argocd::snapshot::GapReason;
use argocd::why::quoted;
use programs::error::{Cause, Error};
use programs::git::Git;
use programs::run::Program;

use super::super::address::{self, Address};
use super::super::cache::{Cache, name_of};
use super::super::lock::Lock;
use super::super::{Origin, Unfetched, unused};
use super::{forget, refs};

/// How long a remote may take: a first fetch of a large repository over a slow line.
const DEADLINE: Duration = Duration::from_secs(300);

/// Name of the only remote.
const REMOTE: &str = "origin";

/// Where the refs are that keep commits.
const KEPT: &str = "refs/addons";

/// Helper that hands Git what stands in its environment, so that it stands in no argument and no file.
const HELPER: &str = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \
                      \"$ADDONS_GIT_USER\" \"$ADDONS_GIT_PASSWORD\"; }; f";

/// What servers say that give out no commit by its id alone (`uploadpack.allowReachableSHA1InWant`).
const UNADVERTISED: [&str; 3] = ["unadvertised object", "not our ref", "no such remote ref"];

/// Settings for a repository nobody but this program works in: no hooks from a template, nothing in the background.
const SETTINGS: [(&str, &str); 4] = [
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("core.hooksPath", "/dev/null"),
    ("fetch.writeCommitGraph", "false"),
];

/// A repository of the cache.
pub(super) struct Repository<'a> {
    git: Git,
    directory: PathBuf,
    lock: PathBuf,
    origin: &'a Origin,
    /// Its address, without credentials.
    url: String,
}

impl<'a> Repository<'a> {
    /// Finds the repository of an address, or makes an empty one.
    pub(super) fn open(
        git: &Git,
        cache: &Cache,
        origin: &'a Origin,
        url: &str,
    ) -> Result<Self, Unfetched> {
        let address = Address::of(url);
        let unkept = |error: io::Error| unkept(origin, &error);
        let folder = cache.folder("git").map_err(unkept)?;
        let name = name_of(address.url.trim_end_matches('/').trim_end_matches(".git"));
        let directory = folder.join(format!("{name}.git"));
        let lock = folder.join(format!("{name}.lock"));
        let git = SETTINGS.iter().fold(git.clone(), |git, (key, value)| {
            git.with_setting(*key, *value)
        });
        let _held = Lock::take(&lock).map_err(unkept)?;
        if !directory.join("HEAD").is_file() {
            create(&git, &directory, origin)?;
            forget::repositories(&folder);
        }
        let git = with_address(git.in_directory(&directory), &address);
        Ok(Self {
            git,
            directory,
            lock,
            origin,
            url: address.url,
        })
    }

    /// Returns Git, working in this repository.
    pub(super) fn into_git(self) -> Git {
        self.git
    }

    /// Returns the commit that a revision means, once it is here with all its files.
    pub(super) fn commit(&self, revision: &str, offline: bool) -> Result<String, Unfetched> {
        if refs::is_commit(revision) && self.has(revision)? {
            return Ok(revision.to_owned());
        }
        if offline {
            return Err(Unfetched::offline(self.origin));
        }
        let commit = match refs::is_commit(revision) {
            true => revision.to_owned(),
            false => self.look_up(revision)?,
        };
        let _held = Lock::take(&self.lock).map_err(|error| unkept(self.origin, &error))?;
        if !self.has(&commit)? {
            self.fetch(&commit)?;
            forget::commits(&self.git, &self.directory, KEPT);
        }
        Ok(commit)
    }

    /// Says whether a commit was fetched whole: its ref is written when all of it has arrived.
    fn has(&self, commit: &str) -> Result<bool, Unfetched> {
        let asked = self.git.command("rev-parse");
        let asked = asked.arguments(["--quiet", "--verify", &kept(commit)]);
        let ended = asked.ended().map_err(|error| self.told(&error))?;
        if ended.is_success() {
            unused::mark(&self.directory.join(kept(commit)));
        }
        Ok(ended.is_success())
    }

    /// Asks the remote which commit a branch or tag is.
    fn look_up(&self, revision: &str) -> Result<String, Unfetched> {
        let asked = self.git.command("ls-remote").arguments(["--", REMOTE]);
        let asked = asked.arguments(refs::patterns(revision));
        let listed = self.run(asked).map_err(|error| self.told(&error))?;
        refs::commit(&listed, revision).ok_or_else(|| {
            let message = "the repository has no such branch or tag";
            Unfetched::new(GapReason::Unavailable, self.origin, message).next(format!(
                "see what it has: git ls-remote {}",
                quoted(&self.url)
            ))
        })
    }

    fn fetch(&self, commit: &str) -> Result<(), Unfetched> {
        let wanted = format!("+{commit}:{}", kept(commit));
        match self.run(self.fetching(["--depth=1"], [wanted.as_str()])) {
            Ok(_) => Ok(()),
            Err(error) if is_unadvertised(&error) => self.fetch_everything(commit),
            Err(error) => Err(self.told(&error)),
        }
    }

    /// Fetches all branches and tags, among which a commit lies that the server does not give out alone.
    fn fetch_everything(&self, commit: &str) -> Result<(), Unfetched> {
        let shallow = self.directory.join("shallow").is_file();
        let depth = shallow.then_some("--unshallow");
        let wanted = [
            "+refs/heads/*:refs/remotes/origin/*",
            "+refs/tags/*:refs/tags/*",
        ];
        self.run(self.fetching(depth, wanted))
            .map_err(|error| self.told(&error))?;
        let asked = self.git.command("update-ref");
        let written = self.run(asked.arguments([kept(commit).as_str(), commit]));
        written.map(drop).map_err(|_| {
            let message = "the repository has no such commit on any branch or tag; it may have been rewritten";
            Unfetched::new(GapReason::Unavailable, self.origin, message)
        })
    }

    fn fetching<'s>(
        &self,
        depth: impl IntoIterator<Item = &'s str>,
        wanted: impl IntoIterator<Item = &'s str>,
    ) -> Program {
        let asked = self.git.command("fetch").arguments([
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-gc",
        ]);
        asked
            .arguments(depth)
            .arguments(["--", REMOTE])
            .arguments(wanted)
    }

    fn run(&self, asked: Program) -> Result<String, Error> {
        asked.deadline(DEADLINE).run().map(|ended| ended.text())
    }

    fn told(&self, error: &Error) -> Unfetched {
        let told = Unfetched::of(self.origin, error);
        match error.cause() {
            Cause::Failed(_) => told
                .next(format!(
                    "see whether Git can read it here: git ls-remote {}",
                    quoted(&self.url)
                ))
                .next(
                    "nothing is asked for: passwords come from Git's credential helper, keys from the SSH agent",
                ),
            _ => told,
        }
    }
}

/// Returns the ref that keeps a commit.
fn kept(commit: &str) -> String {
    format!("{KEPT}/{commit}")
}

fn is_unadvertised(error: &Error) -> bool {
    let said = error.to_string();
    UNADVERTISED.iter().any(|words| said.contains(words))
}

/// Makes the repository aside and renames it, so that half a repository is never taken for one.
fn create(git: &Git, directory: &Path, origin: &Origin) -> Result<(), Unfetched> {
    let unkept = |error: io::Error| unkept(origin, &error);
    let aside = directory.with_extension("new");
    if aside.exists() {
        fs::remove_dir_all(&aside).map_err(unkept)?;
    }
    let asked = git
        .command("init")
        .arguments(["--quiet", "--bare", "--template=", "--"]);
    asked
        .argument(&aside)
        .run()
        .map_err(|error| Unfetched::of(origin, &error))?;
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(unkept)?;
    }
    fs::rename(&aside, directory).map_err(unkept)
}

fn unkept(origin: &Origin, error: &io::Error) -> Unfetched {
    let message = format!("the cache cannot be written: {error}");
    Unfetched::new(GapReason::Unavailable, origin, message)
        .next("set XDG_CACHE_HOME to a folder that can be written")
}

/// Returns Git with the address of the remote and what it needs to ask nobody anything.
fn with_address(git: Git, address: &Address) -> Git {
    let git = git
        .with_setting(format!("remote.{REMOTE}.url"), &address.url)
        .with_variable("GIT_TERMINAL_PROMPT", "0")
        .with_variable("GIT_ALLOW_PROTOCOL", address::PROTOCOLS);
    with_login(without_questions(git, &address.url), address)
}

/// Lets SSH fail where it would ask, unless the user has a command of their own for it.
fn without_questions(git: Git, url: &str) -> Git {
    let own = ["GIT_SSH_COMMAND", "GIT_SSH"];
    if !address::is_ssh(url) || own.iter().any(|name| std::env::var_os(name).is_some()) {
        return git;
    }
    let configured = git
        .command("config")
        .arguments(["--get", "core.sshCommand"]);
    match configured.ended().is_ok_and(|ended| ended.is_success()) {
        true => git,
        false => git.with_setting("core.sshCommand", "ssh -o BatchMode=yes"),
    }
}

fn with_login(git: Git, address: &Address) -> Git {
    let (Some((user, password)), Some(server)) = (&address.login, address.server()) else {
        return git;
    };
    git.with_setting(format!("credential.{server}.helper"), HELPER)
        .with_variable("ADDONS_GIT_USER", user)
        .with_variable("ADDONS_GIT_PASSWORD", password)
}
