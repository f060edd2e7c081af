//! A document as SOPS walks it: its values in order, each with the keys on the way to it. Nothing is sealed here.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::yaml::node::{Entry, Kind, Layout, Mapping, Node, Scalar, Sequence, Style};

use super::cipher::authenticated_path;
use super::fault::{Fault, Reason};
use super::metadata::is_section;
use super::rule::Rule;
use super::scalar_type::ScalarType;

/// The top-level key SOPS keeps its own matters under.
pub(crate) const SECTION: &str = "sops";

/// The keys on the way to a value.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// The keys; positions in lists are not among them.
    pub(crate) keys: Vec<String>,
    /// Whether the rule hit any of them.
    hit: bool,
}

impl Trail {
    /// Returns what a token at its end is bound to.
    pub(crate) fn authenticated(&self) -> String {
        authenticated_path(&self.keys)
    }

    /// Returns it as people write it: `smtp.password`.
    pub(crate) fn dotted(&self) -> String {
        self.keys.join(".")
    }
}

/// A value that is no collection with something in it.
#[derive(Debug)]
pub(crate) struct Leaf<'a> {
    /// Where it stands. An empty collection is a leaf too.
    pub(crate) node: &'a Node,
    /// The keys on the way to it.
    pub(crate) trail: Rc<Trail>,
    /// Whether the rule seals it.
    pub(crate) selected: bool,
    /// Whether it stands in brackets.
    pub(crate) flow: bool,
    /// First byte after the key or dash before it.
    pub(crate) from: usize,
    /// Column, from 0, of that key or dash.
    pub(crate) margin: usize,
    /// The outermost alias it was reached through.
    pub(crate) alias: Option<&'a Node>,
}

impl<'a> Leaf<'a> {
    /// Returns the scalar it is, unless it is an empty collection.
    pub(crate) fn scalar(&self) -> Option<&'a Scalar> {
        self.node.scalar()
    }

    /// Says whether SOPS has nothing to seal in it: null, an empty text, an empty collection.
    pub(crate) fn is_hollow(&self) -> bool {
        self.scalar().is_none_or(|scalar| {
            scalar.text.is_empty()
                || (scalar.style == Style::Plain
                    && self.node.tag.is_none()
                    && ScalarType::of(&scalar.text) == ScalarType::Null)
        })
    }
}

impl Leaf<'_> {
    /// Says whether the rule seals it and there is something to seal, or a text that somebody took for a value.
    pub(crate) fn is_to_seal(&self) -> bool {
        self.selected && (!self.is_hollow() || self.node.is_bare_property())
    }

    /// Returns the fault of a value that is a tag or an anchor alone. It names neither: both may be the secret.
    pub(crate) fn unquoted(&self) -> Option<Fault> {
        self.node.is_bare_property().then(|| {
            Fault::at(
                self.node,
                Reason::Plain,
                format!(
                    "`{}` has a tag or an anchor (`!`, `&`) and no value, and that stays plain",
                    self.trail.dotted()
                ),
                "put the value into quotes, or leave it empty",
            )
        })
    }
}

/// A collection and the keys on the way to it.
#[derive(Debug)]
pub(crate) struct Collection<'a> {
    /// Where it stands.
    pub(crate) node: &'a Node,
    /// The keys on the way to it.
    pub(crate) trail: Rc<Trail>,
    /// Whether the rule seals what is in it, comments too.
    pub(crate) selected: bool,
    /// First byte after the key or dash it belongs to.
    pub(crate) from: usize,
    /// Column, from 0, of that key or dash.
    pub(crate) margin: usize,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Walk<'a> {
    /// The values, in order, aliases written out.
    pub(crate) leaves: Vec<Leaf<'a>>,
    /// The collections below the root that are not reached through an alias; outer ones first.
    pub(crate) collections: Vec<Collection<'a>>,
    /// Shapes that SOPS does not take.
    pub(crate) faults: Vec<Fault>,
    anchors: HashMap<&'a str, &'a Node>,
}

/// Where a node stands.
#[derive(Clone)]
struct Spot<'a> {
    trail: Rc<Trail>,
    flow: bool,
    from: usize,
    margin: usize,
    alias: Option<&'a Node>,
}

impl<'a> Walk<'a> {
    /// Walks through a document from its root. SOPS' own section is left out.
    pub(crate) fn through(root: Option<&'a Node>, rule: &Rule) -> Self {
        let mut walk = Self::default();
        let spot = Spot {
            trail: Rc::default(),
            flow: false,
            from: 0,
            margin: 0,
            alias: None,
        };
        let Some(root) = root.filter(|root| !root.is_absent()) else {
            return walk;
        };
        match &root.kind {
            Kind::Mapping(mapping) => walk.mapping(mapping, &spot.inside(mapping.layout), rule),
            _ => {
                walk.wrong(
                    root,
                    "the file is not a mapping of keys to values",
                    "write it as `key: value` lines",
                );
                walk.node(root, &spot, rule);
            }
        }
        walk
    }

    fn node(&mut self, node: &'a Node, spot: &Spot<'a>, rule: &Rule) {
        if spot.alias.is_none() {
            self.anchor(node);
        }
        match &node.kind {
            Kind::Mapping(mapping) if !mapping.entries.is_empty() => {
                self.collection(node, spot, rule);
                self.mapping(mapping, &spot.inside(mapping.layout), rule);
            }
            Kind::Sequence(sequence) if !sequence.items.is_empty() => {
                self.collection(node, spot, rule);
                self.items(node, sequence, spot, rule);
            }
            Kind::Alias(name) => self.alias(node, name, spot, rule),
            _ => self.leaf(node, spot, rule),
        }
    }

