//! Rule `namespace`: an add-on whose namespace a manifest of the stack creates should wait for it, or Argo CD may create
//! it first without the manifest's labels.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Content, Member, MemberRef};

/// Checks every member that is deployed in a namespace of the stack's own.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let children = children(subject);
    creators(subject)
        .into_iter()
        .flat_map(|(namespace, creator)| {
            let behind = behind(creator, &children);
            let members = subject.stack.members.iter();
            let within =
                members.filter(move |member| member.namespace.as_deref() == Some(namespace));
            within
                .filter(move |member| !behind.contains(&member.reference))
                .map(|member| complaint(member, creator))
        })
        .collect()
}

/// Returns the manifest that creates each namespace.
fn creators<'a>(subject: &'a Subject<'_>) -> BTreeMap<&'a str, &'a MemberRef> {
    let mut creators = BTreeMap::new();
    for member in &subject.stack.members {
        let Content::Manifest(file) = &member.content else {
            continue;
        };
        for yaml in subject.documents(file) {
            let text = |pointer: &str| yaml.value.pointer(pointer).and_then(Value::as_str);
            if let (Some("Namespace"), Some(name)) = (text("/kind"), text("/metadata/name")) {
                creators.entry(name).or_insert(&member.reference);
            }
        }
    }
    creators
}

fn children<'a>(subject: &'a Subject<'_>) -> BTreeMap<&'a MemberRef, Vec<&'a MemberRef>> {
    let mut children: BTreeMap<&MemberRef, Vec<&MemberRef>> = BTreeMap::new();
    for member in &subject.stack.members {
        for parent in &member.parents {
            children.entry(parent).or_default().push(&member.reference);
        }
    }
    children
}

/// Returns a member and everybody who waits for it, directly or behind others.
fn behind<'a>(
    first: &'a MemberRef,
    children: &BTreeMap<&'a MemberRef, Vec<&'a MemberRef>>,
) -> BTreeSet<&'a MemberRef> {
    let mut behind = BTreeSet::new();
    let mut open = vec![first];
    while let Some(member) = open.pop() {
        if behind.insert(member) {
            open.extend(children.get(member).into_iter().flatten());
        }
    }
    behind
}

fn complaint(member: &Member, creator: &MemberRef) -> Complaint {
    let namespace = member.namespace.as_deref().unwrap_or_default();
    let what = format!(
        "{} does not wait for {creator}, which creates its namespace {namespace}",
        member.reference
    );
    let next = format!(
        "add `{{kind: {}, name: {}}}` to its parents",
        creator.kind.as_str(),
        creator.name
    );
    Complaint::warning("namespace-order", member.place.clone(), what, next).because(
        "Argo CD would create the namespace first, without the labels the manifest gives it",
    )
}
