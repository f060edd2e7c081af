//! A graph as a picture: cards from left to right, each node once, under its first parent; further parents' edges are dashed.
//!
//! One SVG document that needs nothing else: system fonts, no scripts, light and dark by the reader's preference. The
//! same graph gives the same bytes. Where cards stand is decided in `layout`, what they say in `card`.

mod card;
mod columns;
mod drawing;
mod edges;
mod face;
mod item;
mod layout;
mod measure;
mod pen;

use card::Card;
use layout::Layout;

use crate::shape::{Forest, Graph};

/// Returns the picture.
pub fn svg(graph: &Graph) -> String {
    let forest = Forest::of(graph);
    let cards: Vec<Card> = graph
        .nodes
        .iter()
        .map(|node| Card::of(graph, node))
        .collect();
    let layout = Layout::of(graph, &forest, &cards);
    drawing::document(graph, &forest, &layout)
}

#[cfg(test)]
mod tests;
