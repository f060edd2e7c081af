//! The plan of a push, as a value: every file, every member, every conflict; shown before it is done, and then done exactly.

use crate::complaint::Complaint;
use crate::files::Files;
use crate::member::{MemberKind, MemberRef};

use crate::seal::Sealed;

use crate::cluster_file::ClusterFile;

/// What a push would do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Files to write and delete, in the order of their paths.
    pub changes: Vec<Change>,
    /// Files of which nobody can tell which side is meant; with one of them nothing may be done.
    pub conflicts: Vec<Complaint>,
    /// What the stack wants in the place of each file in conflict, to be looked at; it is never written.
    pub clashes: Vec<Change>,
    /// What is worth knowing beside.
    pub remarks: Vec<Complaint>,
    /// Members in the order of the stack, then those that are removed.
    pub members: Vec<MemberPlan>,
    /// Tag that goes up with the commit, where a member is pinned to it.
    pub tag: Option<String>,
    /// Message of the commit.
    pub message: String,
    /// The cluster that is pushed to.
    pub cluster: ClusterFile,
    /// Whether it is the cluster's first push.
    pub is_first: bool,
}

impl Plan {
    /// Says whether there is nothing to do: no commit is made then.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Says whether the plan may be done.
    pub fn is_clear(&self) -> bool {
        self.conflicts.is_empty()
    }

    /// Returns the tip as it is once the plan is done.
    pub fn applied(&self, tip: &Files) -> Files {
        let mut files = tip.clone();
        for change in &self.changes {
            match &change.bytes {
                Some(bytes) => files.insert(change.path.as_str(), bytes.as_bytes()),
                None => drop(files.remove(&change.path)),
            }
        }
        files
    }
}

/// A file to write or delete.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path in the GitOps repository.
    pub path: String,
    /// What is done.
    pub kind: ChangeKind,
    /// Its bytes; none where it is deleted.
    pub bytes: Option<Sealed>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} {}", self.kind, self.path)
    }
}

/// What is done to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Add,
    /// It is there with other bytes.
    Change,
    /// It goes.
    Delete,
}

/// What a push does to a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPlan {
    /// Which one it is.
    pub reference: MemberRef,
    /// Name of its Application.
    pub application: String,
    /// Its wave; none for one that is removed.
    pub wave: Option<u32>,
    /// Tag it is pinned to afterwards.
    pub pinned: Option<String>,
    /// What changes.
    pub change: MemberChange,
}

impl MemberPlan {
    /// Returns the word for the files that the member delivers.
    pub fn files_word(&self) -> &'static str {
        match self.reference.kind {
            MemberKind::Manifest => "manifest",
            MemberKind::Addon => "values",
        }
    }
}

/// What changes of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// It is new.
    Added {
        /// Version of its chart.
        version: Option<String>,
    },
    /// It is deployed with something else.
    Changed {
        /// Versions of its chart before and afterwards, where they differ.
        version: Option<(String, String)>,
        /// Whether its values, its manifest or its local chart change.
        files: bool,
        /// Whether anything else of its Application changes.
        settings: bool,
        /// Revisions of the GitOps repository it follows before and afterwards, where they differ.
        revision: Option<(String, String)>,
    },
    /// It goes with everything it deployed.
    Removed,
    /// Nothing.
    Same,
}
