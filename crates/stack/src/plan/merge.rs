//! Three sides of one file: what was pushed last, what lies there now, what is wanted. Whole files; keys come later.

use std::collections::BTreeSet;

use crate::files::blob_id;

/// Whose a file is, which says what an edit of others means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A person's: an edit in the GitOps repository is as good as one in the stack folder.
    Person,
    /// This stack's push, which writes it anew each time: an edit would be lost.
    Push,
    /// The pushes of several stacks.
    Pushes,
}

/// The three sides of a file; an absent side is a file that is not there.
#[derive(Clone, Debug)]
pub(super) struct Sides<'a> {
    /// Ids under which it was pushed: the last one, or all that any push of any stack recorded.
    pub(super) base: BTreeSet<String>,
    /// What lies there now.
    pub(super) theirs: Option<&'a [u8]>,
    /// What is wanted.
    pub(super) ours: Option<&'a [u8]>,
}

/// What a person decided beforehand for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// What is wanted wins.
    Ours,
    /// What lies there wins.
    Theirs,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is as wanted already.
    Same,
    /// It is written, or deleted where nothing is wanted.
    Ours,
    /// It stays as it lies there.
    Kept(Why),
    /// Nobody can tell which side is meant.
    Conflict(Clash),
}

/// Why a file stays as it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// Only others changed it.
    TheirsChanged,
    /// The stack has it no more, but others have changed it.
    NoLongerOurs,
    /// A person decided so.
    Chosen,
}

/// How two sides clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// Both changed it.
    Both,
    /// Others deleted it, and it is still wanted.
    DeletedThere,
    /// Others have pushed another stack file since the last push from this folder, from which everything else follows.
    Outdated,
    /// Others edited what a push writes anew.
    Generated,
    /// It lies there and differs, and no push wrote it.
    NoBase,
}

/// Decides on a file.
pub(super) fn decide(owner: Owner, sides: &Sides, choice: Option<Choice>) -> Outcome {
    if sides.theirs == sides.ours {
        return Outcome::Same;
    }
    match choice {
        Some(Choice::Ours) => return Outcome::Ours,
        Some(Choice::Theirs) => return Outcome::Kept(Why::Chosen),
        None => {}
    }
    let id = |side: Option<&[u8]>| side.map(blob_id);
    let is_base = |id: Option<String>| id.is_some_and(|id| sides.base.contains(&id));
    let is_new = sides.base.is_empty();
    match (sides.theirs, is_new) {
        (None, true) => return Outcome::Ours,
        (Some(_), true) => return Outcome::Conflict(Clash::NoBase),
        (Some(_), false) if is_base(id(sides.theirs)) => return Outcome::Ours,
        _ => {}
    }
    // Others have changed it.
    match (owner, sides.theirs, sides.ours) {
        (Owner::Push, ..) => Outcome::Conflict(Clash::Generated),
        (Owner::Pushes, ..) if is_base(id(sides.ours)) => Outcome::Kept(Why::TheirsChanged),
        (Owner::Pushes, ..) => Outcome::Conflict(Clash::Both),
        (Owner::Person, Some(_), None) => Outcome::Kept(Why::NoLongerOurs),
        (Owner::Person, None, _) => Outcome::Conflict(Clash::DeletedThere),
        (Owner::Person, ..) if is_base(id(sides.ours)) => Outcome::Kept(Why::TheirsChanged),
        (Owner::Person, ..) => Outcome::Conflict(Clash::Both),
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
