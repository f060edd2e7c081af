//! Smaller trees out of a tree: what a person asked to see, and what it hangs under.
//!
//! Nothing is judged or fetched here, and nothing is added.

use std::collections::{HashMap, HashSet};

use super::{Category, Node, ResourceTree, is_of_kind};

impl ResourceTree {
    /// Returns the nodes that are not healthy or have something wrong with them, with all their ancestors.
    #[must_use]
    pub fn unhealthy(self) -> Self {
        self.keep(Node::is_in_trouble)
    }

    /// Returns the nodes of a kind, with all their ancestors; the kind as people write it ([`is_of_kind`]).
    #[must_use]
    pub fn of_kind(self, kind: &str) -> Self {
        self.keep(|node| is_of_kind(&node.reference, kind))
    }

    /// Returns the nodes of a category, with all their ancestors.
    #[must_use]
    pub fn category(self, category: Category) -> Self {
        self.keep(|node| node.category() == category)
    }

    /// Returns the nodes up to a depth; roots have depth 1.
    #[must_use]
    pub fn to_depth(self, depth: usize) -> Self {
        let mut depths: HashMap<&str, usize> = HashMap::new();
        for node in &self.nodes {
            let above = node
                .parent()
                .map_or(0, |uid| depths.get(uid).copied().unwrap_or(0));
            depths.insert(&node.uid, above + 1);
        }
        let shallow = depths.into_iter().filter(|(_, at)| *at <= depth);
        let kept = shallow.map(|(uid, _)| uid.to_owned()).collect();
        self.only(&kept)
    }

    /// Returns the nodes that fit, with all their ancestors.
    #[must_use]
    pub fn keep(self, fits: impl Fn(&Node) -> bool) -> Self {
        let by_uid: HashMap<&str, &Node> = self.nodes.iter().map(|n| (&*n.uid, n)).collect();
        let mut kept: HashSet<String> = HashSet::new();
        let mut open: Vec<&Node> = self.nodes.iter().filter(|node| fits(node)).collect();
        while let Some(node) = open.pop() {
            if kept.insert(node.uid.clone()) {
                open.extend(node.parents.iter().filter_map(|uid| by_uid.get(&**uid)));
            }
        }
        self.only(&kept)
    }

    fn only(mut self, kept: &HashSet<String>) -> Self {
        self.nodes.retain(|node| kept.contains(&node.uid));
        for node in &mut self.nodes {
            node.parents.retain(|uid| kept.contains(uid));
        }
        self
    }
}
