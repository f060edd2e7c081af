//! The order in which a graph is drawn as a tree: every node once, whole, under its first parent.
//!
//! An edge that is not a node's place in the tree becomes a reference to where the node stands, and a cycle is said.
//! Chains of any length must end, so nothing here recurses.

use super::{Forest, Graph};

/// Levels of which a line says whether they go on: chains of owners may be of any length, and nobody reads further.
const LEVELS: usize = 60;

/// How one line of the tree stands for its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch {
    /// The node itself; its children follow.
    Whole,
    /// A reference: the node stands whole further up.
    Above,
    /// A reference: the node stands whole further down.
    Below,
    /// A reference to a node this line already hangs under.
    Cycle,
}

/// One line of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The node, as an index into [`Graph::nodes`].
    pub node: usize,
    /// For each of the last sixty levels down to this line: whether siblings follow. Empty for a root.
    pub follows: Vec<bool>,
    /// How many levels below its root it stands.
    pub depth: usize,
    /// Whether this is the node or a reference to it.
    pub branch: Branch,
}

/// Returns the lines of the tree, top to bottom; roots of one section stand together.
pub fn outline(graph: &Graph) -> Vec<Drawn> {
    let forest = Forest::of(graph);
    let mut walk = Walk {
        forest: &forest,
        drawn: vec![false; graph.nodes.len()],
        is_open: vec![false; graph.nodes.len()],
        path: Vec::new(),
        lines: Vec::new(),
    };
    for &root in forest.roots() {
        walk.draw(root);
    }
    walk.lines
}

/// A node that is being drawn and how many of its children have been.
struct Open {
    node: usize,
    next: usize,
}

struct Walk<'a> {
    forest: &'a Forest,
    drawn: Vec<bool>,
    is_open: Vec<bool>,
    path: Vec<Open>,
    lines: Vec<Drawn>,
}

impl Walk<'_> {
    fn draw(&mut self, root: usize) {
        let mut follows = Vec::new();
        self.enter(root, &follows);
        while let Some(open) = self.path.last_mut() {
            let children = self.forest.named_by(open.node);
            let Some(&child) = children.get(open.next) else {
                self.is_open[open.node] = false;
                self.path.pop();
                follows.pop();
                continue;
            };
            open.next += 1;
            follows.push(open.next < children.len());
            if self.forest.parent(child) == Some(open.node) {
                self.enter(child, &follows);
            } else {
                self.refer(child, &follows);
                follows.pop();
            }
        }
    }

    fn enter(&mut self, node: usize, follows: &[bool]) {
        self.drawn[node] = true;
        self.is_open[node] = true;
        self.path.push(Open { node, next: 0 });
        self.line(node, follows, Branch::Whole);
    }

    fn refer(&mut self, node: usize, follows: &[bool]) {
        let branch = if self.is_open[node] {
            Branch::Cycle
        } else if self.drawn[node] {
            Branch::Above
        } else {
            Branch::Below
        };
        self.line(node, follows, branch);
    }

    fn line(&mut self, node: usize, follows: &[bool], branch: Branch) {
        let near = follows.len().saturating_sub(LEVELS);
        self.lines.push(Drawn {
            node,
            follows: follows[near..].to_vec(),
            depth: follows.len(),
            branch,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Key, Node};
    use super::*;

    /// Draws `name<parent,parent` nodes, one a word, as `depth:name` with a mark for references.
    fn drawn(words: &str) -> String {
        let mut graph = Graph::default();
        for word in words.split_whitespace() {
            let (name, parents) = word.split_once('<').unwrap_or((word, ""));
            let parents = parents
                .split(',')
                .filter(|parent| !parent.is_empty())
                .map(Key::from);
            graph.push(Node {
                parents: parents.collect(),
                ..Node::new(name, name.to_owned())
            });
        }
        let mark = |branch| match branch {
            Branch::Whole => "",
            Branch::Above => "^",
            Branch::Below => "v",
            Branch::Cycle => "@",
        };
        let lines = outline(&graph);
        let words = lines.iter().map(|line| {
            format!(
                "{}:{}{}",
                line.depth,
                graph.nodes[line.node].key,
                mark(line.branch)
            )
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn children_stand_below_their_parent_in_the_order_given() {
        assert_eq!(drawn("a c<a b<a d<c"), "0:a 1:c 2:d 1:b");
    }

    #[test]
    fn a_child_may_come_before_its_parent() {
        assert_eq!(drawn("b<a a"), "0:a 1:b");
    }

    #[test]
    fn a_shared_child_is_drawn_once_under_its_first_parent() {
        assert_eq!(drawn("a b c<a,b"), "0:a 1:c 0:b 1:c^");
        assert_eq!(drawn("a b c<b,a"), "0:a 1:cv 0:b 1:c");
    }

    #[test]
    fn a_parent_that_is_not_there_makes_a_root() {
        assert_eq!(drawn("a<gone b<gone,a"), "0:a 1:b");
    }

    #[test]
    fn loops_are_cut_above_their_first_node() {
        assert_eq!(drawn("a<b b<a"), "0:a 1:b 2:a@");
        assert_eq!(drawn("a<a"), "0:a");
        assert_eq!(drawn("tail<b a<c b<a c<b"), "0:a 1:b 2:tail 2:c 3:a@");
        assert_eq!(drawn("a<b b<a c<d d<c r"), "0:a 1:b 2:a@ 0:c 1:d 2:c@ 0:r");
    }

    #[test]
    fn a_key_that_comes_twice_counts_once() {
        assert_eq!(drawn("a b<a b<a a"), "0:a 1:b");
        assert_eq!(drawn("a b<a,a"), "0:a 1:b");
    }

    #[test]
    fn a_very_long_chain_does_not_exhaust_the_stack() {
        let mut graph = Graph::default();
        graph.push(Node::new("0", "0"));
        for number in 1..20_000 {
            graph.push(Node::new(number.to_string(), "n").under((number - 1).to_string()));
        }
        let lines = outline(&graph);
        assert_eq!(lines.last().map(|line| line.depth), Some(19_999));
        assert!(
            lines.iter().all(|line| line.follows.len() <= LEVELS),
            "it grows in a straight line"
        );
    }

    #[test]
    fn roots_of_one_section_stand_together() {
        let mut graph = Graph::default();
        for (name, section) in [("a", "one"), ("b", "two"), ("c", "one")] {
            graph.push(Node::new(name, name).section(section));
        }
        let order: Vec<_> = outline(&graph)
            .iter()
            .map(|line| graph.nodes[line.node].key.to_string())
            .collect();
        assert_eq!(order, ["a", "c", "b"]);
    }
}
