//! Where a value is added: a key to a mapping, an item to a list, below parents that may be missing themselves.

use std::ops::Range;

use serde_json::{Map, Value};

use super::super::node::{self, Kind, Layout, Mapping, Node, Sequence};
use super::super::path::Step;
use super::super::plain::Plain;
use super::super::quote::quoted;
use super::super::write::{self, Style, flow, pad};
use super::scene::Scene;
use super::splice::Splice;
use super::trail::{Holder, Spot, Trail};
use super::{Refusal, set};

/// Plans an item at the end of the list of a trail.
pub(super) fn append(
    scene: &Scene<'_>,
    trail: &Trail<'_>,
    value: &Value,
) -> Result<Splice, Refusal> {
    match (trail.last(), trail.rest) {
        (Some(spot), []) if spot.node.sequence().is_some() => item(scene, &spot, value),
        _ => set::plan(scene, trail, &Value::Array(vec![value.clone()])),
    }
}

/// Plans a value where a trail ends before its path does.
pub(super) fn missing(
    scene: &Scene<'_>,
    trail: &Trail<'_>,
    value: &Value,
) -> Result<Splice, Refusal> {
    let Some(spot) = trail.last() else {
        return Ok(at_end(scene, &nest(trail.rest, value)));
    };
    let [step, further @ ..] = trail.rest else {
        return set::replace(scene, &spot, value);
    };
    match (&spot.node.kind, step) {
        (Kind::Mapping(mapping), Step::Key(key)) => {
            let value = nest(further, value);
            entry(scene, &spot, mapping, key, &value)
        }
        (Kind::Sequence(_), Step::Index(_)) => item(scene, &spot, &nest(further, value)),
        _ if is_null(spot.node) => {
            let value = nest(trail.rest, value);
            match trail.spots.len() {
                1 => Ok(root(scene, spot.node, &value)),
                _ => set::replace(scene, &spot, &value),
            }
        }
        _ => {
            let reason = format!(
                "`{}` leads nowhere: what is here has no {}",
                trail.path,
                name(step)
            );
            Err(Refusal::new(spot.node.line, reason))
        }
    }
}

fn name(step: &Step) -> String {
    match step {
        Step::Key(key) => format!("key `{key}`"),
        Step::Index(index) => format!("item [{index}]"),
    }
}

fn is_null(node: &Node) -> bool {
    let plain = node.scalar().filter(|_| node.tag.is_none());
    let plain = plain.filter(|scalar| scalar.style == node::Style::Plain);
    plain.is_some_and(|scalar| Plain::of(&scalar.text) == Plain::Null)
}

/// Returns a value wrapped in its missing parents.
fn nest(steps: &[Step], value: &Value) -> Value {
    let wrap = |value, step: &Step| match step {
        Step::Key(key) => Value::Object(Map::from_iter([(key.clone(), value)])),
        Step::Index(_) => Value::Array(vec![value]),
    };
    steps.iter().rev().fold(value.clone(), wrap)
}

/// Plans the first node of a document, below the comments it has.
fn at_end(scene: &Scene<'_>, value: &Value) -> Splice {
    let end = scene.text.len();
    let open = scene.line(end).start < end;
    let lines = write::value(value, 0);
    let text = if open { format!("\n{lines}") } else { lines };
    Splice {
        range: end..end,
        text: scene.lines(&text),
    }
}

/// Plans lines in the place of a root that is null or empty.
fn root(scene: &Scene<'_>, node: &Node, value: &Value) -> Splice {
    if node.span.is_empty() {
        return at_end(scene, value);
    }
    let lines = write::value(value, 0);
    Splice {
        range: node.span.clone(),
        text: scene.lines(lines.trim_end_matches('\n')),
    }
}

/// Plans a value in the place of empty brackets in block layout.
fn instead(scene: &Scene<'_>, spot: &Spot<'_>, value: &Value) -> Result<Splice, Refusal> {
    match spot.holder {
        Holder::Root => Ok(root(scene, spot.node, value)),
        _ => set::replace(scene, spot, value),
    }
}

fn entry(
    scene: &Scene<'_>,
    spot: &Spot<'_>,
    mapping: &Mapping,
    key: &str,
    value: &Value,
) -> Result<Splice, Refusal> {
    if mapping.layout == Layout::Flow {
        let fields = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
        if mapping.entries.is_empty() && !spot.in_flow {
            return instead(scene, spot, &fields);
        }
        let field = format!("{}: {}", quoted(key), flow(value));
        let wholes = mapping
            .entries
            .iter()
            .map(|it| it.key.whole().start..it.value.whole().end);
        return in_brackets(scene, spot.node, &wholes.collect::<Vec<_>>(), &field);
    }
    let starts: Vec<usize> = mapping
        .entries
        .iter()
        .map(|it| it.key.whole().start)
        .collect();
    let ends: Vec<usize> = mapping
        .entries
        .iter()
        .map(|it| it.value.whole().end)
        .collect();
    let (Some(first), Some(last)) = (starts.first(), ends.last()) else {
        return Err(Refusal::new(
            spot.node.line,
            "there is no key to add one after",
        ));
    };
    let indent = scene.indent(*first);
    let mut lines = String::new();
    pad(indent, &mut lines);
    lines.push_str(&quoted(key));
    lines.push(':');
    scene.style.after_key(value, indent, &mut lines);
    let parted = is_parted(scene, &starts, &ends);
    below(scene, *last, indent, parted, &lines)
}

