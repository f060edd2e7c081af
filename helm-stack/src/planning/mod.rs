//! From a stack folder, a GitOps repository and the keys at hand to the plan of a push: what `push` and `diff` share.
//!
//! Reads, and hands all of it to `stack::plan`, which decides. Nothing is written here.

pub(crate) mod place;
mod recipients;
mod record;
mod sealer;

use std::collections::BTreeSet;

use plugin_kit::failure::{Exit, Failure};
use stack::complaint::{Complaint, Place, Severity};
use stack::layout::{Layout, root_file};
use stack::member::Stack;
use stack::plan::{Change, Plan, Push, plan};
use stack::seal::is_sealed;

use crate::cli::PushTarget;
use crate::command::Session;
use crate::folder::Folder;
use crate::gitops::{Repository, Tip};
use crate::keyring::{Keyring, Process};
use crate::view::plan::Target;

pub(crate) use recipients::Recipients;
use record::Record;
pub(crate) use sealer::Sealer;

/// Files of the GitOps repository that a plan needs, beside those of its cluster: `stack::layout::is_needed`.
const WANTED: [&str; 7] = [
    ".sops.yaml",
    ".sops.yml",
    "argocd/",
    "clusters/*/cluster.yaml",
    "clusters/*/argocd/stacks/*",
    "clusters/*/stacks/*/pushed.yaml",
    "clusters/*/stacks/*/apps/*",
];

/// Everything that stays the same while a push is planned, perhaps more than once.
pub(crate) struct Planning {
    /// The stack folder.
    pub folder: Folder,
    /// The stack, as meant.
    pub stack: Stack,
    /// The GitOps repository.
    pub repository: Repository,
    /// Name of the cluster.
    pub cluster: String,
    target: PushTarget,
    /// Where its folder lies in the GitOps repository.
    layout: Layout,
    /// Whether the stack folder is that folder.
    is_inside: bool,
    /// What the folder knows of its last push, and where it keeps it.
    record: Record,
    /// What would be pushed in plain text and should perhaps not be.
    unsealed: Vec<Complaint>,
}

impl Planning {
    /// Reads the stack folder and opens the GitOps repository. Nothing is asked of a remote yet.
    ///
    /// # Errors
    /// There is no stack, or something is wrong with it; nobody says which repository or cluster; it cannot be opened.
    pub(crate) fn new(target: &PushTarget, session: &Session) -> anyhow::Result<Self> {
        let (folder, stack) = session.open()?;
        let unsealed = refuse_errors(&folder, &stack, session)?;
        let place = place::of(&target.repository, &folder.path)?;
        let repository = place::open(&place, target.repository.branch.as_deref())?;
        let layout = Layout::new(place.cluster.as_str(), stack.name.as_str());
        let is_inside = is_inside(&repository, &folder, &layout);
        let address = [repository.url(), &place.cluster, &stack.name];
        let record = Record::read(&folder.path, is_inside, address)?;
        Ok(Self {
            record,
            is_inside,
            layout,
            folder,
            stack,
            repository,
            cluster: place.cluster,
            target: target.clone(),
            unsealed,
        })
    }

    /// Returns the files of the GitOps repository to be read.
    pub(crate) fn wanted(&self) -> Vec<String> {
        let cluster = format!("clusters/{}/", self.cluster);
        WANTED
            .iter()
            .map(|path| (*path).to_owned())
            .chain([cluster])
            .collect()
    }

    /// Returns all keys that `encrypt` names, of whichever member.
    pub(crate) fn encrypted(&self) -> Vec<String> {
        let members = self.stack.all();
        members
            .flat_map(|member| member.encrypt.iter().cloned())
            .collect()
    }

