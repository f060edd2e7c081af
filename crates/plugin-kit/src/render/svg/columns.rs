//! The columns of a picture: how deep each node stands, where each column begins and how wide it is.
//!
//! Heights are none of its business.

use super::card::Card;
use super::layout::{COLUMN_GAP, MARGIN};
use crate::shape::Forest;

pub(super) struct Columns {
    depth: Vec<usize>,
    left: Vec<u32>,
    width: Vec<u32>,
}

impl Columns {
    /// Makes each column as wide as the widest card in it wants to be.
    pub(super) fn of(forest: &Forest, cards: &[Card]) -> Self {
        let mut columns = Self {
            depth: vec![0; cards.len()],
            left: Vec::new(),
            width: Vec::new(),
        };
        for node in forest.walk() {
            let depth = forest
                .parent(node)
                .map_or(0, |parent| columns.depth[parent] + 1);
            columns.depth[node] = depth;
            if columns.width.len() <= depth {
                columns.width.push(0);
            }
            columns.width[depth] = columns.width[depth].max(cards[node].width());
        }
        let mut left = MARGIN;
        for width in &columns.width {
            columns.left.push(left);
            left += width + COLUMN_GAP;
        }
        columns
    }

    pub(super) fn count(&self) -> usize {
        self.left.len()
    }

    pub(super) fn depth(&self, node: usize) -> usize {
        self.depth[node]
    }

    pub(super) fn left(&self, depth: usize) -> u32 {
        self.left[depth]
    }

    pub(super) fn width(&self, depth: usize) -> u32 {
        self.width[depth]
    }

    /// Returns where the last column ends.
    pub(super) fn right(&self) -> u32 {
        let last = self.left.iter().zip(&self.width).next_back();
        last.map_or(MARGIN, |(left, width)| left + width)
    }

    /// Returns the first column, from this one on, that lies wholly to the right of a place, the gap before it included.
    pub(super) fn after(&self, depth: usize, right: u32) -> usize {
        let beside = self.left[depth + 1..].partition_point(|left| left - COLUMN_GAP < right);
        depth + 1 + beside
    }
}
