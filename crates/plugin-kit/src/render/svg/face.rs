//! What a card looks like: a mark of colour, then lines from top to bottom.
//!
//! Each card stands in a frame of its own, which nothing can leave, whatever a font makes of a text.

use super::card::{GAP, LARGE, LARGE_LINE, LEFT, PADDING, RIGHT, SMALL, SMALL_LINE};
use super::layout::Placed;
use super::measure::{cut, width};
use super::pen::{Line, Pen};
use crate::palette::class;
use crate::shape::Tone;

/// Draws a card.
pub(super) fn draw(pen: &mut Pen, placed: &Placed<'_>) {
    let Placed {
        x,
        y,
        width,
        height,
        card,
        ..
    } = placed;
    pen.markup(format_args!(
        "<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" role=\"graphics-symbol img\">"
    ));
    pen.element("title", &card.whole());
    let wrong = if card.tone == Tone::Bad { " wrong" } else { "" };
    let (across, down, tone) = (width - 1, height - 1, class(card.tone));
    pen.markup(format_args!(
        "<rect class=\"card{wrong}\" x=\".5\" y=\".5\" width=\"{across}\" height=\"{down}\" rx=\"7.5\"/>"
    ));
    let down = height - 18;
    pen.markup(format_args!(
        "<rect class=\"mark {tone}\" x=\"8\" y=\"9\" width=\"4\" height=\"{down}\" rx=\"2\"/>"
    ));
    lines(pen, placed);
    pen.markup(format_args!("</svg>\n"));
}

fn lines(pen: &mut Pen, placed: &Placed<'_>) {
    let room = placed.width - LEFT - RIGHT;
    let mut y = PADDING;
    if !placed.card.kind.is_empty() || !placed.card.corner.is_empty() {
        y += SMALL_LINE;
        head(pen, placed, y - 4);
    }
    y += LARGE_LINE;
    let name = cut(&placed.card.name, LARGE, room);
    pen.large(
        Line {
            class: "name",
            x: LEFT,
            y: y - 5,
        },
        &name,
    );
    if !placed.card.marks.is_empty() {
        y += SMALL_LINE + 2;
        marks(pen, placed, y - 5);
    }
    let class = class(placed.card.sentence_tone);
    for line in placed.card.sentence_lines(placed.width) {
        y += SMALL_LINE;
        pen.small(
            Line {
                class,
                x: LEFT,
                y: y - 4,
            },
            &line,
        );
    }
}

/// Draws the kind, and the age at the right of it.
fn head(pen: &mut Pen, placed: &Placed<'_>, y: u32) {
    let right = placed.width - RIGHT;
    let corner = cut(&placed.card.corner, SMALL, (right - LEFT) / 2);
    let room = right - LEFT - width(&corner, SMALL) - GAP;
    let kind = cut(&placed.card.kind, SMALL, room);
    pen.small(
        Line {
            class: "kind",
            x: LEFT,
            y,
        },
        &kind,
    );
    pen.ending(
        Line {
            class: "corner",
            x: right,
            y,
        },
        &corner,
    );
}

/// Draws the words about how it is doing.
fn marks(pen: &mut Pen, placed: &Placed<'_>, y: u32) {
    let (mut x, right) = (LEFT, placed.width - RIGHT);
    for (word, tone) in &placed.card.marks {
        let word = cut(word, SMALL, right.saturating_sub(x));
        pen.small(
            Line {
                class: class(*tone),
                x,
                y,
            },
            &word,
        );
        x += width(&word, SMALL) + GAP;
    }
}
