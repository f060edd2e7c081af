//! Tree order: each node directly before its descendants.
//!
//! Siblings stand by category, kind, group, namespace, name and UID, so that the same
//! cluster gives the same tree every time.

use std::collections::HashMap;

use super::{Category, Node};

type Rank<'a> = (Category, &'a str, &'a str, &'a str, &'a str, &'a str);

fn rank(node: &Node) -> Rank<'_> {
    let reference = &node.reference;
    (
        node.category(),
        &reference.kind,
        &reference.group,
        reference.namespace.as_deref().unwrap_or_default(),
        &reference.name,
        &node.uid,
    )
}

/// Puts nodes into tree order; first parents must not form a loop.
pub(super) fn in_tree_order(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_by(|left, right| rank(left).cmp(&rank(right)));
    let places = places(&nodes);
    let mut sorted: Vec<(usize, Node)> = places.into_iter().zip(nodes).collect();
    sorted.sort_by_key(|(place, _)| *place);
    sorted.into_iter().map(|(_, node)| node).collect()
}

/// Returns the place of each node in tree order; `nodes` stand by rank.
fn places(nodes: &[Node]) -> Vec<usize> {
    let children = children(nodes);
    let mut open: Vec<usize> = Vec::new();
    let mut places = vec![usize::MAX; nodes.len()];
    let mut next = 0;
    let roots = children.get(&None).into_iter().flatten();
    open.extend(roots.rev().copied());
    while let Some(at) = open.pop() {
        places[at] = next;
        next += 1;
        let below = children.get(&Some(nodes[at].uid.as_str()));
        open.extend(below.into_iter().flatten().rev().copied());
    }
    places
}

fn children(nodes: &[Node]) -> HashMap<Option<&str>, Vec<usize>> {
    let mut children: HashMap<Option<&str>, Vec<usize>> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        children.entry(node.parent()).or_default().push(at);
    }
    children
}
