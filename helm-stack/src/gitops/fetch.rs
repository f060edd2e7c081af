//! Reads the repository at the tip of its branch: one look at the remote, what is missing here, and the files wanted.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use plugin_kit::failure::{Exit, Explain, Failure};
use programs::run::Program;
use stack::files::Files;

use super::Repository;
use super::explain::Run;
use super::lock::Lock;
use super::refs::Refs;
use super::tree::Tree;

/// How long a remote may take: a first clone of a large repository over a slow line.
const DEADLINE: Duration = Duration::from_secs(30 * 60);
/// How often a branch that is rewritten while it is fetched is looked at again.
const LOOKS: usize = 3;

/// The repository at one moment: what a plan is made on.
pub(crate) struct Tip {
    /// Commit at the tip of the branch; none: the repository is empty.
    pub commit: Option<String>,
    /// The branch.
    pub branch: String,
    /// The files that were wanted.
    pub files: Files,
    /// Tags below `helm-stack/`, sorted: `helm-stack/<cluster>/<stack>/<version>-<n>`.
    pub tags: Vec<String>,
    /// Names of all files of the commit.
    pub(super) tree: Tree,
}

impl fmt::Debug for Tip {
    /// Writes no content of a file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Tip");
        writer.field("commit", &self.commit);
        writer.field("branch", &self.branch).finish_non_exhaustive()
    }
}

impl Repository {
    /// Reads the tip of the branch, and of its files those that are wanted: a folder with all below it (`argocd/`) or a
    /// file, in which `*` stands for one name (`clusters/*/cluster.yaml`). Links and submodules are never wanted.
    ///
    /// # Errors
    /// The remote cannot be reached or read, or has no such branch.
    pub(crate) fn fetch(&self, wanted: &[&str]) -> anyhow::Result<Tip> {
        let _lock = Lock::take(&self.lock, self.say)?;
        self.clear_stale_locks(None);
        self.clear_leftovers()?;
        let (refs, branch, commit) = self.fetch_commit()?;
        let tree = match &commit {
            Some(commit) => self.tree(commit)?,
            None => Tree::default(),
        };
        let files = self.files(&tree, wanted)?;
        Ok(Tip {
            commit,
            branch,
            files,
            tags: refs.tags,
            tree,
        })
    }

