//! Rule `not-yaml`: files of values and manifests that are not YAML, or not the one document values are.

use super::subject::{Subject, files_of, not_yaml, read_all, read_one};
use crate::complaint::{Complaint, Place};
use crate::files::Files;
use crate::yaml::fault::{Fault, Reason};

/// Checks the files that members name and all others of the folders of values and manifests.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let mut complaints = of_folder(subject.files);
    let named = subject.stack.members.iter().flat_map(files_of);
    let elsewhere = named.filter(|file| file.starts_with("charts/"));
    complaints.extend(elsewhere.filter_map(|file| fault(subject.files, file)));
    complaints
}

/// Checks all files of the folders of values and manifests.
pub(super) fn of_folder(files: &Files) -> Vec<Complaint> {
    let all = files.below("add-ons").chain(files.below("manifests"));
    let yaml = all.map(|(path, _)| path).filter(|path| is_yaml(path));
    yaml.filter_map(|path| fault(files, path)).collect()
}

/// Says whether a path is one of a YAML file.
pub(super) fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn fault(files: &Files, path: &str) -> Option<Complaint> {
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
    let fault = match path.starts_with("manifests/") {
        true => read_all(text).err(),
        false => read_one(text).err(),
    };
    fault.map(|fault| complaint(path, &fault))
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
