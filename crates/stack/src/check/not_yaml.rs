//! Rule `not-yaml`: files of values and manifests that are not YAML, or not the one document values are.

use std::collections::BTreeSet;

use super::subject::{Subject, read_file};
use crate::complaint::{Complaint, Place};
use crate::file::not_yaml;
use crate::files::Files;
use crate::member::Member;
use crate::yaml::fault::{Fault, Reason};

/// Checks the files that members name and all others of the folders of values and manifests.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let named = subject.stack.members.iter().flat_map(Member::files);
    let paths: BTreeSet<&str> = named.chain(yaml_of(subject.files)).collect();
    let checked = paths
        .into_iter()
        .filter_map(|path| match subject.fault(path) {
            Some(fault) => fault.map(|fault| complaint(path, fault)),
            None => read(subject.files, path),
        });
    checked.collect()
}

/// Checks all files of the folders of values and manifests.
pub(super) fn of_folder(files: &Files) -> Vec<Complaint> {
    yaml_of(files)
        .filter_map(|path| read(files, path))
        .collect()
}

/// Returns the YAML files in the folders of values and manifests.
pub(super) fn yaml_of(files: &Files) -> impl Iterator<Item = &str> {
    let all = files.below("add-ons").chain(files.below("manifests"));
    let paths = all.map(|(path, _)| path);
    paths.filter(|path| path.ends_with(".yaml") || path.ends_with(".yml"))
}

fn read(files: &Files, path: &str) -> Option<Complaint> {
    files.get(path)?;
    let Some(text) = files.text(path) else {
        let what = "not text in UTF-8";
        return Some(Complaint::error(
            "not-yaml",
            Place::file(path),
            what,
            "save it as UTF-8",
        ));
    };
    let fault = read_file(path, text).err()?;
    Some(complaint(path, &fault))
}

fn complaint(path: &str, fault: &Fault) -> Complaint {
    match fault.reason {
        Reason::SeveralDocuments => Complaint::error(
            "several-documents",
            Place::at(path, fault.line, fault.column),
            "a second document begins here, and values are one",
            "make one of them, or move the second to a file of its own under `valueFiles:`",
        ),
        Reason::Syntax | Reason::Value => not_yaml(path, fault),
    }
}
