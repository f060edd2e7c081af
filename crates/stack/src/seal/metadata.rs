//! The `sops:` section of a sealed file: who can open it, its rule, its code. Sections of keys this program does not
//! know are kept as they are written.

use std::ops::Range;

use crate::yaml::document::Document;
use crate::yaml::node::{Entry, Kind, Layout, Node, Style};

use super::fault::{Fault, Reason};
use super::rule::Rule;
use super::scalar_type::ScalarType;
use super::walk::SECTION;

/// The data key, wrapped for an age recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Who can unwrap it: `age1…`, `ssh-ed25519 …`.
    pub recipient: String,
    /// The wrapped key, an armoured age file.
    pub enc: String,
}

/// Every way into a sealed file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrappedKeys {
    /// The data key, once for each age recipient.
    pub age: Vec<WrappedKey>,
    /// What only `sops` handles, by its names: other key services that can unwrap it (`kms`, `pgp`), and what must be met
    /// before it can be unwrapped at all (`key_groups`).
    pub others: Vec<String>,
}

/// The section as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    /// Ways in.
    pub(crate) keys: WrappedKeys,
    /// Lines of entries to be kept as they are, without breaks, indented from the section's key on.
    pub(crate) kept: Vec<String>,
    /// Which values are sealed.
    pub(crate) rule: Rule,
    /// When it was sealed, as written.
    pub(crate) last_modified: Field,
    /// The sealed code.
    pub(crate) mac: Field,
    /// Bytes of the section: from the start of its line to after its last break.
    pub(crate) span: Range<usize>,
    /// Blanks between the section's key and its entries.
    pub(crate) indent: usize,
}

/// A text of the section.
#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    /// What it says.
    pub(crate) text: String,
    /// Bytes of its scalar.
    pub(crate) span: Range<usize>,
}

/// Sections of keys of other services (`stores.Metadata` in SOPS).
const OTHER_KEYS: &[&str] = &["kms", "gcp_kms", "hckms", "azure_kv", "hc_vault", "pgp"];

/// Fields that are rules.
const RULES: &[&str] = &[
    "encrypted_regex",
    "unencrypted_regex",
    "encrypted_suffix",
    "unencrypted_suffix",
];

/// Fields of files that only `sops` can open. A threshold alone is for one group, and means nothing.
const UNSUPPORTED: &[&str] = &[
    "key_groups",
    "encrypted_comment_regex",
    "unencrypted_comment_regex",
];

/// Fields written anew each time.
const OWN: &[&str] = &[
    "age",
    "lastmodified",
    "mac",
    "mac_only_encrypted",
    "version",
];

impl Metadata {
    /// Reads the section of a document; a fault where there is none.
    pub(crate) fn of(text: &str, document: &Document) -> Result<Self, Fault> {
        let section = section(document).ok_or_else(not_sealed)?;
        let entries = entries(section)?;
        if let Some(entry) = entries.iter().find(|entry| unsupported(entry)) {
            let name = entry.key.text().unwrap_or_default();
            return Err(Fault::at(
                &entry.key,
                Reason::Unsupported,
                format!("the file is sealed with `{name}`, which this program does not handle"),
                "open and edit it with `sops`",
            ));
        }
        Ok(Self {
            keys: keys(entries)?,
            kept: kept(text, entries, section.key.column.saturating_sub(1)),
            rule: rule(entries)?,
            last_modified: field(section, entries, "lastmodified")?,
            mac: field(section, entries, "mac")?,
            span: lines(text, section.key.span.start, section.value.span.end),
            indent: indent(section, entries),
        })
    }
}

/// Returns the entry of the section, if the document has one: charts have values named `sops`, too.
pub(crate) fn section(document: &Document) -> Option<&Entry> {
    let mapping = document.root()?.mapping()?;
    mapping
        .get(SECTION)
        .filter(|entry| is_section(&entry.value))
}

/// Says whether a value is SOPS' section: a mapping with a code in it.
pub(crate) fn is_section(node: &Node) -> bool {
    node.step("mac").and_then(Node::text).is_some()
}

fn entries(section: &Entry) -> Result<&[Entry], Fault> {
    match &section.value.kind {
        Kind::Mapping(mapping) if mapping.layout == Layout::Block => Ok(&mapping.entries),
        _ => Err(wrong(
            &section.value,
            "the `sops:` section is not written in lines",
        )),
    }
}

fn wrong(node: &Node, what: impl Into<String>) -> Fault {
    Fault::at(
        node,
        Reason::Damaged,
        what,
        "bring back the section as `sops` or this program wrote it",
    )
}

fn find<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Node> {
    let found = entries
        .iter()
        .find(|entry| entry.key.text() == Some(name))?;
    (!is_empty(&found.value)).then_some(&found.value)
}