fn item(scene: &Scene<'_>, spot: &Spot<'_>, value: &Value) -> Result<Splice, Refusal> {
    let Some(sequence) = spot.node.sequence() else {
        return Err(Refusal::new(spot.node.line, "what is here is no list"));
    };
    if sequence.layout == Layout::Flow {
        if sequence.items.is_empty() && !spot.in_flow {
            return instead(scene, spot, &Value::Array(vec![value.clone()]));
        }
        let wholes: Vec<Range<usize>> = sequence.items.iter().map(Node::whole).collect();
        return in_brackets(scene, spot.node, &wholes, &flow(value));
    }
    let ends: Vec<usize> = sequence.items.iter().map(|item| item.whole().end).collect();
    let (Some(first), Some(last)) = (sequence.dashes.first(), ends.last()) else {
        return Err(Refusal::new(
            spot.node.line,
            "there is no item to add one after",
        ));
    };
    let indent = scene.indent(*first);
    let style = Style {
        dash: dash(scene, sequence),
        ..scene.style
    };
    let mut lines = String::new();
    pad(indent, &mut lines);
    lines.push('-');
    style.after_dash(value, indent, &mut lines);
    let parted = is_parted(scene, &sequence.dashes, &ends);
    below(scene, *last, indent, parted, &lines)
}

/// Returns how far the last item that begins on the line of its dash stands from it.
fn dash(scene: &Scene<'_>, sequence: &Sequence) -> usize {
    let pairs = sequence.dashes.iter().zip(&sequence.items).rev();
    let widths = pairs.map(|(dash, item)| &scene.text[*dash..item.whole().start.max(*dash)]);
    let mut beside = widths.filter(|it| it.len() > 1 && it[1..].bytes().all(|byte| byte == b' '));
    beside.next().map_or(2, str::len)
}

/// Says whether a blank line stands between the last two of a row.
fn is_parted(scene: &Scene<'_>, starts: &[usize], ends: &[usize]) -> bool {
    let last = starts.last();
    let before = ends.len().checked_sub(2).and_then(|at| ends.get(at));
    matches!((before, last), (Some(before), Some(last)) if scene.is_parted(*before, *last))
}

/// Plans lines below a row of `indent` that ends at a byte.
fn below(
    scene: &Scene<'_>,
    end: usize,
    indent: usize,
    parted: bool,
    lines: &str,
) -> Result<Splice, Refusal> {
    let at = scene.below(end, indent);
    let blank = if parted { "\n" } else { "" };
    let open = !scene.text[..at].ends_with(['\n', '\r']);
    if open && ends_in_block(scene.document.root()) {
        let reason = "the block of text at the end of the file has no line break, and would get one; add it first";
        return Err(Refusal::new(None, reason));
    }
    let text = if open {
        format!("\n{blank}{}", lines.trim_end_matches('\n'))
    } else {
        format!("{blank}{lines}")
    };
    Ok(Splice {
        range: at..at,
        text: scene.lines(&text),
    })
}

/// Says whether the last leaf is a block scalar.
fn ends_in_block(node: Option<&Node>) -> bool {
    let Some(node) = node else { return false };
    match &node.kind {
        Kind::Mapping(mapping) => ends_in_block(mapping.entries.last().map(|entry| &entry.value)),
        Kind::Sequence(sequence) => ends_in_block(sequence.items.last()),
        Kind::Scalar(scalar) => matches!(scalar.style, node::Style::Literal | node::Style::Folded),
        Kind::Alias(_) => false,
    }
}

/// Plans a member behind the last one within brackets, on a line of its own where that one has one.
fn in_brackets(
    scene: &Scene<'_>,
    node: &Node,
    members: &[Range<usize>],
    member: &str,
) -> Result<Splice, Refusal> {
    let Some(last) = members.last() else {
        let range = node.span.start + 1..node.span.end.saturating_sub(1);
        if scene
            .text
            .get(range.clone())
            .is_none_or(|inside| !inside.trim().is_empty())
        {
            return Err(Refusal::new(
                node.line,
                "these brackets are not empty to the eye; edit them by hand",
            ));
        }
        let text = member.to_owned();
        return Ok(Splice { range, text });
    };
    let parting = if scene.begins_line(last.start) {
        let indent = scene.indent(last.start);
        format!("{}{:indent$}", scene.newline, "")
    } else {
        " ".to_owned()
    };
    Ok(Splice {
        range: last.end..last.end,
        text: format!(",{parting}{member}"),
    })
}
