//! The template of a manifest: its objects, with the wave they had.

use serde_json::{Value, json};

use crate::complaint::{Complaint, Place};
use crate::member::{Member, Stack};
use crate::yaml;

use super::Packed;
use super::content::Contents;
use super::secret::Secret;
use super::template::{mark, template as written};

const WAVE: &str = "argocd.argoproj.io/sync-wave";

/// Kinds of Kubernetes itself that have no namespace (`kubectl api-resources --namespaced=false`).
const CLUSTER_KINDS: [&str; 20] = [
    "APIService",
    "CSIDriver",
    "CSINode",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "FlowSchema",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
];

/// Returns what a manifest becomes.
///
/// # Errors
/// A file that is no YAML of objects, sealed values in lists.
pub(super) fn template(
    stack: &Stack,
    member: &Member,
    file: &str,
    wave: u32,
    contents: &Contents,
) -> Result<Packed, Vec<Complaint>> {
    let empty = String::new();
    let content = contents.get(file);
    let text = content.map_or(&empty, |content| &content.text);
    let paths = content
        .map(|content| content.paths.clone())
        .unwrap_or_default();
    let mut objects = objects(file, text)?;
    let secrets = paths.into_iter().map(|path| Secret {
        member: member.reference.clone(),
        path,
    });
    let secrets: Vec<Secret> = secrets.collect();
    for secret in &secrets {
        put(file, &mut objects, secret)?;
    }
    let mut template = format!("{{{{- include \"{}.here\" . }}}}\n", stack.name);
    for object in &mut objects {
        complete(member, object, wave);
        template.push_str("---\n");
        template.push_str(&written(object));
    }
    Ok(Packed {
        template,
        files: Vec::new(),
        secrets,
    })
}

/// Reads the objects of a text of many documents.
fn objects(file: &str, text: &str) -> Result<Vec<Value>, Vec<Complaint>> {
    let (mut objects, mut complaints) = (Vec::new(), Vec::new());
    for (line, document) in documents(text) {
        match yaml::read::read(&document) {
            Ok(Value::Null) => {}
            Ok(object) if object.is_object() => objects.push(object),
            Ok(_) => complaints.push(no_object(file, line)),
            Err(fault) => {
                let place = Place::at(file, line + fault.line, fault.column);
                let next = "mend the YAML";
                complaints.push(Complaint::error("not-yaml", place, fault.message, next));
            }
        }
    }
    match complaints.is_empty() {
        true => Ok(objects),
        false => Err(complaints),
    }
}

fn no_object(file: &str, line: usize) -> Complaint {
    Complaint::error(
        "not-an-object",
        Place::at(file, line + 1, 1),
        "this document is no Kubernetes object",
        "write apiVersion, kind and metadata",
    )
}

/// Cuts a text at `---`, each part with the number of lines before it.
fn documents(text: &str) -> Vec<(usize, String)> {
    let mut documents = vec![(0, String::new())];
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let rest = line.strip_prefix("---");
        if rest.is_some_and(|rest| rest.trim().is_empty() || rest.starts_with([' ', '\t'])) {
            documents.push((number + 1, String::new()));
        } else if let Some((_, document)) = documents.last_mut() {
            document.push_str(line);
        }
    }
    documents
}

/// Puts the expression of a secret in its place.
fn put(file: &str, objects: &mut [Value], secret: &Secret) -> Result<(), Vec<Complaint>> {
    let path = secret.path.join("/");
    let places = objects
        .iter_mut()
        .filter_map(|object| object.pointer_mut(&format!("/{path}")));
    let mut places = places.filter(|place| place.is_string());
    match places.next() {
        Some(place) => {
            *place = mark(&secret.expression());
            Ok(())
        }
        None => Err(vec![Complaint::error(
            "sealed-in-a-list",
            Place::file(file),
            format!(
                "{} has a sealed value inside a list, which cannot be asked for at install",
                secret.path.join(".")
            ),
            "give the secret a key of its own, in an object without lists",
        )]),
    }
}

/// Adds the wave, and the namespace where the object may have one and names none.
fn complete(member: &Member, object: &mut Value, wave: u32) {
    let is_namespaced = object["kind"]
        .as_str()
        .is_some_and(|kind| !CLUSTER_KINDS.contains(&kind));
    let metadata = &mut object["metadata"];
    if metadata.is_null() {
        *metadata = json!({});
    }
    let Some(metadata) = metadata.as_object_mut() else {
        return;
    };
    if let Some(namespace) = member.namespace.as_deref().filter(|_| is_namespaced) {
        metadata
            .entry("namespace")
            .or_insert_with(|| namespace.into());
    }
    let annotations = metadata.entry("annotations").or_insert_with(|| json!({}));
    if annotations.is_null() {
        *annotations = json!({});
    }
    if let Some(annotations) = annotations.as_object_mut() {
        annotations
            .entry(WAVE)
            .or_insert_with(|| wave.to_string().into());
    }
}
