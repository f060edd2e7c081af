//! What runs between cards: the tree's own edges, frames around siblings, and dashed edges from further parents.
//!
//! Numbers alone; no text is written here.

use super::layout::{COLUMN_GAP, EDGE_AT, Frame, Layout, Placed};
use super::pen::Pen;
use crate::shape::Forest;

/// How round the bends are.
const BEND: u32 = 8;
/// How far below the tree's edges the dashed ones meet a card.
const BELOW: u32 = 10;
/// How long a tip is.
const TIP: u32 = 6;

/// Draws everything that lies below the cards.
pub(super) fn draw(pen: &mut Pen, forest: &Forest, layout: &Layout<'_>) {
    layout
        .frames
        .iter()
        .for_each(|frame| draw_frame(pen, frame));
    let parents = layout.cards.iter().filter(|card| !card.ends.is_empty());
    parents.for_each(|parent| stem(pen, parent));
    for child in &layout.cards {
        let parents = forest.parents(child.node).iter().copied();
        let further = parents.filter(|&parent| forest.parent(child.node) != Some(parent));
        for parent in further.filter_map(|parent| layout.placed(parent)) {
            second(pen, parent, child);
        }
    }
}

fn draw_frame(pen: &mut Pen, frame: &Frame) {
    let (x, y, width, height) = (frame.x, frame.y, frame.width - 1, frame.height - 1);
    pen.markup(format_args!(
        "<rect class=\"frame\" x=\"{x}.5\" y=\"{y}.5\" width=\"{width}\" height=\"{height}\" rx=\"12\"/>\n"
    ));
}

/// Draws a stem from a parent, and a branch to each of its ends.
fn stem(pen: &mut Pen, parent: &Placed<'_>) {
    pen.markup(format_args!("<path class=\"edge\" d=\""));
    let (x, y) = (parent.x + parent.width, parent.y + EDGE_AT);
    let mut down = y;
    for &end in &parent.ends {
        branch(pen, (x, y), &mut down, end);
    }
    pen.markup(format_args!("\"/>\n"));
}

/// Draws the way to one end; what an earlier one shares with it is drawn once.
fn branch(pen: &mut Pen, (x, y): (u32, u32), down: &mut u32, (end, at): (u32, u32)) {
    if at == y {
        return pen.markup(format_args!("M{x} {y}H{end}"));
    }
    let (stem, bend) = (x + COLUMN_GAP / 2, at - BEND);
    if *down == y {
        let before = stem - BEND;
        pen.markup(format_args!("M{x} {y}H{before}q{BEND} 0 {BEND} {BEND}"));
    } else {
        pen.markup(format_args!("M{stem} {down}"));
    }
    pen.markup(format_args!("V{bend}q0 {BEND} {BEND} {BEND}H{end}"));
    *down = bend;
}

/// Draws a dashed edge with a tip.
fn second(pen: &mut Pen, parent: &Placed<'_>, child: &Placed<'_>) {
    let (x, y) = (parent.x + parent.width, parent.y + EDGE_AT + BELOW);
    let (left, top) = (child.x - TIP, child.y + EDGE_AT + BELOW);
    let (out, back) = (x + COLUMN_GAP, left.saturating_sub(COLUMN_GAP));
    pen.markup(format_args!(
        "<path class=\"second\" d=\"M{x} {y}C{out} {y} {back} {top} {left} {top}\"/>"
    ));
    let above = top - 4;
    pen.markup(format_args!(
        "<path class=\"tip\" d=\"M{left} {above}l{TIP} 4l-{TIP} 4z\"/>\n"
    ));
}
