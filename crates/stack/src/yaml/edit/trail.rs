//! The nodes a path leads through, as far as there are any.

use std::ops::Range;

use super::super::document::Document;
use super::super::node::{Kind, Layout, Mapping, Node, Style};
use super::super::path::{Path, Step};
use super::super::read::{is_merge, key_name};
use super::Refusal;

/// The way of a path through a document.
pub(super) struct Trail<'a> {
    /// The nodes on it, from the root; none in a document without a node.
    pub(super) spots: Vec<Spot<'a>>,
    /// The steps that lead on from the last one, where nothing is yet.
    pub(super) rest: &'a [Step],
    /// The path followed.
    pub(super) path: &'a Path,
}

/// A node and what holds it.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    /// The node.
    pub(super) node: &'a Node,
    /// What holds it.
    pub(super) holder: Holder<'a>,
    /// Whether it stands within brackets, so that it must stay on one line.
    pub(super) in_flow: bool,
}

/// What holds a node.
#[derive(Clone, Copy)]
pub(super) enum Holder<'a> {
    /// Nothing: it is the root.
    Root,
    /// An entry of a mapping.
    Entry(&'a Node, usize),
    /// An item of a sequence.
    Item(&'a Node, usize),
}

impl<'a> Trail<'a> {
    /// Follows a path as far as there are nodes. Refused where a node on it stands in several places.
    pub(super) fn follow(document: &'a Document, path: &'a Path) -> Result<Self, Refusal> {
        let mut spots: Vec<Spot<'a>> = Vec::new();
        let mut rest = path.steps();
        let root = document.root();
        spots.extend(root.map(|node| Spot {
            node,
            holder: Holder::Root,
            in_flow: false,
        }));
        while let (Some(spot), Some((step, further))) = (spots.last(), rest.split_first()) {
            let Some(next) = spot.step(step) else { break };
            spots.push(next);
            rest = further;
        }
        let trail = Self { spots, rest, path };
        trail.unmistaken()?;
        match root {
            Some(root) => trail.free(root).map(|()| trail),
            None => Ok(trail),
        }
    }

    /// Returns the last node there is.
    pub(super) fn last(&self) -> Option<Spot<'a>> {
        self.spots.last().copied()
    }

    /// Returns the line of the last node there is.
    pub(super) fn line(&self) -> Option<usize> {
        self.last().map(|spot| spot.node.line)
    }

    /// Refuses a key that is written in the mapping and means another to Helm.
    fn unmistaken(&self) -> Result<(), Refusal> {
        let mapping = self.last().and_then(|spot| spot.node.mapping());
        let (Some(mapping), Some(Step::Key(key))) = (mapping, self.rest.first()) else {
            return Ok(());
        };
        if let Some(entry) = mapping.entries.iter().find(|entry| is_merge(&entry.key))
            && key == "<<"
        {
            let reason = "`<<` merges another mapping in; edit it by hand";
            return Err(Refusal::new(entry.key.line, reason));
        }
        let bare = |node: &Node| node.text() == Some(key) && !is_merge(node);
        let Some(entry) = mapping.entries.iter().find(|entry| bare(&entry.key)) else {
            return Ok(());
        };
        let read = key_name(&entry.key).unwrap_or_else(|| "something else".to_owned());
        let reason = format!("Helm reads the key {key} as {read}; put it in quotes first");
        Err(Refusal::new(entry.key.line, reason))
    }

    /// Refuses to edit what is shared through anchors and aliases.
    fn free(&self, root: &Node) -> Result<(), Refusal> {
        for Spot { node, .. } in &self.spots {
            if let Kind::Alias(name) = &node.kind {
                let reason = format!(
                    "`{}` is the alias *{name}; edit what bears &{name}, or write the value out",
                    self.path
                );
                return Err(Refusal::new(node.line, reason));
            }
            let Some(anchor) = &node.anchor else { continue };
            if let Some(alias) = alias(root, &anchor.text) {
                let (path, name) = (self.path, &anchor.text);
                let reason = format!(
                    "`{path}` is shared as &{name}: it would change on line {} too",
                    alias.line
                );
                return Err(Refusal::new(node.line, reason));
            }
        }
        Ok(())
    }
}

/// Refuses to take away an anchor within a range of bytes while an alias outside of it needs it.
pub(super) fn anchors_stay(root: Option<&Node>, range: &Range<usize>) -> Result<(), Refusal> {
    let mut nodes: Vec<&Node> = root.into_iter().collect();
    let (mut anchors, mut aliases) = (Vec::new(), Vec::new());
    while let Some(node) = nodes.pop() {
        nodes.extend(children(node));
        match &node.kind {
            Kind::Alias(name) if !range.contains(&node.span.start) => aliases.push((name, node)),
            _ => {}
        }
        anchors.extend(
            node.anchor
                .iter()
                .filter(|it| range.contains(&it.span.start)),
        );
    }
    let needed = |(name, _): &&(&String, &Node)| anchors.iter().any(|it| it.text == **name);
    match aliases.iter().find(needed) {
        Some((name, node)) => {
            let reason = format!("*{name} here needs what would go away with the edit");
            Err(Refusal::new(node.line, reason))
        }
        None => Ok(()),
    }
}

fn children(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::Sequence(sequence) => sequence.items.iter().collect(),
        Kind::Mapping(mapping) => {
            let entries = mapping.entries.iter();
            entries.flat_map(|it| [&it.key, &it.value]).collect()
        }
        Kind::Scalar(_) | Kind::Alias(_) => Vec::new(),
    }
}

/// Returns the first alias of a name.
fn alias<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    match &node.kind {
        Kind::Alias(alias) if alias == name => Some(node),
        _ => children(node)
            .into_iter()
            .find_map(|node| alias(node, name)),
    }
}

/// Returns where the entry stands that counts for a key as Helm names it: the last one.
fn position(mapping: &Mapping, key: &str) -> Option<usize> {
    let named = |node: &Node| match node.scalar() {
        Some(scalar) if scalar.style != Style::Plain => scalar.text == key,
        _ => !is_merge(node) && key_name(node).is_some_and(|name| name == key),
    };
    mapping.entries.iter().rposition(|entry| named(&entry.key))
}

impl<'a> Spot<'a> {
    fn step(&self, step: &Step) -> Option<Self> {
        let holder = self.node;
        match (&holder.kind, step) {
            (Kind::Mapping(mapping), Step::Key(key)) => {
                let at = position(mapping, key)?;
                Some(Self {
                    node: &mapping.entries.get(at)?.value,
                    holder: Holder::Entry(holder, at),
                    in_flow: self.in_flow || mapping.layout == Layout::Flow,
                })
            }
            (Kind::Sequence(sequence), Step::Index(at)) => Some(Self {
                node: sequence.items.get(*at)?,
                holder: Holder::Item(holder, *at),
                in_flow: self.in_flow || sequence.layout == Layout::Flow,
            }),
            _ => None,
        }
    }
}
