//! Walking a graph of owners that anybody may have drawn: loops, self-ownership and
//! chains of any length end.
//!
//! Knows numbers only; what they stand for is said in `build`.

use std::collections::HashSet;

/// What can be reached, and which edges had to be cut so that no loop remains.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Walk {
    /// What was reached, in the order it was.
    pub(super) reached: Vec<usize>,
    cut: HashSet<(usize, usize)>,
    state: Vec<State>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Unseen,
    Open,
    Done,
}

impl Walk {
    /// Walks down from the roots, in their order; `children[parent]` lists the children.
    /// Takes time in a straight line with nodes and edges, and no stack.
    pub(super) fn new(roots: &[usize], children: &[Vec<usize>]) -> Self {
        let mut walk = Self {
            state: vec![State::Unseen; children.len()],
            ..Self::default()
        };
        roots.iter().for_each(|root| walk.descend(*root, children));
        walk
    }

    /// Returns whether a node was reached.
    pub(super) fn has(&self, node: usize) -> bool {
        self.state[node] != State::Unseen
    }

    /// Returns whether the edge stands: both ends were reached and it closes no loop.
    pub(super) fn stands(&self, parent: usize, child: usize) -> bool {
        self.has(parent) && self.has(child) && !self.cut.contains(&(parent, child))
    }

    fn descend(&mut self, root: usize, children: &[Vec<usize>]) {
        if self.has(root) {
            return;
        }
        self.open(root);
        let mut path = vec![(root, 0)];
        while let Some((node, at)) = path.last_mut() {
            let Some(child) = children[*node].get(*at).copied() else {
                self.state[*node] = State::Done;
                path.pop();
                continue;
            };
            *at += 1;
            match self.state[child] {
                State::Open => _ = self.cut.insert((*node, child)),
                State::Done => {}
                State::Unseen => {
                    self.open(child);
                    path.push((child, 0));
                }
            }
        }
    }

    fn open(&mut self, node: usize) {
        self.state[node] = State::Open;
        self.reached.push(node);
    }
}