    /// Returns the bytes of blobs by id, those that the repository has: what a file was in an earlier push.
    ///
    /// # Errors
    /// Git cannot read its own objects.
    pub(crate) fn blobs(&self, ids: &[&str]) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let well_formed =
            |id: &&&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let ids: Vec<&str> = ids.iter().filter(well_formed).copied().collect();
        let asked = self.git.command("cat-file").argument("--batch");
        let input: String = ids.iter().map(|id| format!("{id}\n")).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let answer = asked.input(input).answer()?.answer;
        blobs(&answer)
            .ok_or_else(|| Failure::new("what git cat-file answered cannot be read").into())
    }

    /// Looks at the remote. Only our own tags are asked for.
    pub(super) fn refs(&self) -> anyhow::Result<Refs> {
        let asked = self.git.command("ls-remote").arguments(["--symref", "--"]);
        let asked = asked.argument(&self.remote);
        let asked = asked.arguments(["HEAD", "refs/heads/*", "refs/tags/helm-stack/*"]);
        let answer = patient(asked).answer();
        let answer = answer.doing(format!("reading the GitOps repository {}", self.url));
        let answer = answer.next(format!(
            "see whether it can be read at all: git ls-remote {}",
            self.url
        ))?;
        Ok(Refs::parse(&answer.text()))
    }

    /// Brings a commit of the branch here. In the user's clone no ref is written: its branches stay as they are.
    pub(super) fn bring(&self, branch: &str, commit: &str) -> anyhow::Result<bool> {
        if self.has(commit)? {
            return Ok(true);
        }
        let asked = self.git.command("fetch").arguments([
            "--quiet",
            "--no-tags",
            "--no-prune",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-auto-gc",
        ]);
        let asked = match self.working_files {
            Some(_) => asked
                .argument("--refmap=")
                .arguments(["--", &self.remote])
                .argument(format!("refs/heads/{branch}")),
            None => asked.arguments(["--", &self.remote]).argument(format!(
                "+refs/heads/{branch}:refs/remotes/{}/{branch}",
                self.remote
            )),
        };
        let doing = || format!("fetching branch {branch} of {}", self.url);
        patient(asked).answer().doing(doing())?;
        self.has(commit)
    }

    fn fetch_commit(&self) -> anyhow::Result<(Refs, String, Option<String>)> {
        for _ in 0..LOOKS {
            let refs = self.refs()?;
            let branch = self
                .branch
                .as_deref()
                .unwrap_or(refs.usual_branch())
                .to_owned();
            self.check_branch(&branch)?;
            if refs.is_empty() {
                return Ok((refs, branch, None));
            }
            let Some(commit) = refs.commit(&branch).map(str::to_owned) else {
                return Err(self.no_branch(&refs, &branch));
            };
            if self.bring(&branch, &commit)? {
                return Ok((refs, branch, Some(commit)));
            }
        }
        let sentence = format!("the branch of {} is rewritten again and again", self.url);
        Err(Failure::new(sentence).next("try again").into())
    }

    /// Says whether a commit is here with all that belongs to it. A killed `git fetch` may leave a commit without its files
    /// behind, so the way from it to what refs have is walked, as `git fetch` does itself.
    fn has(&self, commit: &str) -> anyhow::Result<bool> {
        let asked = self.git.command("rev-list").arguments([
            "--quiet",
            "--objects",
            "--missing=allow-promisor",
            commit,
            "--not",
            "--all",
        ]);
        Ok(asked.end()?.is_success())
    }

    fn tree(&self, commit: &str) -> anyhow::Result<Tree> {
        let asked = self.git.command("ls-tree");
        let asked = asked.arguments(["-r", "-z", "--full-tree", commit]);
        Ok(Tree::parse(&asked.answer()?.answer))
    }

    fn files(&self, tree: &Tree, wanted: &[&str]) -> anyhow::Result<Files> {
        let files = tree.wanted(wanted);
        let ids: Vec<&str> = files.iter().map(|(_, id)| *id).collect();
        let contents = self.blobs(&ids)?;
        let content = |(path, id)| match contents.get(id) {
            Some(bytes) => Ok((path, bytes.clone())),
            None => Err(self.missing(path)),
        };
        files.into_iter().map(content).collect()
    }

    fn missing(&self, path: &str) -> anyhow::Error {
        let directory = self.directory.display();
        Failure::new(format!("{path} is missing in {directory}"))
            .next(format!(
                "see what is wrong with it: git --git-dir {directory} fsck"
            ))
            .into()
    }

    fn check_branch(&self, branch: &str) -> anyhow::Result<()> {
        let asked = self.git.command("check-ref-format");
        if asked
            .argument(format!("refs/heads/{branch}"))
            .end()?
            .is_success()
        {
            return Ok(());
        }
        let failure = Failure::new(format!("{branch:?} is no name a branch can have"));
        Err(failure.exit(Exit::Usage).into())
    }

    fn no_branch(&self, refs: &Refs, branch: &str) -> anyhow::Error {
        let there: Vec<&str> = refs.branches().take(10).collect();
        let there = there.join(", ");
        Failure::new(format!(
            "{} has no branch {branch}; it has {there}",
            self.url
        ))
        .next("name one of them with --branch, or create the branch first")
        .exit(Exit::NotFound)
        .into()
    }
}

/// Gives a program that talks to the remote the time it may take.
pub(super) fn patient(program: Program) -> Program {
    program.deadline(DEADLINE)
}

/// Reads what `git cat-file --batch` answered: `<id> <type> <size>`, the bytes, a line end; or `<id> missing`.
fn blobs(mut answer: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut blobs = BTreeMap::new();
    while !answer.is_empty() {
        let end = answer.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(&answer[..end]).ok()?;
        answer = &answer[end + 1..];
        let mut words = head.split(' ');
        let (id, kind) = (words.next()?, words.next()?);
        let Some(size) = words.next() else { continue };
        let size: usize = size.parse().ok()?;
        let bytes = answer.get(..size)?;
        answer = answer.get(size + 1..)?;
        if kind == "blob" {
            blobs.insert(id.to_owned(), bytes.to_vec());
        }
    }
    Some(blobs)
}
