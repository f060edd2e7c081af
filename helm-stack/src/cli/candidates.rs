//! Names a shell may offer: members of the stack around the working directory. What cannot be read offers none.

use clap_complete::CompletionCandidate;
use stack::file;
use stack::member::{Member, MemberKind};

use crate::folder::Folder;

/// Returns the add-ons, by name.
pub(super) fn addons() -> Vec<CompletionCandidate> {
    let is_addon = |member: &Member| member.reference.kind == MemberKind::Addon;
    named(|member| is_addon(member).then(|| member.reference.name.clone()))
}

/// Returns all members, by name.
pub(super) fn members() -> Vec<CompletionCandidate> {
    named(|member| Some(member.reference.name.clone()))
}

/// Returns all members, by kind and name.
pub(super) fn references() -> Vec<CompletionCandidate> {
    named(|member| Some(member.reference.to_string()))
}

fn named(name: impl Fn(&Member) -> Option<String>) -> Vec<CompletionCandidate> {
    let Some(decoded) = Folder::open(None)
        .ok()
        .and_then(|folder| file::of(&folder.files).ok())
    else {
        return Vec::new();
    };
    let stack = decoded.stack;
    let members = stack.all();
    members
        .filter_map(name)
        .map(CompletionCandidate::new)
        .collect()
}