fn is_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::Mapping(mapping) => mapping.entries.is_empty(),
        Kind::Sequence(sequence) => sequence.items.is_empty(),
        Kind::Scalar(scalar) => {
            scalar.style == Style::Plain && ScalarType::of(&scalar.text) == ScalarType::Null
        }
        Kind::Alias(_) => false,
    }
}

fn named(entry: &Entry, names: &[&str]) -> bool {
    entry.key.text().is_some_and(|key| names.contains(&key))
}

fn unsupported(entry: &Entry) -> bool {
    named(entry, UNSUPPORTED) && !is_empty(&entry.value) && entry.value.text() != Some("")
}

fn not_sealed() -> Fault {
    Fault::of_text(
        Reason::NotSealed,
        "the file is not sealed: it has no `sops:` section",
        "seal it first",
    )
}

impl WrappedKeys {
    /// Reads every way into a document, also into one that only `sops` can open.
    pub(crate) fn of(document: &Document) -> Result<Self, Fault> {
        let section = section(document).ok_or_else(not_sealed)?;
        let entries = entries(section)?;
        let mut keys = keys(entries)?;
        let unsupported = entries.iter().filter(|entry| unsupported(entry));
        let unsupported = unsupported.filter_map(|entry| entry.key.text());
        keys.others.extend(unsupported.map(str::to_owned));
        Ok(keys)
    }
}

fn keys(entries: &[Entry]) -> Result<WrappedKeys, Fault> {
    let age = find(entries, "age").map_or(Ok(Vec::new()), wraps)?;
    let others = entries
        .iter()
        .filter(|entry| named(entry, OTHER_KEYS) && !is_empty(&entry.value));
    let others = others.filter_map(|entry| entry.key.text());
    Ok(WrappedKeys {
        age,
        others: others.map(str::to_owned).collect(),
    })
}

fn wraps(age: &Node) -> Result<Vec<WrappedKey>, Fault> {
    let list = age
        .sequence()
        .ok_or_else(|| wrong(age, "`sops.age` is not a list"))?;
    list.items.iter().map(wrap).collect()
}

fn wrap(item: &Node) -> Result<WrappedKey, Fault> {
    let text = |key| item.step(key).and_then(Node::text);
    match (text("recipient"), text("enc")) {
        (Some(recipient), Some(enc)) => Ok(WrappedKey {
            recipient: recipient.to_owned(),
            enc: enc.to_owned(),
        }),
        _ => Err(wrong(
            item,
            "an entry of `sops.age` lacks its `recipient` or its `enc`",
        )),
    }
}

/// Returns the lines of the entries that are not written anew. Empty lists of keys, as old versions of SOPS write
/// them, stay too.
fn kept(text: &str, entries: &[Entry], margin: usize) -> Vec<String> {
    let kept = entries
        .iter()
        .filter(|entry| !named(entry, OWN) && !named(entry, RULES));
    kept.flat_map(|entry| text[lines(text, entry.key.span.start, entry.value.span.end)].lines())
        .map(|line| line.get(margin..).unwrap_or_default().to_owned())
        .collect()
}

fn rule(entries: &[Entry]) -> Result<Rule, Fault> {
    let only = match find(entries, "mac_only_encrypted") {
        None => false,
        Some(node) => truth(node)?,
    };
    let mut rules = entries.iter().filter(|entry| {
        named(entry, RULES) && entry.value.text().is_some_and(|text| !text.is_empty())
    });
    let (first, second) = (rules.next(), rules.next());
    if let Some(second) = second {
        return Err(wrong(&second.key, "the `sops:` section has two rules"));
    }
    let Some(entry) = first else {
        return Ok(Rule::unwritten(only));
    };
    let name = entry.key.text().unwrap_or_default();
    let text = entry.value.text().unwrap_or_default();
    Rule::read(name, text, only).map_err(|why| wrong(&entry.value, why))
}

fn truth(node: &Node) -> Result<bool, Fault> {
    match node.text().map(ScalarType::of) {
        Some(ScalarType::Bool(truth)) => Ok(truth),
        _ => Err(wrong(
            node,
            "`sops.mac_only_encrypted` is neither true nor false",
        )),
    }
}

fn field(section: &Entry, entries: &[Entry], name: &str) -> Result<Field, Fault> {
    let node = find(entries, name);
    let node =
        node.ok_or_else(|| wrong(&section.key, format!("the `sops:` section has no `{name}`")))?;
    Ok(Field {
        text: node.text().unwrap_or_default().to_owned(),
        span: node.span.clone(),
    })
}

fn indent(section: &Entry, entries: &[Entry]) -> usize {
    let first = entries.first().map_or(0, |entry| entry.key.column);
    first.saturating_sub(section.key.column).max(1)
}

/// Returns whole lines, the last break included.
fn lines(text: &str, start: usize, end: usize) -> Range<usize> {
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    from..to
}
