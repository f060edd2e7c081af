//! Names given on the command line that nothing bears: a decision nobody took must not pass for one that was.

use std::collections::BTreeMap;

use argocd::nearest::nearest;

use crate::complaint::{Complaint, Place, Severity};

use super::Push;
use super::removal;
use super::tip::Tip;

/// Returns notes on members and files that are named and are not there; `ids` are the files that are wanted, by path.
pub(super) fn strays(push: &Push, tip: &Tip, ids: &BTreeMap<String, String>) -> Vec<Complaint> {
    let layout = push.layout();
    let is_known = |file: &str| {
        let inside = layout.file(file);
        [file, inside.as_str()]
            .iter()
            .any(|path| ids.contains_key(*path) || tip.get(path).is_some())
    };
    let folder = format!("{}/", layout.folder());
    let short = ids.keys().filter_map(|path| path.strip_prefix(&folder));
    let flags = [("--ours", push.ours), ("--theirs", push.theirs)];
    let files = flags.into_iter().flat_map(|(flag, files)| {
        let unknown = files.iter().filter(|file| !is_known(file));
        unknown.map(move |file| (flag, file))
    });
    let files = files.map(|(flag, file)| {
        let what = format!("{flag} {file} decided nothing: there is no such file");
        note(what, nearest(file, short.clone(), 1).pop())
    });
    let removed = removal::removed(push, tip);
    let unknown = push.remove.iter().filter(|name| !removed.contains(name));
    let members = unknown.map(|name| {
        let what = format!("--remove {name} removed nothing: no member of that name is there");
        note(
            what,
            nearest(name, removed.iter().map(String::as_str), 1).pop(),
        )
    });
    files.chain(members).collect()
}

fn note(what: String, meant: Option<&str>) -> Complaint {
    let next = meant.map_or_else(
        || "leave it out, or correct it".to_owned(),
        |meant| format!("did you mean {meant}?"),
    );
    Complaint {
        severity: Severity::Note,
        ..Complaint::error("stray-name", Place::file("stack.yaml"), what, next)
    }
}
