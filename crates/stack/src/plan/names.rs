//! Names of Applications: each must be the only one of its Argo CD.

use std::collections::BTreeMap;

use crate::complaint::{Complaint, Place};
use crate::layout::Layout;

use super::tip::Tip;

/// Complains of Applications whose names another stack of the same Argo CD has: `<cluster>-<stack>-<member>` can read
/// the same for two of them.
pub(super) fn complaints(tip: &Tip, layout: &Layout, ours: &[(String, Place)]) -> Vec<Complaint> {
    let taken = taken(tip, layout);
    let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
    let mut complaints = Vec::new();
    for (name, place) in ours {
        let there = taken.get(name).cloned();
        let here = seen.insert(name, place).map(ToString::to_string);
        complaints.extend(there.or(here).map(|by| {
            Complaint::error(
                "name-taken",
                place.clone(),
                format!("an Application called {name} is there already: {by}"),
                "give the member another name, or set applicationName",
            )
        }));
    }
    complaints
}

/// Returns the names of the Applications of all other stacks of the same Argo CD, with the files they come from.
fn taken(tip: &Tip, layout: &Layout) -> BTreeMap<String, String> {
    let own = format!("{}/", layout.folder());
    let instance = |cluster: &str| tip.clusters.get(cluster).map(|file| &file.instance);
    let ours = instance(&layout.cluster);
    let named = tip.paths().filter_map(|path| {
        let is_ours = path.starts_with(&own) || path == layout.stack_application();
        let (cluster, name) = named(path).filter(|_| !is_ours)?;
        (instance(cluster) == ours).then(|| (name, path.to_owned()))
    });
    named.collect()
}

/// Returns the cluster of an Application's file, and the name that goes with the file.
fn named(path: &str) -> Option<(&str, String)> {
    let parts: Vec<&str> = path.strip_suffix(".yaml")?.split('/').collect();
    match parts.as_slice() {
        ["clusters", cluster, "stacks", stack, "apps", member] => {
            Some((cluster, Layout::new(*cluster, *stack).member_name(member)))
        }
        ["clusters", cluster, "argocd", "stacks", stack] if *stack != "project" => {
            Some((cluster, Layout::new(*cluster, *stack).stack_name()))
        }
        _ => None,
    }
}
