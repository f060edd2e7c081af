//! The leaves of a document, each with the keys that lead to it. Positions in lists are no keys, as for SOPS.

use crate::yaml::document::Document;
use crate::yaml::node::{Kind, Node, Scalar, Style};

/// The section SOPS adds to a file, which is no value of it.
const SOPS: &str = "sops";
/// Begins a leaf that SOPS sealed.
const SEALED: &str = "ENC[";

/// A leaf.
pub(super) struct Leaf<'a> {
    /// The keys that lead to it, from the root.
    pub keys: Vec<&'a Node>,
    /// The leaf.
    scalar: &'a Scalar,
    /// Whether a tag or an anchor is all of it.
    is_bare_property: bool,
}

impl<'a> Leaf<'a> {
    /// Returns the texts of the keys.
    pub(super) fn path(&self) -> Vec<&'a str> {
        self.keys.iter().filter_map(|key| key.text()).collect()
    }

    /// Says whether it is plain text, number or truth value that could be secret: not sealed, not empty, not null.
    pub(super) fn is_plain(&self) -> bool {
        let text = self.scalar.text.as_str();
        let null = self.scalar.style == Style::Plain
            && matches!(text, "" | "~" | "null" | "Null" | "NULL");
        self.is_bare_property || (!null && !text.is_empty() && !is_sealed(text))
    }
}

/// Says whether a text is one that SOPS sealed.
pub(super) fn is_sealed(text: &str) -> bool {
    text.starts_with(SEALED)
}

/// Returns the leaves of a document in the order they are written, without those of the `sops` section.
pub(super) fn leaves(document: &Document) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    let mut open: Vec<(Vec<&Node>, &Node)> = document
        .root()
        .map(|root| (Vec::new(), root))
        .into_iter()
        .collect();
    while let Some((keys, node)) = open.pop() {
        match &node.kind {
            Kind::Scalar(scalar) => leaves.push(Leaf {
                keys,
                scalar,
                is_bare_property: node.is_bare_property(),
            }),
            Kind::Alias(_) => {}
            Kind::Sequence(sequence) => {
                let items = sequence.items.iter().rev();
                open.extend(items.map(|item| (keys.clone(), item)));
            }
            Kind::Mapping(mapping) => {
                let top = keys.is_empty();
                let entries = mapping.entries.iter().rev();
                let entries = entries.filter(|entry| !(top && entry.key.text() == Some(SOPS)));
                open.extend(entries.map(|entry| {
                    let mut keys = keys.clone();
                    keys.push(&entry.key);
                    (keys, &entry.value)
                }));
            }
        }
    }
    leaves
}
