//! Where everything in a picture stands: columns by depth, first children beside their parents, nothing crossing.
//!
//! A node stands at the height of its first child, so that the top left of the picture is its beginning and a branch
//! reads like a line. Each goes as high as nothing before it stands in its columns: below all children that came before,
//! so that no two stems overlap. Many siblings without children share a frame. One pass, in pixels, without recursion.

use super::card::{Card, LARGE};
use super::columns::Columns;
use super::item::{Item, Items};
use super::measure::width;
use crate::shape::{Forest, Graph};

/// Blanks around the picture.
pub(super) const MARGIN: u32 = 24;
/// Between two columns, where edges run.
pub(super) const COLUMN_GAP: u32 = 44;
/// Between two cards of a column or a frame.
pub(super) const ROW_GAP: u32 = 10;
/// How far below the top of a card its edges meet it.
pub(super) const EDGE_AT: u32 = 21;
/// Above a card with children, more.
const BRANCH_GAP: u32 = 6;
/// Above a heading, and from it to its cards.
const ABOVE_HEADING: u32 = 40;
const BELOW_HEADING: u32 = 14;

/// A card and its place.
#[derive(Debug)]
pub(super) struct Placed<'a> {
    pub(super) node: usize,
    pub(super) card: &'a Card,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Where the edges to its children end, from top to bottom.
    pub(super) ends: Vec<(u32, u32)>,
}

/// A frame around siblings.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A heading and the place of its baseline.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) text: String,
    pub(super) y: u32,
    /// How many cards stand under it.
    pub(super) cards: usize,
}

/// The whole picture.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    /// The cards, each before its children.
    pub(super) cards: Vec<Placed<'a>>,
    /// For each node its place in `cards`.
    pub(super) place: Vec<Option<usize>>,
    pub(super) frames: Vec<Frame>,
    pub(super) headings: Vec<Heading>,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl<'a> Layout<'a> {
    /// Lays a graph's cards out.
    pub(super) fn of(graph: &Graph, forest: &Forest, cards: &'a [Card]) -> Self {
        let columns = Columns::of(forest, cards);
        let mut page = Page {
            forest,
            cards,
            free: vec![MARGIN; columns.count()],
            items: Items {
                forest,
                cards,
                columns: &columns,
            },
            columns: &columns,
            layout: Layout {
                cards: Vec::with_capacity(cards.len()),
                place: vec![None; cards.len()],
                frames: Vec::new(),
                headings: Vec::new(),
                width: 2 * MARGIN,
                height: 2 * MARGIN,
            },
        };
        let same_section =
            |a: &usize, b: &usize| graph.nodes[*a].section == graph.nodes[*b].section;
        for roots in forest.roots().chunk_by(same_section) {
            let title = roots
                .first()
                .and_then(|&root| graph.nodes[root].section.as_deref());
            page.section(title, roots);
        }
        page.layout
    }

    /// Returns a node's card and place.
    pub(super) fn placed(&self, node: usize) -> Option<&Placed<'a>> {
        self.cards.get((*self.place.get(node)?)?)
    }
}

struct Page<'a, 'b> {
    forest: &'b Forest,
    cards: &'a [Card],
    items: Items<'b>,
    columns: &'b Columns,
    /// For each column the height from which nothing stands in it.
    free: Vec<u32>,
    layout: Layout<'a>,
}

impl Page<'_, '_> {
    fn section(&mut self, title: Option<&str>, roots: &[usize]) {
        let before = self.layout.cards.len();
        if before > 0 || title.is_some() {
            self.begin(title);
        }
        self.hang(roots);
        let cards = self.layout.cards.len() - before;
        if let Some(heading) = self.layout.headings.last_mut().filter(|_| title.is_some()) {
            heading.cards = cards;
        }
    }

    /// Begins below everything that stands.
    fn begin(&mut self, title: Option<&str>) {
        let bottom = self.free.iter().copied().max().unwrap_or(MARGIN);
        let is_first = self.layout.cards.is_empty();
        let mut top = bottom + if is_first { ROW_GAP } else { ABOVE_HEADING };
        if let Some(title) = title {
            self.stretch(MARGIN + width(title, LARGE) + 2 * MARGIN, top);
            self.layout.headings.push(Heading {
                text: title.to_owned(),
                y: top,
                cards: 0,
            });
            top += BELOW_HEADING;
        }
        self.free.fill(top);
    }