    /// Plans the push on a tip.
    ///
    /// # Errors
    /// Complaints, which are told on standard error; a flag that contradicts what the repository says.
    pub(crate) fn plan(&self, tip: &Tip, session: &Session) -> anyhow::Result<Plan> {
        let keyring = Keyring::read(&Process);
        let refuse = |complaints: Vec<Complaint>| {
            session.refuse(&complaints, &self.folder.shown, "the push")
        };
        let recipients = Recipients::find(&tip.files, &self.folder.files).map_err(refuse)?;
        let mut sealer = Sealer::new(&keyring, recipients, self.target.reseal);
        let repository = place::repository_of_argocd(&self.target.repository, &self.repository);
        let tags: BTreeSet<String> = tip.tags.iter().cloned().collect();
        let set = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
        let (remove, ours, theirs) = (
            self.target.remove.iter().map(|word| name(word)).collect(),
            set(&self.target.ours),
            set(&self.target.theirs),
        );
        let push = Push {
            stack: &self.stack,
            folder: &self.folder.files,
            tip: &tip.files,
            known: self.record.known(),
            cluster: &self.cluster,
            repository: &repository,
            branch: &tip.branch,
            tags: &tags,
            remove: &remove,
            ours: &ours,
            theirs: &theirs,
        };
        let mut planned = plan(&push, &mut |request| sealer.seal(request)).map_err(refuse)?;
        planned.remarks.extend(sealer.into_remarks());
        planned.remarks.extend(self.unsealed.iter().cloned());
        self.agrees(&planned, &repository)?;
        planned.remarks.extend(self.first_from_here(&planned, tip));
        planned.remarks.extend(other_branch(&planned, &tip.branch));
        planned
            .remarks
            .extend(no_root(&planned, tip, self.repository.url()));
        Ok(planned)
    }

    /// Says that the cluster has the stack already.
    pub(crate) fn nothing_to_push(&self) -> String {
        format!(
            "nothing to push: {} has {} as it is here",
            self.cluster, self.stack.name
        )
    }

    /// Returns what a view says of where the push goes.
    pub(crate) fn shown(&self, tip: &Tip) -> Target {
        Target {
            stack: self.stack.name.clone(),
            version: self.stack.version.to_string(),
            cluster: self.cluster.clone(),
            repository: self.repository.url().to_owned(),
            branch: tip.branch.clone(),
        }
    }

    /// Returns the files of the stack folder, by their paths in it, that the plan has sealed and that lie inside the GitOps
    /// repository's own working files: with what is to be written into them.
    pub(crate) fn sealed_working_files<'a>(&self, plan: &'a Plan) -> Vec<(&'a str, &'a [u8])> {
        if !self.is_inside {
            return Vec::new();
        }
        let prefix = self.layout.folder();
        let below = |path: &'a str| path.strip_prefix(&prefix)?.strip_prefix('/');
        let sealed =
            |change: &'a Change| Some((below(&change.path)?, change.bytes.as_ref()?.as_bytes()));
        let plain = |(path, bytes): &(&str, &[u8])| {
            let here = self.folder.files.get(path);
            here.is_some_and(|here| here != *bytes)
                && std::str::from_utf8(bytes).is_ok_and(is_sealed)
        };
        plan.changes
            .iter()
            .filter_map(sealed)
            .filter(plain)
            .collect()
    }

    /// Remembers what a plan records before it is done, as a push that is killed may have arrived.
    ///
    /// # Errors
    /// The cache cannot be written to.
    pub(crate) fn remember_sent(&self, plan: &Plan) -> anyhow::Result<()> {
        let written = self.recorded(plan);
        written.map_or(Ok(()), |record| self.record.remember_sent(record))
    }

    /// Remembers what a plan that was done has recorded, so that the next push from here knows what others change.
    ///
    /// # Errors
    /// The cache cannot be written to.
    pub(crate) fn remember(&self, plan: &Plan) -> anyhow::Result<()> {
        let written = self.recorded(plan);
        written.map_or(Ok(()), |record| self.record.remember(record))
    }

    fn recorded<'a>(&self, plan: &'a Plan) -> Option<&'a [u8]> {
        let path = self.layout.pushed();
        let mut changes = plan.changes.iter();
        let written = changes.find(|change| change.path == path)?;
        Some(written.bytes.as_ref()?.as_bytes())
    }

    /// Remembers what lies there as what this folder last pushed, where the two are the same and nobody knew it.
    ///
    /// # Errors
    /// The cache cannot be written to.
    pub(crate) fn remember_same(&self, plan: &Plan, tip: &Tip) -> anyhow::Result<()> {
        let differs = plan
            .remarks
            .iter()
            .any(|remark| remark.rule.starts_with("kept-"));
        match tip.files.get(&self.layout.pushed()) {
            Some(record) if self.record.known().is_empty() && !differs => {
                self.record.remember(record)
            }
            _ => Ok(()),
        }
    }

    /// Says that nobody can tell what others have changed: this folder is not known to have pushed the stack.
    fn first_from_here(&self, plan: &Plan, tip: &Tip) -> Option<Complaint> {
        let path = self.layout.pushed();
        if !self.record.known().is_empty() || plan.is_empty() || !tip.files.contains(&path) {
            return None;
        }
        Some(Complaint {
            severity: Severity::Note,
            ..Complaint::error(
                "first-push-from-here",
                Place::file(path),
                "the stack lies there already, and this folder has not pushed it before: where the two differ, this folder wins",
                "look at `helm stack diff`, and bring home what others have changed",
            )
        })
    }

    /// Refuses a `--argocd-repo`, which reads as `meant`, that is not the one the cluster's file knows.
    fn agrees(&self, plan: &Plan, meant: &str) -> anyhow::Result<()> {
        let Some(said) = &self.target.repository.argocd_repo else {
            return Ok(());
        };
        let known = &plan.cluster.repository;
        if meant == known {
            return Ok(());
        }
        let file = format!("clusters/{}/cluster.yaml", self.cluster);
        Err(Failure::new(format!(
            "--argocd-repo is {said}, but {file} says that Argo CD reads {known}"
        ))
        .next(format!(
            "leave the flag out, or change `repository` in {file}"
        ))
        .exit(Exit::Usage)
        .into())
    }
}

