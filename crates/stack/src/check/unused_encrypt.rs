//! Rule `unused-encrypt`: keys of `encrypt` that no file of the member has, so that what was meant stays plain.

use std::collections::BTreeSet;

use argocd::nearest::nearest;

use super::leaf;
use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Member, MemberKind};

/// Checks every member.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    let sealing = members.filter(|member| !member.encrypt.is_empty() && subject.is_whole(member));
    sealing
        .flat_map(|member| of_member(subject, member))
        .collect()
}

fn of_member(subject: &Subject<'_>, member: &Member) -> Vec<Complaint> {
    let paths = paths(subject, member);
    let unused = member.encrypt.iter().filter(|key| !is_there(&paths, key));
    unused.map(|key| complaint(member, key, &paths)).collect()
}

/// Returns the paths of all keys in the files of a member.
fn paths(subject: &Subject<'_>, member: &Member) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (_, yaml) in subject.documents_of(member) {
        for leaf in leaf::leaves(&yaml.document) {
            let keys = leaf.path();
            paths.extend((1..=keys.len()).map(|length| keys[..length].join(".")));
        }
    }
    paths
}

/// Says whether a key is there: a path from the root, a name anywhere.
fn is_there(paths: &BTreeSet<String>, key: &str) -> bool {
    let key = key.replace("\\.", ".");
    let below = format!(".{key}");
    paths.contains(&key) || (!key.contains('.') && paths.iter().any(|path| path.ends_with(&below)))
}

/// Returns the paths that are long enough to be meant: a short one is part of many words.
fn long(paths: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    paths
        .iter()
        .map(String::as_str)
        .filter(|path| path.len() > 3)
}

fn complaint(member: &Member, key: &str, paths: &BTreeSet<String>) -> Complaint {
    let name = key.rsplit('.').next().unwrap_or(key);
    let below = format!(".{name}");
    let same = paths
        .iter()
        .find(|path| *path == name || path.ends_with(&below));
    let near = || nearest(key, long(paths), 1).pop();
    let next = match same.map(String::as_str).or_else(near) {
        Some(meant) => format!("did you mean {meant}?"),
        None if member.reference.kind == MemberKind::Addon => format!(
            "write the key into the file (helm stack set {} {key} --stdin), or take it out of encrypt",
            member.reference.name
        ),
        None => "write the key into the file, or take it out of encrypt".to_owned(),
    };
    let files = member.files().join(" and ");
    let what = format!(
        "{} names {key} in encrypt, which is nowhere in {files}",
        member.reference
    );
    Complaint::warning("unused-encrypt", member.place.clone(), what, next)
}