    /// Hangs trees below each other.
    fn hang(&mut self, roots: &[usize]) {
        let mut next = self.items.of(roots, 0);
        next.reverse();
        while let Some(item) = next.pop() {
            let top = self.beside_parent(&item).unwrap_or_else(|| self.top(&item));
            let end = match &item {
                Item::Card(node) => self.put_card(*node, top),
                Item::Frame {
                    nodes,
                    across,
                    width,
                } => self.put_frame(nodes, *across, *width, top),
            };
            self.reach(&item, end);
            if let Item::Card(node) = item {
                let depth = self.columns.depth(node) + 1;
                next.extend(
                    self.items
                        .of(self.forest.children(node), depth)
                        .into_iter()
                        .rev(),
                );
            }
        }
    }

    /// Returns the height of the parent of a first child.
    fn beside_parent(&self, item: &Item<'_>) -> Option<u32> {
        let parent = self.forest.parent(item.first())?;
        let is_first = self.forest.children(parent).first() == Some(&item.first());
        self.layout
            .placed(parent)
            .filter(|_| is_first)
            .map(|placed| placed.y)
    }

    /// Returns how high something can go with its first child, that one's first child and so on beside it.
    fn top(&self, item: &Item<'_>) -> u32 {
        let is_root = self.forest.parent(item.first()).is_none();
        let mut top = self.free_at(item);
        let mut at = self.items.first_below(item);
        let has_children = at.is_some();
        while let Some(item) = at {
            top = top.max(self.free_at(&item));
            at = self.items.first_below(&item);
        }
        top + if has_children && !is_root {
            BRANCH_GAP
        } else {
            0
        }
    }

    fn free_at(&self, item: &Item<'_>) -> u32 {
        let columns = self.items.columns_of(item);
        self.free[columns].iter().copied().max().unwrap_or(MARGIN)
    }

    /// Ends an edge of the parent here.
    fn reach(&mut self, item: &Item<'_>, end: (u32, u32)) {
        let parent = self.forest.parent(item.first());
        let place = parent.and_then(|parent| self.layout.place[parent]);
        if let Some(place) = place {
            self.layout.cards[place].ends.push(end);
        }
    }

    fn put_card(&mut self, node: usize, top: u32) -> (u32, u32) {
        let depth = self.columns.depth(node);
        let (left, width) = (self.columns.left(depth), self.columns.width(depth));
        let bottom = self.put(node, (left, top), width);
        self.free[depth] = bottom + ROW_GAP;
        (left, top + EDGE_AT)
    }

    /// Sets cards side by side, line by line, with a frame around them unless they are roots.
    fn put_frame(&mut self, nodes: &[usize], across: usize, width: u32, top: u32) -> (u32, u32) {
        let item = Item::Frame {
            nodes,
            across,
            width,
        };
        let (left, padding) = self.items.left_of(&item);
        let mut y = top + padding;
        for line in nodes.chunks(across) {
            let mut x = left + padding;
            let mut bottom = y;
            for &node in line {
                bottom = bottom.max(self.put(node, (x, y), width));
                x += width + ROW_GAP;
            }
            y = bottom + ROW_GAP;
        }
        let bottom = y - ROW_GAP + padding;
        self.free[self.items.columns_of(&item)].fill(bottom + ROW_GAP);
        if padding > 0 {
            let width = self.items.width_of(&item);
            self.layout.frames.push(Frame {
                x: left,
                y: top,
                width,
                height: bottom - top,
            });
            self.stretch(left + width, bottom);
        }
        (left, top + EDGE_AT)
    }

    /// Puts a card down; returns where it ends.
    fn put(&mut self, node: usize, (x, y): (u32, u32), width: u32) -> u32 {
        let card = &self.cards[node];
        let height = card.height(width);
        self.stretch(x + width, y + height);
        self.layout.place[node] = Some(self.layout.cards.len());
        self.layout.cards.push(Placed {
            node,
            card,
            x,
            y,
            width,
            height,
            ends: Vec::new(),
        });
        y + height
    }

    fn stretch(&mut self, right: u32, bottom: u32) {
        self.layout.width = self.layout.width.max(right + MARGIN);
        self.layout.height = self.layout.height.max(bottom + MARGIN);
    }
}
