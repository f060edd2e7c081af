//! Rule `unused-file`: YAML in the folders of values and manifests that no member names.

use std::collections::BTreeSet;

use super::not_yaml::yaml_of;
use super::subject::Subject;
use crate::complaint::{Complaint, Place};
use crate::member::Member;

/// Checks both folders; files of members that are not enabled are used.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let stack = subject.stack;
    let members = stack.all();
    let used: BTreeSet<&str> = members.flat_map(Member::files).collect();
    let paths = yaml_of(subject.files);
    paths
        .filter(|path| !used.contains(path))
        .map(complaint)
        .collect()
}

fn complaint(path: &str) -> Complaint {
    let next = match path.starts_with("manifests/") {
        true => "name it under `manifests:` of stack.yaml, or delete it",
        false => "name it as `values:` or under `valueFiles:` of an add-on, or delete it",
    };
    let what = "no member of the stack uses this file";
    Complaint::warning("unused-file", Place::file(path), what, next)
}
