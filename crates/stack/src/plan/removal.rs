//! Members and files that a stack has no more. A member goes with everything it deployed, so it goes only by name.

use std::collections::BTreeSet;

use argocd::marks;

use crate::application::SYNC_OPTIONS;
use crate::complaint::{Complaint, Place, Severity};
use crate::layout::Layout;
use crate::member::{MemberKind, MemberRef};

use super::draft::{Draft, Put};
use super::merge::Owner;
use super::tip::{Tip, is_shared};
use super::{MemberChange, MemberPlan, Push};

/// Returns the members that were deployed and are wanted no more, by name.
pub(super) fn removed(push: &Push, tip: &Tip) -> Vec<String> {
    let members = push.stack.members.iter();
    let wanted: BTreeSet<&str> = members
        .map(|member| member.reference.name.as_str())
        .collect();
    let known = tip.members(&push.layout()).into_iter();
    known
        .filter(|name| !wanted.contains(name.as_str()))
        .collect()
}

/// Complains of members that would go unnamed, and of names of members that stay.
pub(super) fn complaints(push: &Push, tip: &Tip) -> Vec<Complaint> {
    let removed = removed(push, tip);
    let unnamed = removed.iter().filter(|name| !push.remove.contains(*name));
    let layout = push.layout();
    let unnamed = unnamed.map(|name| match tip.is_strange(&layout.application(name)) {
        true => added_by_others(name),
        false => unnamed_removal(push, name),
    });
    let members = push.stack.members.iter();
    let staying = members.filter(|member| push.remove.contains(&member.reference.name));
    let staying = staying.map(|member| {
        let name = &member.reference.name;
        Complaint::error(
            "removal-of-a-member",
            member.place.clone(),
            format!("--remove {name}: {name} is still in the stack"),
            "take it out of stack.yaml first",
        )
    });
    unnamed.chain(staying).collect()
}

fn added_by_others(name: &str) -> Complaint {
    Complaint::error(
        "added-by-others",
        Place::file("stack.yaml"),
        format!(
            "somebody has added member {name} since the last push from this folder, and it is not here"
        ),
        "bring home what was pushed since: copy stack.yaml and its files from the GitOps repository",
    )
}

fn unnamed_removal(push: &Push, name: &str) -> Complaint {
    let mut disabled = push.stack.disabled.iter();
    let why = match disabled.find(|member| member.reference.name == name) {
        Some(_) => "is not enabled any more",
        None => "is not in the stack any more",
    };
    Complaint::error(
        "unnamed-removal",
        Place::file("stack.yaml"),
        format!("member {name} {why} and would be removed with everything it deployed"),
        format!("name it with --remove {name}, or put it back"),
    )
}

/// Says which of the members that go Argo CD deletes only once somebody has said so.
pub(super) fn remarks(tip: &Tip, layout: &Layout, names: &[String]) -> Vec<Complaint> {
    let cluster = tip.clusters.get(&layout.cluster);
    let namespace = cluster.map_or("argocd", |cluster| cluster.namespace.as_str());
    let asks = |name: &&String| {
        let application = tip.application(&layout.application(name));
        let annotations = application.unwrap_or_default()["metadata"]["annotations"].take();
        annotations[SYNC_OPTIONS] == "Prune=confirm"
    };
    let remark = |name: &String| {
        let what = format!("{name} may hold data: Argo CD waits for a word before it deletes it");
        let next = format!(
            "give it once the push is there: kubectl annotate application {} -n {namespace} --overwrite \
             argocd.argoproj.io/deletion-approved=$(date -u +%Y-%m-%dT%H:%M:%SZ)",
            layout.stack_name()
        );
        let place = Place::file(layout.application(name));
        Complaint {
            severity: Severity::Note,
            ..Complaint::error("removal-waits", place, what, next)
        }
    };
    names.iter().filter(asks).map(remark).collect()
}

/// Returns the plan of a member that goes.
pub(super) fn plan(tip: &Tip, layout: &Layout, name: &str) -> MemberPlan {
    let theirs = tip.application(&layout.application(name));
    let theirs = theirs.unwrap_or_default();
    let metadata = &theirs["metadata"];
    let kind = match metadata["labels"][marks::TYPE_LABEL].as_str() {
        Some("manifest") => MemberKind::Manifest,
        _ => MemberKind::Addon,
    };
    let application = metadata["name"].as_str();
    MemberPlan {
        reference: MemberRef {
            kind,
            name: name.to_owned(),
        },
        application: application.map_or_else(|| layout.member_name(name), str::to_owned),
        wave: None,
        pinned: None,
        change: MemberChange::Removed,
    }
}

/// Takes out what the last push wrote and this one does not want.
pub(super) fn put(draft: &mut Draft, tip: &Tip, layout: &Layout) {
    let generated = [
        layout.applications(),
        layout.file("sealed"),
        layout.stacks_folder(),
    ];
    let before = tip.pushed.iter().flat_map(|pushed| pushed.files.keys());
    let vanished = before.filter(|path| !is_shared(path) && !draft.ids.contains_key(*path));
    let vanished = vanished.filter(|path| !tip.is_strange(path));
    let vanished: Vec<String> = vanished.cloned().collect();
    for path in vanished {
        let mut folders = generated.iter();
        let is_generated = folders.any(|folder| path.starts_with(&format!("{folder}/")));
        draft.put(Put {
            path,
            owner: if is_generated {
                Owner::Push
            } else {
                Owner::Person
            },
            ours: None,
            home: "stack.yaml",
        });
    }
}
