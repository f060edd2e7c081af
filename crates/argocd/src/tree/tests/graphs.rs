//! Trees of owner graphs that nobody would draw by hand.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::tree::fixture::{managing, metadata, snapshot};
use crate::tree::{ResourceTree, TreeOptions, build};

/// Edges `(child, owner)` between widgets, of which the first `managed` are roots.
fn tree(widgets: usize, managed: usize, edges: &[(usize, usize)]) -> ResourceTree {
    let mut owners = vec![String::new(); widgets];
    for (child, owner) in edges {
        owners[child % widgets] += &format!(" u{}", owner % widgets);
    }
    let line = |(at, owners): (usize, &String)| {
        format!("example.com/v1 Widget web/w{at} u{at} <{owners}\n")
    };
    let objects: String = owners.iter().enumerate().map(line).collect();
    let root = |at| format!("example.com Widget web/w{at}\n");
    let roots: String = (0..managed.min(widgets)).map(root).collect();
    let snapshot = snapshot(metadata(&objects));
    build(&managing(&roots), &snapshot, &TreeOptions::default())
}

/// What can be reached, found the plain way.
fn reachable(widgets: usize, managed: usize, edges: &[(usize, usize)]) -> HashSet<String> {
    let mut found: HashSet<usize> = (0..managed.min(widgets)).collect();
    loop {
        let before = found.len();
        for (child, owner) in edges {
            if found.contains(&(owner % widgets)) {
                found.insert(child % widgets);
            }
        }
        if found.len() == before {
            return found.into_iter().map(|at| format!("u{at}")).collect();
        }
    }
}

proptest! {
    #[test]
    fn every_node_is_there_once_and_hangs_under_nodes_before_it(
        widgets in 1_usize..40,
        managed in 0_usize..6,
        edges in vec((any::<usize>(), any::<usize>()), 0..120),
    ) {
        let tree = tree(widgets, managed, &edges);
        let uids: HashSet<String> = tree.nodes.iter().map(|node| node.uid.clone()).collect();
        prop_assert_eq!(uids.len(), tree.nodes.len());
        prop_assert_eq!(&uids, &reachable(widgets, managed, &edges));
        let mut above: HashSet<&str> = HashSet::new();
        for node in &tree.nodes {
            prop_assert!(node.parents.iter().all(|uid| uids.contains(uid)));
            prop_assert!(node.parent().is_none_or(|uid| above.contains(uid)));
            above.insert(&node.uid);
        }
    }
}

#[test]
fn ten_thousand_children_of_one_owner_are_all_there() {
    let edges: Vec<(usize, usize)> = (1..10_001).map(|child| (child, 0)).collect();
    assert_eq!(tree(10_001, 1, &edges).nodes.len(), 10_001);
}

#[test]
fn a_chain_of_ten_thousand_needs_no_stack() {
    let edges: Vec<(usize, usize)> = (1..10_000).map(|child| (child, child - 1)).collect();
    let tree = tree(10_000, 1, &edges);
    assert_eq!(tree.nodes.len(), 10_000);
    assert_eq!(tree.nodes[9_999].uid, "u9999");
}