/// Says whether a stack folder is the one of the GitOps repository that lies in the user's own clone of it.
fn is_inside(repository: &Repository, folder: &Folder, layout: &Layout) -> bool {
    let top = repository.working_files();
    let folder = top.and_then(|top| folder.path.strip_prefix(top).ok());
    folder.and_then(|folder| folder.to_str()) == Some(layout.folder().as_str())
}

/// Returns the name of a member written as NAME or KIND/NAME, which is how plans call it.
fn name(member: &str) -> String {
    let bare = match member.split_once('/') {
        Some(("addon" | "manifest", name)) => name,
        _ => member,
    };
    bare.to_owned()
}

/// Rules of `lint` about what stays plain although it may be a secret: a push cannot be taken back.
const UNSEALED: [&str; 4] = [
    "unused-encrypt",
    "unlisted-secret",
    "plain-parameter",
    "plain-default",
];

/// Refuses a stack with errors that `lint` finds, and returns its warnings of what would be pushed in plain text; other
/// warnings are `lint`'s to tell.
fn refuse_errors(
    folder: &Folder,
    stack: &Stack,
    session: &Session,
) -> anyhow::Result<Vec<Complaint>> {
    let complaints = stack::check::check(stack, &folder.files);
    let (errors, others): (Vec<_>, Vec<_>) = complaints.into_iter().partition(Complaint::is_error);
    if !errors.is_empty() {
        return Err(session.refuse(&errors, &folder.shown, "the stack"));
    }
    let unsealed = |complaint: &Complaint| UNSEALED.contains(&complaint.rule);
    Ok(others.into_iter().filter(unsealed).collect())
}

/// Says what leads Argo CD here, where nothing does yet.
fn no_root(plan: &Plan, tip: &Tip, url: &str) -> Option<Complaint> {
    let file = root_file(&plan.cluster.instance);
    if tip.files.contains(&file) {
        return None;
    }
    let name = &plan.cluster.name;
    Some(Complaint {
        severity: Severity::Note,
        ..Complaint::error(
            "no-root",
            Place::file(file),
            "Argo CD does not look at this repository before its root Application is applied",
            format!("run `helm stack setup --repo {url} --cluster {name} --apply` once"),
        )
    })
}

fn other_branch(plan: &Plan, branch: &str) -> Option<Complaint> {
    let follows = &plan.cluster.branch;
    let file = Place::file(format!("clusters/{}/cluster.yaml", plan.cluster.name));
    (follows != branch).then(|| {
        let what = format!("Argo CD follows {follows}, and this goes to {branch}");
        Complaint::warning(
            "other-branch",
            file,
            what,
            format!("merge it into {follows} to deploy it"),
        )
    })
}
