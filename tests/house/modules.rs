//! Modules: each is named after a thing of the field, and opens by saying what it is for.

use crate::assert_none;
use crate::repository::{TextFile, texts};

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc"];

#[test]
fn modules_are_named_after_a_thing() {
    assert_none(sources().iter().flat_map(name_complaints).collect());
}

#[test]
fn modules_open_with_what_they_are_for() {
    assert_none(sources().iter().filter_map(opening_complaint).collect());
}

fn sources() -> Vec<TextFile> {
    let sources: Vec<_> = texts()
        .into_iter()
        .filter(|file| file.path.ends_with(".rs"))
        .collect();
    assert!(!sources.is_empty(), "no tracked Rust file was found");
    sources
}

fn name_complaints(file: &TextFile) -> Vec<String> {
    let in_path = file.path.trim_end_matches(".rs").split('/');
    let declared = file.text.lines().filter_map(declared_module);
    let empty = in_path
        .chain(declared)
        .filter(|name| EMPTY_NAMES.contains(name));
    empty
        .map(|name| {
            format!(
                "{}: a module named {name} gathers anything: name it after the one thing it holds",
                file.path
            )
        })
        .collect()
}

/// Returns the name in `mod name;`, `pub mod name {` and the like.
fn declared_module(line: &str) -> Option<&str> {
    let mut words = line
        .split_whitespace()
        .skip_while(|word| word.starts_with("pub"));
    let name = words
        .next()
        .filter(|word| *word == "mod")
        .and_then(|_| words.next())?;
    Some(name.trim_end_matches([';', '{']))
}

fn opening_complaint(file: &TextFile) -> Option<String> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let tests = name == "tests.rs" || name.ends_with("_tests.rs");
    if tests || file.text.starts_with("//! ") {
        return None;
    }
    Some(format!(
        "{}: open it with `//!` and what the module is for and what must not enter",
        file.path
    ))
}

fn file(path: &str, text: &str) -> TextFile {
    TextFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn names_that_say_nothing_are_found_in_paths_and_in_declarations() {
    assert_eq!(name_complaints(&file("a/src/util/one.rs", "")).len(), 1);
    assert_eq!(name_complaints(&file("a/src/misc.rs", "")).len(), 1);
    assert_eq!(
        name_complaints(&file(
            "a/src/one.rs",
            "pub(crate) mod helpers;\n    mod common {\n"
        ))
        .len(),
        2
    );
    assert_none(name_complaints(&file(
        "a/src/utility_bill.rs",
        "mod commonwealth;\nlet mod_common = 1;",
    )));
}

#[test]
fn a_file_without_an_opening_is_named_unless_it_holds_tests() {
    assert!(opening_complaint(&file("a/src/one.rs", "use std::fs;\n//! Late.\n")).is_some());
    assert!(opening_complaint(&file("a/src/one.rs", "//! One.\n")).is_none());
    assert!(opening_complaint(&file("a/src/one/tests.rs", "use super::*;")).is_none());
    assert!(opening_complaint(&file("a/src/one_tests.rs", "use super::*;")).is_none());
}
