//! Rule `namespace`: an add-on whose namespace a manifest of the stack creates should wait for it, or Argo CD may create
//! it first without the manifest's labels.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Content, Member, MemberRef};

/// Checks every add-on.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let creators = creators(subject);
    if creators.is_empty() {
        return Vec::new();
    }
    let members = subject.stack.members.iter();
    members
        .filter_map(|member| {
            let creator = *creators.get(member.namespace.as_deref()?)?;
            let waits = *creator == member.reference || waits_for(subject, member, creator);
            (!waits).then(|| complaint(member, creator))
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

fn waits_for(subject: &Subject<'_>, member: &Member, wanted: &MemberRef) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&MemberRef> = member.parents.iter().collect();
    while let Some(parent) = open.pop() {
        if parent == wanted {
            return true;
        }
        if seen.insert(parent)
            && let Some(member) = subject.member(parent)
        {
            open.extend(&member.parents);
        }
    }
    false
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
