//! The laid-out picture as one document: its head, then edges, headings and cards.
//!
//! What cards look like is in `face`, what runs between them in `edges`.

use std::collections::BTreeMap;

use super::card::{GAP, LARGE, SMALL};
use super::layout::{Heading, Layout, MARGIN};
use super::measure::{cut, width};
use super::pen::{Line, Pen};
use super::{edges, face};
use crate::palette::{Ground, filled};
use crate::shape::{Forest, Graph, Tone};

const STYLE: &str = include_str!("style.css");
/// Named fonts first: what `sans-serif` stands for can be wider than anything reckoned with.
const FONTS: &str =
    "-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif";

/// Returns the whole document.
pub(super) fn document(graph: &Graph, forest: &Forest, layout: &Layout<'_>) -> String {
    let mut pen = Pen::default();
    open(&mut pen, graph, layout);
    edges::draw(&mut pen, forest, layout);
    for line in &layout.headings {
        heading(&mut pen, line, layout.width - MARGIN);
    }
    for card in &layout.cards {
        face::draw(&mut pen, card);
    }
    pen.markup(format_args!("</svg>\n"));
    pen.finish()
}

/// Opens the document: how large it is, what it shows, how it looks.
fn open(pen: &mut Pen, graph: &Graph, layout: &Layout<'_>) {
    let (width, height) = (layout.width, layout.height);
    pen.markup(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{FONTS}\" font-size=\"{SMALL}\" role=\"graphics-document document\">\n"
    ));
    let first = layout.cards.first().map(|placed| placed.card.called());
    pen.element("title", first.as_deref().unwrap_or("Nothing to show"));
    pen.element("desc", &description(graph, layout));
    pen.markup(format_args!(
        "\n<style>\n{}@media (prefers-color-scheme:dark){{\n{}}}\n</style>\n",
        filled(STYLE, Ground::Light),
        filled(STYLE, Ground::Dark)
    ));
    pen.markup(format_args!(
        "<rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>\n"
    ));
}

/// Says how many there are and how they are doing.
fn description(graph: &Graph, layout: &Layout<'_>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let states = layout
        .cards
        .iter()
        .filter_map(|placed| placed.card.marks.first());
    for (word, _) in states.filter(|(_, tone)| *tone != Tone::Plain) {
        *counts.entry(word).or_default() += 1;
    }
    let counts = counts
        .iter()
        .map(|(word, count)| format!("{word}: {count}"));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let colon = if counts.is_empty() { "" } else { ". " };
    format!(
        "{} in a tree, by {}{colon}{counts}",
        layout.cards.len(),
        graph.name.name
    )
}

fn heading(pen: &mut Pen, heading: &Heading, right: u32) {
    let y = heading.y;
    pen.markup(format_args!(
        "<path class=\"rule\" d=\"M{MARGIN} {}H{right}\"/>",
        y - 18
    ));
    let title = cut(&heading.text, LARGE, right - MARGIN - 40);
    pen.large(
        Line {
            class: "heading",
            x: MARGIN,
            y,
        },
        &title,
    );
    let x = MARGIN + width(&title, LARGE) + GAP;
    pen.small(
        Line {
            class: "count",
            x,
            y,
        },
        &heading.cards.to_string(),
    );
    pen.markup(format_args!("\n"));
}
