//! Opening: a sealed text and its data key become plain text.
//!
//! Only sealed scalars and sealed comments change, and the `sops:` section goes; every other byte stays.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::yaml::document::Document;
use crate::yaml::node::Style;

use super::cipher::Cipher;
use super::comments;
use super::data_key::DataKey;
use super::fault::{Fault, Reason};
use super::mac::Mac;
use super::metadata::{self, Metadata, WrappedKeys};
use super::opened::{Opened, Secret};
use super::rule::Rule;
use super::scalar_text::{Header, Surroundings, opened};
use super::splice::{blank_below, has_room, line_break, splice};
use super::token::{Kind, Token};
use super::value::Value;
use super::walk::{Leaf, Walk, shared};

/// What to do where a file was changed.
const RESTORE: &str =
    "bring back the file from Git, or edit it with `sops`, which writes the code anew";

/// Opens a sealed text and checks that nobody changed it since.
///
/// # Errors
/// Text that is not YAML or not sealed, or sealed in a way only `sops` handles; a value that should be sealed and is
/// not; a wrong key; anything that was changed, moved, added or taken away.
pub fn open(text: &str, key: &DataKey) -> Result<Opened, Fault> {
    let document = Document::parse(text)?;
    let metadata = Metadata::of(text, &document)?;
    let walk = Walk::through(document.root(), &metadata.rule);
    let faults = walk.faults.iter().cloned().chain(shared(&walk));
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    let mut opening = Opening {
        text,
        cipher: Cipher::new(key),
        mac: Mac::new(metadata.rule.mac_only_encrypted()),
        pieces: Vec::new(),
        secrets: Vec::new(),
    };
    for leaf in &walk.leaves {
        opening.leaf(leaf, &metadata)?;
    }
    let code = opening.finish_code(&metadata)?;
    let comments = comments::opened(text, document.comments(), &walk, &opening.cipher);
    for (span, secret) in comments {
        let plain = String::from_utf8_lossy(&secret.value.plain);
        opening.pieces.push((span, format!("#{plain}")));
        opening.secrets.push(secret);
    }
    opening
        .pieces
        .push((without_section(text, &metadata), String::new()));
    Ok(Opened {
        text: Zeroizing::new(splice(text, opening.pieces)),
        sealed: text.to_owned(),
        key: key.clone(),
        metadata,
        secrets: opening.secrets,
        code,
    })
}

/// Says whether a text is sealed: YAML with a `sops:` section. What is not YAML is not sealed.
pub fn is_sealed(text: &str) -> bool {
    let named = text.contains("sops");
    named && Document::parse(text).is_ok_and(|document| metadata::section(&document).is_some())
}

/// Returns every way into a sealed text.
///
/// # Errors
/// Text that is not YAML or not sealed, or whose section cannot be read.
pub fn wrapped_keys(text: &str) -> Result<WrappedKeys, Fault> {
    WrappedKeys::of(&Document::parse(text)?)
}

/// Returns the rule by which a text is sealed.
///
/// # Errors
/// Text that is not YAML or not sealed, or whose section cannot be read.
pub fn rule_of(text: &str) -> Result<Rule, Fault> {
    let document = Document::parse(text)?;
    Ok(Metadata::of(text, &document)?.rule)
}

/// Returns the bytes of the section. Text whose last line lacks its break gets its last line back without one.
fn without_section(text: &str, metadata: &Metadata) -> Range<usize> {
    let Range { start, end } = metadata.span;
    if end < text.len() || text.ends_with('\n') {
        return start..end;
    }
    let before = &text[..start];
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()..end
}

struct Opening<'a> {
    text: &'a str,
    cipher: Cipher,
    mac: Mac,
    pieces: Vec<(Range<usize>, String)>,
    secrets: Vec<Secret>,
}

