//! The way down a tree to one node, as steps.

use super::Step;
use super::case::Case;
use crate::tree::Node;

/// Returns the owners of a node from the top down, then the node itself with what is to be said of it.
pub(super) fn down_to(case: &Case<'_>, node: &Node, says: &str) -> Vec<Step> {
    let mut steps = vec![Step::new(&node.reference, says)];
    let mut current = node;
    // A tree has no deeper chains; owners that own each other must not keep us here.
    for _ in 0..case.question.tree.nodes.len() {
        let Some(owner) = current
            .parent()
            .and_then(|uid| case.question.tree.node(uid))
        else {
            break;
        };
        steps.insert(0, Step::new(&owner.reference, state(owner)));
        current = owner;
    }
    steps
}

/// Returns what a node says of itself: what is wrong with it, else its health and what is to be known of it.
pub(super) fn state(node: &Node) -> String {
    let health = node.health.as_ref();
    let word = health.map(|health| health.status.as_str().to_owned());
    let message = health
        .map(|health| health.message.clone())
        .filter(|message| !message.is_empty());
    match (word, message.or_else(|| node.trouble.clone())) {
        (Some(word), Some(message)) => format!("{word}: {message}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => String::new(),
    }
}
