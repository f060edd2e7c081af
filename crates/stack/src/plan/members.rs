//! Members of a push: their Applications, what changes of each, and which revision each follows.

use serde_json::Value;

use crate::application::{self, MemberInput, Site};
use crate::complaint::Complaint;
use crate::member::{Content, Member, Repository};

use super::build::{holds_data, member_paths};
use super::draft::Draft;
use super::revision::{Follows, Moves, follows};
use super::tip::Tip;
use super::{MemberChange, MemberPlan, WantedFiles};

/// Where the chart's version stands in an Application of a chart from elsewhere.
const VERSION: &str = "/spec/sources/0/targetRevision";

/// What makes a chart from elsewhere another one.
const CHART: [&str; 4] = [
    VERSION,
    "/spec/sources/0/repoURL",
    "/spec/sources/0/chart",
    "/spec/sources/0/path",
];

/// Where the revision of the GitOps repository stands in an Application of a member.
const REVISIONS: [&str; 2] = [
    "/spec/sources/1/targetRevision",
    "/spec/source/targetRevision",
];

/// What all members are planned with.
pub(super) struct Context<'a> {
    pub(super) site: Site<'a>,
    pub(super) tip: &'a Tip<'a>,
    pub(super) draft: &'a Draft<'a>,
    pub(super) wanted: &'a WantedFiles,
    /// Tag of this push, should anything be pinned to it.
    pub(super) tag: &'a str,
}

/// A member as it is to be deployed.
pub(super) struct Planned {
    /// Its Application.
    pub(super) application: Value,
    /// Its Application at the tip.
    pub(super) theirs: Option<Value>,
    /// What changes of it.
    pub(super) plan: MemberPlan,
}

impl Context<'_> {
    /// Plans a member.
    ///
    /// # Errors
    /// What is wrong with its Application.
    pub(super) fn member(&self, member: &Member, wave: u32) -> Result<Planned, Vec<Complaint>> {
        let theirs = self.theirs(member);
        let before = theirs.as_ref().and_then(revision);
        let branch = self.site.cluster.branch.as_str();
        let as_before = self.application(member, wave, before.unwrap_or(branch))?;
        let moves = self.moves(member, theirs.as_ref(), &as_before);
        let is_pinned = before.is_some_and(|before| self.site.layout.is_tag(before));
        let revision = match follows(self.site.cluster.revision, moves, is_pinned) {
            Follows::AsBefore => before.unwrap_or(branch),
            Follows::Branch => branch,
            Follows::Tag => self.tag,
        };
        let application = self.application(member, wave, revision)?;
        let name = application["metadata"]["name"].as_str();
        if let Some(complaint) = theirs
            .as_ref()
            .and_then(|theirs| renamed(member, theirs, &application))
        {
            return Err(vec![complaint]);
        }
        let plan = MemberPlan {
            reference: member.reference.clone(),
            application: name.unwrap_or_default().to_owned(),
            wave: Some(wave),
            pinned: self
                .site
                .layout
                .is_tag(revision)
                .then(|| revision.to_owned()),
            change: change(member, moves, theirs.as_ref(), &application),
        };
        Ok(Planned {
            application,
            theirs,
            plan,
        })
    }

    /// Returns the member's Application at the tip.
    fn theirs(&self, member: &Member) -> Option<Value> {
        let path = self.site.layout.application(&member.reference.name);
        self.tip.application(&path)
    }

    fn application(
        &self,
        member: &Member,
        wave: u32,
        revision: &str,
    ) -> Result<Value, Vec<Complaint>> {
        let overrides = self.site.layout.overrides(&member.reference.name);
        let input = MemberInput {
            member,
            wave,
            revision,
            has_overrides: self.tip.get(&overrides).is_some(),
            holds_data: holds_data(member, self.wanted),
        };
        application::member(self.site, &input)
    }

    /// Returns what the push does to a member; `as_before` is its Application if it follows what it followed.
    fn moves(&self, member: &Member, theirs: Option<&Value>, as_before: &Value) -> Moves {
        let Some(theirs) = theirs else {
            return Moves::default();
        };
        let mut with_their_chart = as_before.clone();
        CHART
            .iter()
            .for_each(|pointer| take(&mut with_their_chart, theirs, pointer));
        let differs = |pointer: &str| theirs.pointer(pointer) != as_before.pointer(pointer);
        let is_from_elsewhere = match &member.content {
            Content::Chart(chart) => !matches!(chart.repository, Repository::Local(_)),
            Content::Manifest(_) => false,
        };
        let paths = member_paths(member);
        let edits: Vec<bool> = paths
            .iter()
            .flat_map(|path| self.draft.edits_there(path))
            .collect();
        Moves {
            is_known: true,
            is_from_elsewhere,
            version: CHART.iter().any(|pointer| differs(pointer)),
            files: paths.iter().any(|path| self.draft.changes_file(path)),
            settings: with_their_chart != *theirs,
            edited_there: !edits.is_empty(),
            brought_home: !edits.is_empty() && edits.iter().all(|is_home| *is_home),
        }
    }
}

/// Complains of an Application that would get another name.
fn renamed(member: &Member, theirs: &Value, ours: &Value) -> Option<Complaint> {
    let name = |application: &Value| application["metadata"]["name"].as_str().map(str::to_owned);
    let (before, now) = (name(theirs)?, name(ours)?);
    (before != now).then(|| {
        let complaint = Complaint::error(
            "renamed-application",
            member.place.clone(),
            format!("the Application of {} is called {before}, and would be called {now}", member.reference),
            format!("write applicationName: {before}; or remove the member in one push and add it in another"),
        );
        complaint.because("Argo CD would delete the old one with everything it deployed, beside the new one")
    })
}

/// Takes one field over, where both have it.
fn take(ours: &mut Value, theirs: &Value, pointer: &str) {
    if let (Some(ours), Some(theirs)) = (ours.pointer_mut(pointer), theirs.pointer(pointer)) {
        *ours = theirs.clone();
    }
}

/// Returns the revision of the GitOps repository that an Application of a member follows.
fn revision(application: &Value) -> Option<&str> {
    let mut found = REVISIONS
        .iter()
        .filter_map(|pointer| application.pointer(pointer));
    found.next()?.as_str()
}

fn change(member: &Member, moves: Moves, theirs: Option<&Value>, ours: &Value) -> MemberChange {
    let Some(theirs) = theirs else {
        return MemberChange::Added {
            version: version(member),
        };
    };
    let text =
        |application: &Value, pointer| application.pointer(pointer)?.as_str().map(str::to_owned);
    let versions = (text(theirs, VERSION), text(ours, VERSION));
    let revisions = (revision(theirs), revision(ours));
    if theirs == ours && !moves.files {
        return MemberChange::Same;
    }
    MemberChange::Changed {
        version: match versions {
            (Some(from), Some(to)) if from != to => Some((from, to)),
            _ => None,
        },
        files: moves.files,
        settings: moves.settings,
        revision: match revisions {
            (Some(from), Some(to)) if from != to => Some((from.to_owned(), to.to_owned())),
            _ => None,
        },
    }
}

fn version(member: &Member) -> Option<String> {
    match &member.content {
        Content::Chart(chart) => Some(chart.version.clone()),
        Content::Manifest(_) => None,
    }
}
