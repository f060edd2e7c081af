//! A plan being made: each file is put in with its three sides and comes out as a change, a remark or a conflict.

use std::collections::{BTreeMap, BTreeSet};

use crate::complaint::Complaint;
use crate::files::blob_id;
use crate::layout::Layout;
use crate::seal::Sealed;

use super::conflict;
use super::merge::{Choice, Clash, Outcome, Owner, Sides, Why, decide};
use super::tip::Tip;
use super::{Change, ChangeKind, Push};

/// A file that is wanted, or wanted no more.
pub(super) struct Put<'a> {
    /// Its path in the GitOps repository.
    pub(super) path: String,
    /// Whose it is.
    pub(super) owner: Owner,
    /// Its bytes, where it is wanted.
    pub(super) ours: Option<Sealed>,
    /// Where in the stack folder it comes from.
    pub(super) home: &'a str,
}

/// A plan being made.
pub(super) struct Draft<'a> {
    push: &'a Push<'a>,
    layout: &'a Layout,
    tip: &'a Tip<'a>,
    /// Files to write and delete, by path.
    pub(super) changes: BTreeMap<String, Change>,
    /// Files of which nobody can tell which side is meant.
    pub(super) conflicts: Vec<Complaint>,
    /// What was wanted in their places.
    pub(super) clashes: Vec<Change>,
    /// What is worth knowing beside.
    pub(super) remarks: Vec<Complaint>,
    /// Ids of all files that are wanted, by path.
    pub(super) ids: BTreeMap<String, String>,
}

impl<'a> Draft<'a> {
    /// Returns a plan of nothing.
    pub(super) fn new(push: &'a Push<'a>, layout: &'a Layout, tip: &'a Tip<'a>) -> Self {
        Self {
            push,
            layout,
            tip,
            changes: BTreeMap::new(),
            conflicts: Vec::new(),
            clashes: Vec::new(),
            remarks: Vec::new(),
            ids: BTreeMap::new(),
        }
    }

    /// Puts in a file of this stack.
    pub(super) fn put(&mut self, put: Put) {
        let base = match put.owner {
            Owner::Person => self.tip.home_base(&put.path),
            _ => self
                .tip
                .base(&put.path)
                .map(str::to_owned)
                .into_iter()
                .collect(),
        };
        self.put_on(put, base);
    }

    /// Puts in a file whose base is known otherwise: ids under which it counts as ours.
    pub(super) fn put_on(&mut self, put: Put, base: BTreeSet<String>) {
        if let Some(bytes) = &put.ours {
            self.ids.insert(put.path.clone(), blob_id(bytes.as_bytes()));
        }
        let sides = Sides {
            base,
            theirs: self.tip.get(&put.path),
            ours: put.ours.as_ref().map(Sealed::as_bytes),
        };
        let decided = decide(put.owner, &sides, self.choice(&put.path));
        match self.unless_outdated(&put, decided) {
            Outcome::Same => {}
            Outcome::Ours => self.change(put.path, put.ours),
            Outcome::Kept(why) => {
                let remark = conflict::remark(&put.path, put.owner, why, put.home);
                self.remarks.push(remark);
            }
            Outcome::Conflict(clash) => {
                let short = self.short(&put.path);
                let complaint = conflict::complaint(&put.path, short, clash, put.home);
                self.conflicts.push(complaint);
                let change = self.changed(put.path, put.ours);
                self.clashes.push(change);
            }
        }
    }

    /// Applications follow the stack file that is pushed: an old one would take back what others have pushed since, and
    /// keeping theirs beside Applications of ours would be a lie.
    fn unless_outdated(&self, put: &Put, outcome: Outcome) -> Outcome {
        let is_stack_file = put.path == self.layout.file("stack.yaml");
        match outcome {
            Outcome::Kept(Why::TheirsChanged) if is_stack_file && self.tip.is_outdated() => {
                Outcome::Conflict(Clash::Outdated)
            }
            Outcome::Kept(Why::Chosen) if is_stack_file => Outcome::Conflict(Clash::Outdated),
            outcome => outcome,
        }
    }

    /// Writes or deletes a file, whatever lies there.
    pub(super) fn change(&mut self, path: String, bytes: Option<Sealed>) {
        let change = self.changed(path, bytes);
        self.changes.insert(change.path.clone(), change);
    }

    fn changed(&self, path: String, bytes: Option<Sealed>) -> Change {
        let kind = match (&bytes, self.tip.get(&path)) {
            (None, _) => ChangeKind::Delete,
            (Some(_), None) => ChangeKind::Add,
            (Some(_), Some(_)) => ChangeKind::Change,
        };
        Change { path, kind, bytes }
    }

    /// Says whether a file of the stack folder changes at the tip; one that ends in a slash stands for all below it.
    pub(super) fn changes_file(&self, path: &str) -> bool {
        let path = self.layout.file(path);
        match path.ends_with('/') {
            true => self.changes.keys().any(|change| change.starts_with(&path)),
            false => self.changes.contains_key(&path),
        }
    }

    /// Returns the edits that others made at the tip of a file of the stack folder since the last push: for each file
    /// whether the stack says the same by now. A path that ends in a slash stands for all below it.
    pub(super) fn edits_there(&self, path: &str) -> Vec<bool> {
        let path = self.layout.file(path);
        let recorded = self.tip.pushed.iter().flat_map(|pushed| &pushed.files);
        let meant = recorded.filter(|(file, _)| match path.ends_with('/') {
            true => file.starts_with(&path),
            false => **file == path,
        });
        let edits = meant.filter_map(|(file, base)| {
            let there = self.tip.get(file).map(blob_id)?;
            (there != *base).then(|| self.ids.get(file) == Some(&there))
        });
        edits.collect()
    }

    /// Returns a path as a person may call it: that in the stack folder, where it lies there.
    fn short<'b>(&self, path: &'b str) -> &'b str {
        let inside = path.strip_prefix(self.layout.folder().as_str());
        let inside = inside.and_then(|rest| rest.strip_prefix('/'));
        inside.unwrap_or(path)
    }

    /// Returns what a person decided for a file, by its path in the repository or in the stack folder.
    fn choice(&self, path: &str) -> Option<Choice> {
        let short = self.short(path);
        let named = |paths: &BTreeSet<String>| paths.contains(path) || paths.contains(short);
        if named(self.push.ours) {
            return Some(Choice::Ours);
        }
        named(self.push.theirs).then_some(Choice::Theirs)
    }
}
