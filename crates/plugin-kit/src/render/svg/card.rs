//! What a card says: kind, name, how it is doing, how old it is, what is wrong. Taken from a node and its columns alone.
//!
//! Texts are as they came; they are cut when the width of the card is known, and escaped when they are drawn.

use super::measure::{width, wrap};
use crate::shape::{Column, Graph, Node, Text, Tone};

/// Blanks at the left of a card, where its mark of colour stands.
pub(super) const LEFT: u32 = 20;
/// Blanks at the right of a card.
pub(super) const RIGHT: u32 = 12;
/// Between two words on a card.
pub(super) const GAP: u32 = 12;
/// Font size of the kind and of everything that is quiet.
pub(super) const SMALL: u32 = 11;
/// Font size of the name.
pub(super) const LARGE: u32 = 13;
/// Height of a line of small text.
pub(super) const SMALL_LINE: u32 = 15;
/// Height of the line with the name.
pub(super) const LARGE_LINE: u32 = 18;
/// Blanks above the first line and below the last.
pub(super) const PADDING: u32 = 8;

/// How wide cards are: between these, and no narrower than the last with a sentence on them.
const NARROWEST: u32 = 150;
const WIDEST: u32 = 330;
const WITH_SENTENCE: u32 = 290;
/// How many lines a sentence takes.
const SENTENCE_LINES: usize = 3;

/// What stands on a card.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) kind: String,
    pub(super) name: String,
    /// Ages, at the right of the kind.
    pub(super) corner: String,
    /// Words about how it is doing, each with its tone.
    pub(super) marks: Vec<(String, Tone)>,
    /// What is wrong.
    pub(super) sentence: String,
    pub(super) sentence_tone: Tone,
    pub(super) tone: Tone,
}

impl Card {
    /// Returns the card of a node.
    pub(super) fn of(graph: &Graph, node: &Node) -> Self {
        let (kind, name) = kind_and_name(&node.name);
        let marks = cells(graph, node, |column| column.drawn && !column.explains);
        Self {
            kind,
            name,
            corner: joined(cells(graph, node, |column| column.clock)),
            marks: marks
                .map(|cell| (cell.plain().into_owned(), tone(cell)))
                .collect(),
            sentence_tone: cells(graph, node, |column| column.explains)
                .last()
                .map_or(Tone::Plain, last_tone),
            sentence: joined(cells(graph, node, |column| column.explains)),
            tone: node.tone,
        }
    }

    /// Returns how wide it would like to be.
    pub(super) fn width(&self) -> u32 {
        let head = width(&self.kind, SMALL) + GAP + width(&self.corner, SMALL);
        let marks = self.marks.iter().map(|(word, _)| width(word, SMALL) + GAP);
        let sentence = if self.sentence.is_empty() {
            NARROWEST
        } else {
            WITH_SENTENCE
        };
        let inside = head.max(width(&self.name, LARGE)).max(marks.sum());
        (inside + LEFT + RIGHT).max(sentence).min(WIDEST)
    }

    /// Returns the lines of what is wrong, on a card of this width.
    pub(super) fn sentence_lines(&self, width: u32) -> Vec<String> {
        wrap(&self.sentence, SMALL, width - LEFT - RIGHT, SENTENCE_LINES)
    }

    /// Returns how high it is at this width.
    pub(super) fn height(&self, width: u32) -> u32 {
        let kind = if self.kind.is_empty() && self.corner.is_empty() {
            0
        } else {
            SMALL_LINE
        };
        let marks = if self.marks.is_empty() {
            0
        } else {
            SMALL_LINE + 2
        };
        let sentence = self.sentence_lines(width).len();
        let sentence = u32::try_from(sentence).unwrap_or(0) * SMALL_LINE;
        2 * PADDING + kind + LARGE_LINE + marks + sentence
    }

    /// Returns kind and name as one.
    pub(super) fn called(&self) -> String {
        let slash = if self.kind.is_empty() { "" } else { "/" };
        format!("{}{slash}{}", self.kind, self.name)
    }

    /// Returns all it says, line by line, for whoever points at it or has it read out.
    pub(super) fn whole(&self) -> String {
        let marks = self.marks.iter().map(|(word, _)| word.as_str());
        let marks: Vec<&str> = marks.chain([self.corner.as_str()]).collect();
        let lines = [
            self.called(),
            marks.join("  ").trim().to_owned(),
            self.sentence.clone(),
        ];
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }
}

/// Splits `Deployment/grafana` where its quiet beginning ends.
fn kind_and_name(name: &Text) -> (String, String) {
    let quiet = |tone| tone == Tone::Quiet;
    let kind: String = name
        .spans()
        .take_while(|span| quiet(span.tone))
        .map(|span| span.text.as_ref())
        .collect();
    let rest: String = name
        .spans()
        .skip_while(|span| quiet(span.tone))
        .map(|span| span.text.as_ref())
        .collect();
    match rest.is_empty() {
        true => (String::new(), kind),
        false => (kind.strip_suffix('/').unwrap_or(&kind).to_owned(), rest),
    }
}

fn cells<'a>(
    graph: &'a Graph,
    node: &'a Node,
    wanted: impl Fn(&Column) -> bool + 'a,
) -> impl Iterator<Item = &'a Text> {
    let cells = graph.columns.iter().zip(&node.cells);
    let shown = cells.filter(move |(column, cell)| wanted(column) && !cell.is_empty());
    shown.map(|(_, cell)| cell)
}

fn joined<'a>(cells: impl Iterator<Item = &'a Text>) -> String {
    cells.map(Text::plain).collect::<Vec<_>>().join("  ")
}

fn tone(text: &Text) -> Tone {
    text.spans().next().map_or(Tone::Plain, |span| span.tone)
}

/// What leads up to a sentence may be quieter than the sentence.
fn last_tone(text: &Text) -> Tone {
    text.spans().last().map_or(Tone::Plain, |span| span.tone)
}
