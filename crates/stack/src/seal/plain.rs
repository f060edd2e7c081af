//! A plain text that is to be sealed: what the rule selects in it, and everything that speaks against sealing it.

use crate::yaml::document::Document;
use crate::yaml::node::{Layout, Node};

use super::comments;
use super::fault::{Fault, Reason};
use super::metadata::section;
use super::rule::Rule;
use super::value::Value;
use super::walk::{SECTION, Walk, shared};

/// A text that was looked at, with what is to be sealed in it.
pub(crate) struct Plain<'a> {
    pub(crate) text: &'a str,
    pub(crate) document: &'a Document,
    pub(crate) walk: Walk<'a>,
    /// The values to seal: which leaf, what it is bound to, what it is.
    pub(crate) secrets: Vec<(usize, String, Value)>,
    pub(crate) comments: Vec<comments::Plain>,
}

impl<'a> Plain<'a> {
    /// Looks at a text; every reason why it cannot be sealed.
    pub(crate) fn read(
        text: &'a str,
        document: &'a Document,
        rule: &Rule,
    ) -> Result<Self, Vec<Fault>> {
        if let Some(section) = section(document) {
            return Err(vec![already_sealed(&section.key)]);
        }
        let walk = Walk::through(document.root(), rule);
        let (secrets, mut faults) = secrets(&walk);
        if !secrets.is_empty() || !faults.is_empty() {
            faults.extend(document.root().and_then(in_brackets));
            faults.extend(document.root().and_then(taken));
            faults.extend(walk.faults.iter().cloned());
            faults.extend(shared(&walk));
        }
        if !faults.is_empty() {
            faults.sort_by_key(|fault| (fault.line, fault.column));
            return Err(faults);
        }
        let comments = comments::to_seal(text, document.comments(), &walk);
        Ok(Self {
            text,
            document,
            walk,
            secrets,
            comments,
        })
    }
}

fn secrets(walk: &Walk<'_>) -> (Vec<(usize, String, Value)>, Vec<Fault>) {
    let (mut secrets, mut faults) = (Vec::new(), Vec::new());
    let leaves = walk.leaves.iter().enumerate();
    for (index, leaf) in leaves.filter(|(_, leaf)| leaf.is_to_seal()) {
        if let Some(fault) = leaf.unquoted() {
            faults.push(fault);
            continue;
        }
        match Value::to_seal(leaf) {
            Ok(Some(value)) => secrets.push((index, leaf.trail.authenticated(), value)),
            Ok(None) => {}
            Err(fault) => faults.push(fault),
        }
    }
    (secrets, faults)
}

fn already_sealed(node: &Node) -> Fault {
    Fault::at(
        node,
        Reason::AlreadySealed,
        "the file is sealed already: it has a `sops:` section",
        "open it first",
    )
}

fn taken(root: &Node) -> Option<Fault> {
    let entry = root.mapping()?.get(SECTION)?;
    Some(Fault::at(
        &entry.key,
        Reason::Unsupported,
        "there is a key `sops`, which is where SOPS keeps its own matters",
        "put this key into a values file of its own",
    ))
}

fn in_brackets(root: &Node) -> Option<Fault> {
    let flow = root.mapping()?.layout == Layout::Flow;
    flow.then(|| {
        Fault::at(
            root,
            Reason::Unsupported,
            "the file is one mapping in brackets, which leaves no place for the `sops:` section",
            "write it as `key: value` lines",
        )
    })
}
