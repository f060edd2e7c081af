//! What hangs at the end of an edge: a card, or a frame around siblings without children.
//!
//! Many such siblings in one column would make a picture that nobody scrolls through. How high things stand is decided
//! in `layout`.

use std::ops::Range;

use super::card::Card;
use super::columns::Columns;
use super::layout::ROW_GAP;
use crate::shape::Forest;

/// From how many siblings on a frame is drawn around them.
const MANY: usize = 4;
/// Frames spread up to here, and to where the last column ends.
const SPREAD: u32 = 1640;
/// Blanks inside a frame.
const PADDING: u32 = 10;

/// One thing that hangs at the end of an edge, or begins a tree.
#[derive(Debug)]
pub(super) enum Item<'a> {
    /// A card; its children follow.
    Card(usize),
    /// Siblings without children, so many side by side, each so wide.
    Frame {
        nodes: &'a [usize],
        across: usize,
        width: u32,
    },
}

impl Item<'_> {
    /// Returns its first node.
    pub(super) fn first(&self) -> usize {
        match self {
            Self::Card(node) => *node,
            // A frame holds at least `MANY` nodes.
            Self::Frame { nodes, .. } => nodes.first().copied().unwrap_or_default(),
        }
    }
}

/// Makes items of siblings.
pub(super) struct Items<'a> {
    pub(super) forest: &'a Forest,
    pub(super) cards: &'a [Card],
    pub(super) columns: &'a Columns,
}

impl<'a> Items<'a> {
    /// Returns siblings of this depth as items, in their order.
    pub(super) fn of(&self, siblings: &'a [usize], depth: usize) -> Vec<Item<'a>> {
        let alike = |a: &usize, b: &usize| self.is_bare(*a) == self.is_bare(*b);
        let runs = siblings.chunk_by(alike);
        runs.flat_map(|run| match self.frame(run, depth) {
            Some(frame) => vec![frame],
            None => run.iter().map(|&node| Item::Card(node)).collect(),
        })
        .collect()
    }

    /// Returns the first thing that hangs below an item.
    pub(super) fn first_below(&self, item: &Item<'_>) -> Option<Item<'a>> {
        let Item::Card(node) = item else { return None };
        let children = self.forest.children(*node);
        let alike = |a: &usize, b: &usize| self.is_bare(*a) == self.is_bare(*b);
        let run = children.chunk_by(alike).next()?;
        let frame = self.frame(run, self.columns.depth(*node) + 1);
        Some(frame.unwrap_or(Item::Card(*run.first()?)))
    }

    /// Returns a frame around siblings, where they are many, without children, and two fit side by side.
    fn frame(&self, run: &'a [usize], depth: usize) -> Option<Item<'a>> {
        if run.len() < MANY || !self.is_bare(*run.first()?) {
            return None;
        }
        let width = run.iter().map(|&node| self.cards[node].width()).max()?;
        let right = self.columns.right().max(SPREAD);
        let room = right.saturating_sub(self.columns.left(depth) + 2 * padding(depth));
        let across = usize::try_from((room + ROW_GAP) / (width + ROW_GAP))
            .ok()?
            .min(run.len());
        (across > 1).then_some(Item::Frame {
            nodes: run,
            across,
            width,
        })
    }

    fn is_bare(&self, node: usize) -> bool {
        self.forest.children(node).is_empty()
    }

    /// Returns where an item begins, and how much is blank inside it.
    pub(super) fn left_of(&self, item: &Item<'_>) -> (u32, u32) {
        let depth = self.columns.depth(item.first());
        (self.columns.left(depth), padding(depth))
    }

    /// Returns how wide an item is.
    pub(super) fn width_of(&self, item: &Item<'_>) -> u32 {
        let depth = self.columns.depth(item.first());
        match item {
            Item::Card(_) => self.columns.width(depth),
            Item::Frame { across, width, .. } => {
                let across = u32::try_from(*across).unwrap_or(1);
                across * (width + ROW_GAP) - ROW_GAP + 2 * padding(depth)
            }
        }
    }

    /// Returns the columns in which nothing else can stand beside an item.
    pub(super) fn columns_of(&self, item: &Item<'_>) -> Range<usize> {
        let depth = self.columns.depth(item.first());
        let (left, _) = self.left_of(item);
        depth
            ..self
                .columns
                .after(depth, left + self.width_of(item))
                .min(self.columns.count())
    }
}

/// Roots stand under a heading: they need no frame.
fn padding(depth: usize) -> u32 {
    if depth == 0 { 0 } else { PADDING }
}