impl Opening<'_> {
    fn leaf(&mut self, leaf: &Leaf<'_>, metadata: &Metadata) -> Result<(), Fault> {
        if leaf.is_hollow() {
            return Ok(());
        }
        if leaf.selected {
            return self.sealed(leaf, metadata);
        }
        if !metadata.rule.mac_only_encrypted()
            && let Some(value) = Value::as_sops_reads(leaf)?
        {
            self.mac.add(&value.plain);
        }
        Ok(())
    }

    fn sealed(&mut self, leaf: &Leaf<'_>, metadata: &Metadata) -> Result<(), Fault> {
        let secret = self.secret(leaf)?;
        let (span, text) = if secret.value.kind == Kind::Comment {
            comment_item(leaf, &secret)
        } else {
            self.mac.add(&secret.value.plain);
            let around = surroundings(self.text, leaf, metadata.indent);
            (leaf.node.span.clone(), opened(&secret.value, &around))
        };
        let text = text.ok_or_else(|| {
            let path = leaf.trail.dotted();
            let what = format!("`{path}` is not of the type its token names");
            Fault::at(leaf.node, Reason::Damaged, what, RESTORE)
        })?;
        self.pieces.push((span, text));
        self.secrets.push(secret);
        Ok(())
    }

    fn secret(&self, leaf: &Leaf<'_>) -> Result<Secret, Fault> {
        let text = leaf.scalar().map_or("", |scalar| scalar.text.as_str());
        let text = text.strip_suffix('\n').unwrap_or(text);
        let path = leaf.trail.dotted();
        if !Token::begins(text) {
            return Err(Fault::at(
                leaf.node,
                Reason::Plain,
                format!("`{path}` is plain in a sealed file whose rule seals it"),
                "seal the file again from its plain text, or write the value with `sops set`",
            ));
        }
        let damaged = |what: &str| {
            let what = format!("`{path}` {what}");
            Fault::at(leaf.node, Reason::Damaged, what, RESTORE)
        };
        let token =
            Token::parse(text).ok_or_else(|| damaged("holds a token that cannot be read"))?;
        let authenticated = leaf.trail.authenticated();
        let plain = self.cipher.open(&token, &authenticated);
        let plain = plain.ok_or_else(|| {
            damaged("does not open: it was changed or moved, or the data key is another's")
        })?;
        Ok(Secret {
            authenticated,
            keys: leaf.trail.keys.clone(),
            value: Value {
                kind: token.kind,
                plain,
            },
            token: text.to_owned(),
        })
    }

    fn finish_code(&mut self, metadata: &Metadata) -> Result<String, Fault> {
        let mac = std::mem::replace(&mut self.mac, Mac::new(false));
        let code = mac.finish();
        let token = Token::parse(&metadata.mac.text);
        let kept = token.and_then(|token| self.cipher.open(&token, &metadata.last_modified.text));
        let same = kept.is_some_and(|kept| kept.as_slice() == code.as_bytes());
        same.then_some(code).ok_or_else(|| {
            Fault::of_text(
                Reason::Damaged,
                "the file was changed after it was sealed: its code (`sops.mac`) does not fit its values",
                RESTORE,
            )
        })
    }
}

/// Returns what a comment among the items of a list becomes; SOPS writes those as items.
fn comment_item(leaf: &Leaf<'_>, secret: &Secret) -> (Range<usize>, Option<String>) {
    let text = std::str::from_utf8(&secret.value.plain).ok();
    let line = text.filter(|text| !text.contains('\n') && !leaf.flow);
    let start = leaf.from.saturating_sub(1);
    (
        start..leaf.node.span.end,
        line.map(|line| format!("#{line}")),
    )
}

/// Returns what is around a sealed value. Lines under a new bar are as far in as those of the section are.
fn surroundings<'a>(text: &'a str, leaf: &Leaf<'_>, unit: usize) -> Surroundings<'a> {
    let scalar = leaf.scalar();
    let style = scalar.map_or(Style::Plain, |scalar| scalar.style);
    let content = scalar.map_or("", |scalar| scalar.text.as_str());
    let span = leaf.node.span.clone();
    let (header, indent) = match style {
        Style::Literal | Style::Folded => block(&text[span.clone()], content),
        _ => (Header::default(), leaf.margin + unit),
    };
    Surroundings {
        style,
        flow: leaf.flow,
        indent,
        room: has_room(text, span.end, indent),
        blank_below: blank_below(text, span.end),
        line_break: line_break(text),
        header,
    }
}

/// Returns the header of a block scalar and how far in its lines are, which is what its first line that is not blank has
/// more blanks than the text it stands for.
pub(crate) fn block<'a>(scalar: &'a str, content: &str) -> (Header<'a>, usize) {
    let mut lines = scalar.lines();
    let header = lines.next().unwrap_or_default();
    let indicators = header.trim_start_matches(['|', '>', '+', '-']);
    let digits = indicators.bytes().take_while(u8::is_ascii_digit).count();
    let (digit, rest) = indicators.split_at(digits);
    let rest = rest.trim_start_matches(['+', '-']);
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = |mut lines: std::str::Lines<'_>| {
        lines.find(|line| !line.trim().is_empty()).map_or(0, blanks)
    };
    let indent = first(lines).saturating_sub(first(content.lines()));
    (Header { digit, rest }, indent)
}
