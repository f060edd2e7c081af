//! Holds the schemas under `docs/schemas` against those that the types of the answers make: one file a kind, none too
//! many. `UPDATE_SCHEMAS=1` writes them instead.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Writes what is published anew.
const UPDATE: &str = "UPDATE_SCHEMAS=1 cargo test -p kubectl-addons -p helm-stack schemas";

/// What begins the name of an answer.
const KIND: &str = "const KIND: &'static str = \"";

/// Fails where a file of a folder of `docs/schemas` is out of date, missing or one too many.
pub(super) fn check(folder: &str, schemas: &[Value]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/schemas")
        .join(folder);
    let wanted = schemas
        .iter()
        .map(|schema| (folder.join(file(schema)), text(schema)));
    let wanted: Vec<(PathBuf, String)> = wanted.collect();
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        return write(&folder, &wanted);
    }
    for (path, text) in &wanted {
        let published = fs::read_to_string(path).unwrap_or_default();
        assert!(
            published == *text,
            "{} is out of date; run: {UPDATE}",
            path.display()
        );
    }
    let published = fs::read_dir(&folder).unwrap().count();
    assert_eq!(
        published,
        wanted.len(),
        "docs/schemas has a file that belongs to no answer; run: {UPDATE}"
    );
}

/// Fails where the sources under a folder hold an answer that is not among the schemas, nor `excepted`.
pub(super) fn check_complete(sources: &str, schemas: &[Value], excepted: &[&str]) {
    let published = schemas.iter().map(kind).chain(excepted.iter().copied());
    let published: BTreeSet<&str> = published.collect();
    let mut files = Vec::new();
    collect(Path::new(sources), &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let kinds = text
            .split(KIND)
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        for kind in kinds {
            assert!(
                published.contains(kind),
                "the answer {kind} of {} has no schema: add it to `all()` in view/schemas.rs and run: {UPDATE}",
                path.display()
            );
        }
    }
}

/// Fails where a field has no description, or one that only Rust's documentation can show.
pub(super) fn check_described(schemas: &[Value]) {
    let complaints: BTreeSet<String> = schemas.iter().flat_map(undescribed).collect();
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(
        complaints.is_empty(),
        "these fields need a doc comment that users can read:\n{}",
        complaints.join("\n")
    );
}

/// Returns the fields of a schema that nobody would understand.
fn undescribed(schema: &Value) -> Vec<String> {
    let definitions = schema["$defs"].as_object().into_iter().flatten();
    let definitions = definitions.map(|(name, schema)| (name.as_str(), schema));
    let fields = definitions
        .chain([(kind(schema), schema)])
        .flat_map(|(name, schema)| {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields.map(move |(field, schema)| (format!("{name}.{field}"), schema))
        });
    let unsaid = fields.filter(|(_, schema)| {
        let description = schema["description"].as_str().unwrap_or_default();
        description.is_empty() || description.contains("[`")
    });
    unsaid.map(|(field, _)| field).collect()
}

fn write(folder: &Path, wanted: &[(PathBuf, String)]) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    fs::create_dir_all(folder).unwrap();
    for (path, text) in wanted {
        fs::write(path, text).unwrap();
    }
}

/// Collects the Rust files of a program, without those that are tests.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true => collect(&path, files),
            false if name.ends_with(".rs") && !name.ends_with("_tests.rs") => files.push(path),
            false => {}
        }
    }
}

fn kind(schema: &Value) -> &str {
    schema["title"].as_str().unwrap()
}

fn file(schema: &Value) -> String {
    format!("{}.json", kind(schema))
}

fn text(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap() + "\n"
}
