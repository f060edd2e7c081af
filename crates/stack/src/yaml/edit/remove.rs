//! Where a value is taken out.

use std::ops::Range;

use serde_json::{Map, Value};

use super::super::node::{Kind, Layout, Node};
use super::super::read::is_merge;
use super::scene::Scene;
use super::splice::Splice;
use super::trail::{Holder, Spot, Trail};
use super::{Refusal, set};

/// Plans taking out what a trail leads to.
pub(super) fn plan(scene: &Scene<'_>, trail: &Trail<'_>) -> Result<Splice, Refusal> {
    let [.., parent, spot] = trail.spots.as_slice() else {
        return Err(absent(trail));
    };
    if !trail.rest.is_empty() {
        return Err(absent(trail));
    }
    repeated(trail, spot)?;
    let members = members(parent.node);
    let at = match spot.holder {
        Holder::Entry(_, at) | Holder::Item(_, at) => at,
        Holder::Root => return Err(absent(trail)),
    };
    if members.len() == 1 && !matches!(parent.holder, Holder::Root) {
        let empty = match parent.node.kind {
            Kind::Sequence(_) => Value::Array(Vec::new()),
            _ => Value::Object(Map::new()),
        };
        return set::replace(scene, parent, &empty);
    }
    match layout(parent.node) {
        Some(Layout::Flow) => in_brackets(scene, spot.node, &members, at),
        _ => lines(scene, spot, &members, at),
    }
}

/// Says why there is nothing to take out.
fn absent(trail: &Trail<'_>) -> Refusal {
    let merged = trail.last().and_then(|spot| spot.node.mapping());
    let merged = merged.and_then(|it| it.entries.iter().find(|entry| is_merge(&entry.key)));
    let path = trail.path;
    match merged {
        Some(entry) => {
            let reason = format!("`{path}` is not written here: it comes in through `<<`");
            Refusal::new(entry.key.line, reason)
        }
        None => Refusal::new(trail.line(), format!("`{path}` is not written here")),
    }
}

fn repeated(trail: &Trail<'_>, spot: &Spot<'_>) -> Result<(), Refusal> {
    let Holder::Entry(holder, at) = spot.holder else {
        return Ok(());
    };
    let entries = holder
        .mapping()
        .map(|mapping| mapping.entries.as_slice())
        .unwrap_or_default();
    let Some((before, [entry, ..])) = entries.split_at_checked(at) else {
        return Ok(());
    };
    match before
        .iter()
        .find(|other| other.key.text() == entry.key.text())
    {
        Some(other) => {
            let lines = (other.key.line, entry.key.line);
            let reason = format!(
                "`{}` is written twice, on lines {} and {}; remove one by hand",
                trail.path, lines.0, lines.1
            );
            Err(Refusal::new(entry.key.line, reason))
        }
        None => Ok(()),
    }
}

fn layout(node: &Node) -> Option<Layout> {
    let mapping = node.mapping().map(|mapping| mapping.layout);
    mapping.or(node.sequence().map(|sequence| sequence.layout))
}

/// Returns the bytes of the entries or items of a collection, keys and dashes included.
fn members(node: &Node) -> Vec<Range<usize>> {
    match &node.kind {
        Kind::Mapping(mapping) => {
            let entries = mapping.entries.iter();
            let whole = entries.map(|it| it.key.whole().start..it.value.whole().end);
            whole.collect()
        }
        Kind::Sequence(sequence) => {
            let items = sequence.items.iter().enumerate();
            let start = |at: usize, item: &Node| {
                sequence
                    .dashes
                    .get(at)
                    .copied()
                    .unwrap_or(item.whole().start)
            };
            items
                .map(|(at, item)| start(at, item)..item.whole().end)
                .collect()
        }
        Kind::Scalar(_) | Kind::Alias(_) => Vec::new(),
    }
}

/// Plans taking out the lines of a member, or the bytes up to the next one where it begins behind a dash.
fn lines(
    scene: &Scene<'_>,
    spot: &Spot<'_>,
    members: &[Range<usize>],
    at: usize,
) -> Result<Splice, Refusal> {
    scene.announcement(spot)?;
    let member = member(members, at, spot.node)?;
    if scene.begins_line(member.start) {
        let start = scene.text[..member.start].trim_end_matches(' ').len();
        let end = scene.below(member.end, scene.indent(member.start));
        let end = blank_below(scene, start, end, at == 0);
        return Ok(gone(start..end));
    }
    let next = members.get(at + 1).map(|next| next.start);
    let comments = scene.document.comments();
    let lost = |range: &Range<usize>| {
        let after = member.end..range.end;
        comments
            .iter()
            .any(|it| it.alone && after.contains(&it.span.start))
    };
    let range = next
        .map(|next| member.start..next)
        .filter(|range| !lost(range));
    let reason = "it begins on the line of a dash, with comments behind it; remove it by hand";
    range
        .map(gone)
        .ok_or_else(|| Refusal::new(spot.node.line, reason))
}

fn member(members: &[Range<usize>], at: usize, node: &Node) -> Result<Range<usize>, Refusal> {
    let lost = || {
        Refusal::new(
            node.line,
            "this spelling is beyond the editor; edit it by hand",
        )
    };
    members.get(at).cloned().ok_or_else(lost)
}

/// Takes the blank line below along where it would meet one above, or begin a row.
fn blank_below(scene: &Scene<'_>, start: usize, end: usize, first: bool) -> usize {
    let above = match start.checked_sub(1) {
        Some(at) => scene.text[scene.line(at)].trim(),
        None => "",
    };
    let loose = above.is_empty() || first && !above.starts_with('#');
    let blank = end < scene.text.len() && scene.text[scene.line(end)].trim().is_empty();
    if loose && blank {
        scene.next_line(end)
    } else {
        end
    }
}

/// Plans taking a member out of brackets, with a comma.
fn in_brackets(
    scene: &Scene<'_>,
    node: &Node,
    members: &[Range<usize>],
    at: usize,
) -> Result<Splice, Refusal> {
    let member = member(members, at, node)?;
    let before = at.checked_sub(1).and_then(|at| members.get(at));
    let range = match (before, members.get(at + 1)) {
        (_, Some(next)) => member.start..next.start,
        (Some(before), None) => before.end..member.end,
        (None, None) => member,
    };
    let comments = scene.document.comments();
    if comments
        .iter()
        .any(|comment| range.contains(&comment.span.start))
    {
        return Err(Refusal::new(
            node.line,
            "a comment within these brackets would be lost; edit them by hand",
        ));
    }
    let tight = scene.text[..range.start].ends_with(':');
    let text = if tight { " ".to_owned() } else { String::new() };
    Ok(Splice { range, text })
}

fn gone(range: Range<usize>) -> Splice {
    Splice {
        range,
        text: String::new(),
    }
}
