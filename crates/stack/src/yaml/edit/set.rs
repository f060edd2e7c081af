//! Where a value is set: in the place of one that is there.

use serde_json::Value;

use super::super::node::{self, Node};
use super::super::quote::{double_quoted, literal, quoted, single_quoted};
use super::super::write::{Style, flow};
use super::scene::Scene;
use super::splice::Splice;
use super::trail::{Holder, Spot, Trail};
use super::{Refusal, insert};

/// Plans setting a value at the end of a trail.
pub(super) fn plan(scene: &Scene<'_>, trail: &Trail<'_>, value: &Value) -> Result<Splice, Refusal> {
    match (trail.last(), trail.rest) {
        (Some(spot), []) => replace(scene, &spot, value),
        _ => insert::missing(scene, trail, value),
    }
}

/// Plans a value in the place of a node.
pub(super) fn replace(
    scene: &Scene<'_>,
    spot: &Spot<'_>,
    value: &Value,
) -> Result<Splice, Refusal> {
    if spot.in_flow {
        return Ok(in_brackets(scene, spot, value));
    }
    if matches!(spot.holder, Holder::Root) {
        let reason = "the whole document is not edited; name a key";
        return Err(Refusal::new(spot.node.line, reason));
    }
    let announcement = scene.announcement(spot)?;
    let place = Place {
        scene,
        spot,
        indent: scene.indent(announcement.start),
        announced: announcement.end,
    };
    Ok(if is_block(value) {
        place.with_block(value)
    } else {
        place.with_leaf(value)
    })
}

/// Says whether a value is written as lines of its own.
pub(super) fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn in_brackets(scene: &Scene<'_>, spot: &Spot<'_>, value: &Value) -> Splice {
    let whole = spot.node.whole();
    let announced = scene.text[..whole.start].ends_with([':', '[', ',', '-']);
    let bare = spot.node.is_absent() && !announced;
    let text = match (bare, announced) {
        (true, _) => format!(": {}", one_line(spot.node, value)),
        (false, true) => format!(" {}", one_line(spot.node, value)),
        (false, false) => one_line(spot.node, value),
    };
    let text = if scene.text[..whole.start].ends_with('[') {
        text.trim_start().to_owned()
    } else {
        text
    };
    Splice { range: whole, text }
}

/// Writes a value on one line, quoted as the node is where that fits.
fn one_line(node: &Node, value: &Value) -> String {
    let style = node.scalar().map(|scalar| scalar.style);
    match (value, style) {
        (Value::String(text), Some(node::Style::DoubleQuoted)) => double_quoted(text),
        (Value::String(text), Some(node::Style::SingleQuoted)) => {
            single_quoted(text).unwrap_or_else(|| double_quoted(text))
        }
        _ => flow(value),
    }
}

/// A place in block layout.
struct Place<'a> {
    scene: &'a Scene<'a>,
    spot: &'a Spot<'a>,
    /// Where the colon or dash ends.
    announced: usize,
    /// Blanks before the key or dash.
    indent: usize,
}

