//! The places of a graph's nodes when it is drawn as a tree: each under its first parent that is there.
//!
//! Owner references come from outside: loops are cut, what is named twice counts once, and nothing here recurses.

use std::collections::HashMap;

use super::{Graph, Key};

/// Where each node of a graph stands. Nodes are indices into [`Graph::nodes`]; one whose key came before has no place.
#[derive(Clone, Debug)]
pub struct Forest {
    /// For each node the one it hangs under.
    parent: Vec<Option<usize>>,
    /// For each node its parents that are in the graph, without itself.
    parents: Vec<Vec<usize>>,
    /// For each node the nodes that hang under it, in drawing order.
    children: Vec<Vec<usize>>,
    /// For each node the nodes that name it as a parent, in drawing order.
    named_by: Vec<Vec<usize>>,
    /// The nodes that hang under none, those of one section together.
    roots: Vec<usize>,
}

impl Forest {
    /// Returns the places of a graph's nodes.
    pub fn of(graph: &Graph) -> Self {
        let index = first_of_each_key(graph);
        let nodes = graph.nodes.len();
        let mut forest = Self {
            parent: vec![None; nodes],
            parents: vec![Vec::new(); nodes],
            children: vec![Vec::new(); nodes],
            named_by: vec![Vec::new(); nodes],
            roots: Vec::new(),
        };
        let counts = |node: &usize| index[&graph.nodes[*node].key] == *node;
        for node in (0..nodes).filter(counts) {
            let parents = graph.nodes[node].parents.iter();
            let known = parents.filter_map(|key| index.get(key).copied());
            known
                .filter(|&parent| parent != node)
                .for_each(|parent| forest.hang(node, parent));
        }
        forest.cut_cycles();
        for (child, parent) in forest.parent.iter().enumerate() {
            if let Some(parent) = parent {
                forest.children[*parent].push(child);
            }
        }
        let is_root = |node: &usize| forest.parent[*node].is_none() && counts(node);
        let roots: Vec<usize> = (0..nodes).filter(is_root).collect();
        forest.roots = by_section(graph, &roots);
        forest
    }

    /// Returns the node that this one hangs under, unless it is a root.
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.parent[node]
    }

    /// Returns all its parents that are in the graph, each once, without itself.
    pub fn parents(&self, node: usize) -> &[usize] {
        &self.parents[node]
    }

    /// Returns the nodes that name it as a parent, each once, whether they hang under it or not.
    pub fn named_by(&self, node: usize) -> &[usize] {
        &self.named_by[node]
    }

    /// Returns the nodes that hang under this one.
    pub fn children(&self, node: usize) -> &[usize] {
        &self.children[node]
    }

    /// Returns the nodes that hang under none; those of one section stand together.
    pub fn roots(&self) -> &[usize] {
        &self.roots
    }

    /// Returns every node that has a place, each right before its children.
    pub fn walk(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.parent.len());
        let mut next: Vec<usize> = self.roots.iter().rev().copied().collect();
        while let Some(node) = next.pop() {
            order.push(node);
            next.extend(self.children(node).iter().rev());
        }
        order
    }

    fn hang(&mut self, node: usize, parent: usize) {
        if self.named_by[parent].last() == Some(&node) {
            return;
        }
        self.parent[node].get_or_insert(parent);
        self.parents[node].push(parent);
        self.named_by[parent].push(node);
    }

    /// Makes the first node of each loop of tree places a root, so that every node can be reached.
    fn cut_cycles(&mut self) {
        let mut seen = vec![0; self.parent.len()];
        for start in 0..self.parent.len() {
            let mut at = Some(start);
            while let Some(node) = at.filter(|&node| seen[node] == 0) {
                seen[node] = start + 1;
                at = self.parent[node];
            }
            if let Some(node) = at.filter(|&node| seen[node] == start + 1) {
                self.cut(node);
            }
        }
    }

    /// Cuts the loop through this node above the loop's first node.
    fn cut(&mut self, member: usize) {
        let (mut first, mut at) = (member, self.parent[member]);
        while let Some(node) = at.filter(|&node| node != member) {
            first = first.min(node);
            at = self.parent[node];
        }
        self.parent[first] = None;
    }
}

/// Returns the roots with those of one section together, sections in the order they first appear.
fn by_section(graph: &Graph, roots: &[usize]) -> Vec<usize> {
    let mut rank = HashMap::new();
    for &root in roots {
        let next = rank.len();
        rank.entry(&graph.nodes[root].section).or_insert(next);
    }
    let mut sorted = roots.to_vec();
    sorted.sort_by_key(|&root| rank[&graph.nodes[root].section]);
    sorted
}

fn first_of_each_key(graph: &Graph) -> HashMap<&Key, usize> {
    let mut index = HashMap::with_capacity(graph.nodes.len());
    for (node, shape) in graph.nodes.iter().enumerate() {
        index.entry(&shape.key).or_insert(node);
    }
    index
}

#[cfg(test)]
mod tests {
    use super::super::Node;
    use super::*;

    fn chain(length: usize) -> Graph {
        let mut graph = Graph::default();
        graph.push(Node::new("0", "0"));
        for number in 1..length {
            graph.push(Node::new(number.to_string(), "n").under((number - 1).to_string()));
        }
        graph
    }

    #[test]
    fn every_node_stands_right_before_its_children() {
        let mut graph = chain(3);
        graph.push(Node::new("x", "x").under("0").under("2"));
        let forest = Forest::of(&graph);
        assert_eq!(forest.walk(), [0, 1, 2, 3]);
        assert_eq!(forest.children(0), [1, 3]);
        assert!(forest.children(2).is_empty());
        assert_eq!(forest.named_by(2), [3]);
        assert_eq!(forest.parents(3), [0, 2]);
    }

    #[test]
    fn a_parent_named_twice_counts_once() {
        let mut graph = chain(2);
        graph.push(
            Node::new("x", "x")
                .under("0")
                .under("1")
                .under("0")
                .under("x"),
        );
        assert_eq!(Forest::of(&graph).parents(2), [0, 1]);
    }

    #[test]
    fn a_very_long_chain_is_walked() {
        assert_eq!(Forest::of(&chain(100_000)).walk().last(), Some(&99_999));
    }
}