    fn anchor(&mut self, node: &'a Node) {
        let anchor = node.anchor.as_ref();
        let before = anchor.and_then(|anchor| self.anchors.insert(&anchor.text, node));
        if before.is_some() {
            self.wrong(
                node,
                "an anchor of this name stands above already",
                "give one of the two another name",
            );
        }
    }

    fn mapping(&mut self, mapping: &'a Mapping, spot: &Spot<'a>, rule: &Rule) {
        for entry in mapping.repeated() {
            self.wrong(
                &entry.key,
                "the same key stands here a second time",
                "keep one of the two",
            );
        }
        for entry in &mapping.entries {
            self.entry(entry, spot, rule);
        }
    }

    /// Returns the text of a key; of an alias that of what it stands for.
    fn key(&mut self, key: &'a Node) -> &'a str {
        self.anchor(key);
        let stands_for = match &key.kind {
            Kind::Alias(name) => self.anchors.get(name.as_str()).copied(),
            _ => Some(key),
        };
        stands_for.and_then(Node::text).unwrap_or_default()
    }

    fn entry(&mut self, entry: &'a Entry, spot: &Spot<'a>, rule: &Rule) {
        let key = self.key(&entry.key);
        if !is_text(&entry.key) {
            self.wrong(
                &entry.key,
                "this key is not text, and SOPS takes keys of text only",
                "put it in quotes",
            );
        }
        if spot.trail.keys.is_empty() && key == SECTION && is_section(&entry.value) {
            return;
        }
        let spot = Spot {
            trail: Rc::new(spot.trail.with(key, rule)),
            from: entry.key.span.end,
            margin: entry.key.column.saturating_sub(1),
            ..spot.clone()
        };
        self.node(&entry.value, &spot, rule);
    }

    fn items(&mut self, node: &'a Node, sequence: &'a Sequence, spot: &Spot<'a>, rule: &Rule) {
        let spot = Spot {
            margin: node.column.saturating_sub(1),
            ..spot.inside(sequence.layout)
        };
        for (index, item) in sequence.items.iter().enumerate() {
            let dash = sequence.dashes.get(index);
            let from = dash.map_or(item.span.start, |dash| dash + 1);
            let spot = Spot {
                from,
                ..spot.clone()
            };
            self.node(item, &spot, rule);
        }
    }

    /// Goes on with what an alias stands for, as if it were written in its place. `Document` refuses circles.
    fn alias(&mut self, node: &'a Node, name: &str, spot: &Spot<'a>, rule: &Rule) {
        let Some(&target) = self.anchors.get(name) else {
            return;
        };
        let spot = Spot {
            alias: spot.alias.or(Some(node)),
            ..spot.clone()
        };
        self.node(target, &spot, rule);
    }

    fn collection(&mut self, node: &'a Node, spot: &Spot<'a>, rule: &Rule) {
        if spot.alias.is_some() {
            return;
        }
        self.collections.push(Collection {
            node,
            trail: Rc::clone(&spot.trail),
            selected: rule.seals(spot.trail.hit),
            from: spot.from,
            margin: spot.margin,
        });
    }

    fn leaf(&mut self, node: &'a Node, spot: &Spot<'a>, rule: &Rule) {
        self.leaves.push(Leaf {
            node,
            trail: Rc::clone(&spot.trail),
            selected: rule.seals(spot.trail.hit),
            flow: spot.flow,
            from: spot.from,
            margin: spot.margin,
            alias: spot.alias,
        });
    }

    fn wrong(&mut self, node: &Node, what: &str, next: &str) {
        self.faults
            .push(Fault::at(node, Reason::Unsupported, what, next));
    }
}

/// Returns what is wrong with aliases: those that stand for a sealed value, which means something else at each place.
pub(crate) fn shared(walk: &Walk<'_>) -> Vec<Fault> {
    let secret = |leaf: &&Leaf<'_>| leaf.selected && !leaf.is_hollow();
    let sealed: HashSet<usize> = walk.leaves.iter().filter(secret).map(place).collect();
    let aliases = walk
        .leaves
        .iter()
        .filter_map(|leaf| Some((leaf, leaf.alias?)));
    let wrong = aliases.filter(|(leaf, _)| sealed.contains(&place(leaf)));
    wrong
        .map(|(leaf, alias)| {
            let what = format!(
                "`{}` shares a sealed value through an alias",
                leaf.trail.dotted()
            );
            Fault::at(
                alias,
                Reason::Unsupported,
                what,
                "write the value out in the alias's place",
            )
        })
        .collect()
}

fn place(leaf: &Leaf<'_>) -> usize {
    leaf.node.span.start
}

impl Trail {
    fn with(&self, key: &str, rule: &Rule) -> Self {
        let mut keys = self.keys.clone();
        keys.push(key.to_owned());
        Self {
            keys,
            hit: self.hit || rule.hits(key),
        }
    }
}

impl Spot<'_> {
    fn inside(&self, layout: Layout) -> Self {
        Self {
            flow: self.flow || layout == Layout::Flow,
            ..self.clone()
        }
    }
}

/// Says whether a key is text for SOPS: quoted, or nothing that go-yaml reads as something else.
fn is_text(key: &Node) -> bool {
    let Some(scalar) = key.scalar() else {
        return false;
    };
    match (key.tag.as_ref(), scalar.style) {
        (Some(tag), _) => tag.text == "!!str" || tag.text == "!!merge",
        (None, Style::Plain) => ScalarType::of(&scalar.text) == ScalarType::Str,
        (None, _) => true,
    }
}
