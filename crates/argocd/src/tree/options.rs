//! What a person wants of a tree, and which cluster was read for it.

use std::collections::BTreeSet;

use crate::application::Destination;

/// How a tree is built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TreeOptions {
    /// Whether the resources of child Applications stand under them.
    pub recursive: bool,
    /// Whether objects of the destination namespace that nobody manages are looked for.
    pub orphans: bool,
    /// Names and URLs by which Argo CD also knows the cluster that was read;
    /// [`Destination::is_in_cluster`] needs no mention.
    pub also_known_as: BTreeSet<String>,
}

impl TreeOptions {
    /// Returns whether objects of this destination lie in the cluster that was read.
    pub fn was_read(&self, destination: &Destination) -> bool {
        let knows = |word: &str| !word.is_empty() && self.also_known_as.contains(word);
        destination.is_in_cluster()
            || knows(destination.server.trim_end_matches('/'))
            || knows(&destination.name)
    }
}
