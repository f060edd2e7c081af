//! Rule `manifest`: the file of a manifest exists and holds Kubernetes objects.

use serde_json::Value;

use super::subject::{Subject, Yaml};
use crate::complaint::{Complaint, Place};
use crate::member::{Content, Member};

/// Checks every manifest.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    members
        .filter_map(|member| match &member.content {
            Content::Manifest(file) => Some(of_manifest(subject, member, file)),
            Content::Chart(_) => None,
        })
        .flatten()
        .collect()
}

fn of_manifest(subject: &Subject<'_>, member: &Member, file: &str) -> Vec<Complaint> {
    let Some(text) = subject.files.text(file) else {
        return missing(subject, member, file).into_iter().collect();
    };
    let documents = subject.documents(file);
    if documents.is_empty() && super::subject::read_all(text).is_ok() {
        let next = "write the objects it is to deliver, or take the manifest out of stack.yaml";
        return vec![Complaint::error(
            "empty",
            Place::file(file),
            format!(
                "{} delivers nothing: its file holds no object",
                member.reference
            ),
            next,
        )];
    }
    let objects = documents.iter().flat_map(|yaml| of_object(yaml, file));
    let second = documents.get(1).filter(|_| !member.encrypt.is_empty());
    objects
        .chain(second.map(|yaml| several(yaml, file)))
        .collect()
}

/// A file that is there and is not text is `not-yaml`'s.
fn missing(subject: &Subject<'_>, member: &Member, file: &str) -> Option<Complaint> {
    let what = format!(
        "{file}, which {} delivers, does not exist",
        member.reference
    );
    let next = "create it, or take the manifest out of stack.yaml";
    let missing = Complaint::error("missing-file", member.place.clone(), what, next);
    (!subject.files.contains(file)).then_some(missing)
}

fn several(yaml: &Yaml, file: &str) -> Complaint {
    let what = "a second document begins here, and a file with keys to be sealed holds one";
    let next = "move the object with the secret to a manifest of its own";
    Complaint::error("several-documents", yaml.start(file), what, next)
}

fn of_object(yaml: &Yaml, file: &str) -> Vec<Complaint> {
    let error = |what: String| {
        let next = "write one Kubernetes object for each document: apiVersion, kind, metadata";
        Complaint::error("manifest", yaml.start(file), what, next)
    };
    if !yaml.value.is_object() {
        return vec![error("this document is no Kubernetes object".to_owned())];
    }
    let text = |pointer: &str| yaml.value.pointer(pointer).and_then(Value::as_str);
    let named = text("/metadata/name").or_else(|| text("/metadata/generateName"));
    let list = text("/kind").is_some_and(|kind| kind.ends_with("List"));
    let absent = [
        ("apiVersion", text("/apiVersion").is_none()),
        ("kind", text("/kind").is_none()),
        ("metadata.name", named.is_none() && !list),
    ];
    let absent: Vec<&str> = absent
        .iter()
        .filter(|(_, absent)| *absent)
        .map(|(key, _)| *key)
        .collect();
    match absent.is_empty() {
        true => Vec::new(),
        false => vec![error(format!(
            "this object has no {}",
            absent.join(", no ")
        ))],
    }
}