impl Place<'_> {
    /// Plans a leaf: on the line of what announces it, the comment there kept.
    fn with_leaf(&self, value: &Value) -> Splice {
        let node = self.spot.node;
        let leaf = self.leaf(value);
        let (comment, inside) = self.comment();
        let lines = leaf.contains('\n');
        if lines && !comment.is_empty() && !inside {
            let end = self.scene.line(node.span.end).end;
            return self.splice(self.announced..end, &format!(" {}", beside(&leaf, comment)));
        }
        let stays = node.scalar().is_some() && !inside && !lines;
        if inside || self.is_below() && !stays {
            let text = format!(" {}", beside(&leaf, comment));
            return self.splice(self.announced..self.end(), &text);
        }
        let range = if node.tag.is_some() {
            node.whole()
        } else {
            node.span.clone()
        };
        let tight = self.scene.text[..range.start].ends_with([':', '-']);
        self.splice(range, &if tight { format!(" {leaf}") } else { leaf })
    }

    /// Plans lines: below the key, or from the dash on; the comment beside the key or dash stays there.
    fn with_block(&self, value: &Value) -> Splice {
        let node = self.spot.node;
        let style = self.style();
        let (comment, inside) = self.comment();
        let mut lines = String::new();
        match self.spot.holder {
            Holder::Item(..) if self.is_below() => {
                lines.push('\n');
                style.lines(value, self.indent + style.dash, &mut lines);
            }
            Holder::Item(..) => style.after_dash(value, self.indent, &mut lines),
            _ => style.after_key(value, self.indent, &mut lines),
        }
        let end = match (comment, inside) {
            ("", _) | (_, true) => self.end(),
            _ => self.scene.line(node.span.end).end,
        };
        let lines = beside(lines.trim_end_matches('\n'), comment);
        self.splice(self.announced..end, &lines)
    }

    /// Returns the comment beside the key or dash, and whether it stands before the end of the node.
    fn comment(&self) -> (&str, bool) {
        let end = self.spot.node.span.end;
        match self.scene.comment_behind(self.announced) {
            Some(range) => (&self.scene.text[range.clone()], range.start < end),
            None => ("", false),
        }
    }

    /// Returns the end of the node; of a block collection below its key, with the comment beside its last member.
    fn end(&self) -> usize {
        let node = self.spot.node;
        if self.is_below() && node.scalar().is_none() {
            self.scene.line(node.span.end).end
        } else {
            node.span.end
        }
    }

    /// Says whether the node begins on a later line than its key or dash.
    fn is_below(&self) -> bool {
        let gap = &self.scene.text[self.announced..self.spot.node.span.start];
        gap.contains(['\n', '\r'])
    }

    /// Returns the layout of the text, with the indentation of the node itself where it is a block.
    fn style(&self) -> Style {
        let style = self.scene.style;
        let node = self.spot.node;
        let below = self.is_below() && node.mapping().is_some();
        let step = (node.column - 1)
            .checked_sub(self.indent)
            .filter(|step| below && *step > 0);
        let flush = node.sequence().filter(|it| !it.dashes.is_empty());
        Style {
            step: step.unwrap_or(style.step),
            flush: flush.map_or(style.flush, |_| node.column - 1 == self.indent),
            ..style
        }
    }

    /// Writes a leaf in the style of the one that is there, where it fits.
    fn leaf(&self, value: &Value) -> String {
        let Value::String(text) = value else {
            return flow(value);
        };
        let indent = match self.spot.holder {
            Holder::Item(..) => self.indent + self.scene.style.dash,
            _ => self.indent + self.scene.style.step,
        };
        let style = self.spot.node.scalar().map(|scalar| scalar.style);
        match style {
            Some(node::Style::DoubleQuoted | node::Style::SingleQuoted) => {
                one_line(self.spot.node, value)
            }
            Some(node::Style::Literal | node::Style::Folded) => {
                literal(text, self.content().unwrap_or(indent)).unwrap_or_else(|| quoted(text))
            }
            _ => literal(text, indent).unwrap_or_else(|| quoted(text)),
        }
    }

    /// Returns the indentation of the content of a block scalar.
    fn content(&self) -> Option<usize> {
        let source = &self.scene.text[self.spot.node.span.clone()];
        let mut lines = source
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty());
        lines
            .next()
            .map(|line| line.len() - line.trim_start_matches(' ').len())
    }

    fn splice(&self, range: std::ops::Range<usize>, text: &str) -> Splice {
        Splice {
            range,
            text: self.scene.lines(text),
        }
    }
}

/// Puts a comment, blanks before it included, at the end of the first line.
fn beside(leaf: &str, comment: &str) -> String {
    match leaf.split_once('\n') {
        Some((header, lines)) => format!("{header}{comment}\n{lines}"),
        None => format!("{leaf}{comment}"),
    }
}
