//! Rules about a whole stack: what `lint` complains about and `push` refuses. One rule a file.
//!
//! A rule looks at a [`subject::Subject`] and returns complaints; it never changes anything, and never puts a value of a
//! file into a complaint. What can be said of `stack.yaml` alone is said in `file`.

mod empty;
mod leaf;
mod local_chart;
mod manifest;
mod name_length;
mod namespace;
mod not_yaml;
mod parameter;
mod plain_secret;
mod shared_release;
mod subject;
mod unlisted_secret;
mod unused_encrypt;
mod unused_file;
mod values;

#[cfg(test)]
mod tests;

use crate::complaint::Complaint;
use crate::files::Files;
use crate::member::Stack;

use subject::Subject;

/// The rules.
const RULES: [fn(&Subject<'_>) -> Vec<Complaint>; 13] = [
    empty::check,
    not_yaml::check,
    values::check,
    manifest::check,
    plain_secret::check,
    parameter::check,
    unused_encrypt::check,
    unlisted_secret::check,
    unused_file::check,
    name_length::check,
    local_chart::check,
    shared_release::check,
    namespace::check,
];

/// Returns what is wrong with a stack and the files of its folder, by file and line.
pub fn check(stack: &Stack, files: &Files) -> Vec<Complaint> {
    let subject = Subject::new(stack, files);
    sorted(RULES.iter().flat_map(|rule| rule(&subject)).collect())
}

/// Returns what is wrong with the files of a folder whose stack file cannot be read: those that are not YAML.
pub fn check_files(files: &Files) -> Vec<Complaint> {
    sorted(not_yaml::of_folder(files))
}

/// Sorts complaints by file, line and column.
pub fn sorted(mut complaints: Vec<Complaint>) -> Vec<Complaint> {
    complaints.sort_by(|one, other| one.place.cmp(&other.place));
    complaints.dedup();
    complaints
}
