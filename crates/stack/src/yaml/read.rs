//! A text as Helm reads it: the value that `sigs.k8s.io/yaml` over go-yaml v2 makes of it.
//!
//! The last of repeated keys wins, `<<` is applied where it stands (so that it wins over what is written before it),
//! keys become strings (`y:` becomes `"true"`), unknown tags are passed over. What has no form in JSON is a fault, as it
//! is for Helm.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value};

use super::document::Document;
use super::fault::{Fault, Reason};
use super::node::{Entry, Kind, Mapping, Node, Property, Scalar, Style};
use super::plain::Plain;

/// Reads a text as Helm does; null for a text without a node.
///
/// # Errors
/// Those of `Document::parse`, and values that JSON has no form for: infinities, keys that are null or a collection,
/// tags that contradict their value.
pub fn read(text: &str) -> Result<Value, Fault> {
    value(&Document::parse(text)?)
}

/// Returns the value of a document as Helm reads it; null for one without a node.
///
/// # Errors
/// Values that JSON has no form for; see `read`.
pub fn value(document: &Document) -> Result<Value, Fault> {
    let Some(root) = document.root() else {
        return Ok(Value::Null);
    };
    Reader::default().node(root)
}

/// Reads nodes in the order they are written, so that an alias finds the anchor before it.
#[derive(Default)]
struct Reader<'a> {
    /// Where the anchor of a name stands that was read last, and its value.
    anchors: HashMap<&'a str, (usize, Value)>,
}

impl<'a> Reader<'a> {
    fn node(&mut self, node: &'a Node) -> Result<Value, Fault> {
        let value = match &node.kind {
            Kind::Mapping(mapping) => self.mapping(mapping)?,
            Kind::Sequence(sequence) => {
                let items = sequence.items.iter().map(|item| self.node(item));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            Kind::Scalar(scalar) => leaf(node, scalar)?,
            Kind::Alias(name) => {
                let anchored = self.anchors.get(name.as_str());
                anchored.map(|(_, value)| value.clone()).unwrap_or_default()
            }
        };
        if let Some(anchor) = &node.anchor {
            self.remember(anchor, &value);
        }
        Ok(value)
    }

    /// Keeps the value of an anchor, unless one of its name stands inside the value: that one is the later.
    fn remember(&mut self, anchor: &'a Property, value: &Value) {
        let at = anchor.span.start;
        let known = self.anchors.get(anchor.text.as_str());
        if known.is_none_or(|(known, _)| *known < at) {
            self.anchors.insert(&anchor.text, (at, value.clone()));
        }
    }

    fn mapping(&mut self, mapping: &'a Mapping) -> Result<Value, Fault> {
        let mut fields = Map::new();
        for entry in &mapping.entries {
            if is_merge(&entry.key) {
                self.merge(entry, &mut fields)?;
                continue;
            }
            let key = self.key(&entry.key)?;
            fields.insert(key, self.node(&entry.value)?);
        }
        Ok(Value::Object(fields))
    }

    /// Returns the string that a key becomes, as `sigs.k8s.io/yaml` converts it.
    fn key(&mut self, node: &'a Node) -> Result<String, Fault> {
        if let Some(Scalar {
            text,
            style: Style::Plain,
        }) = node.scalar()
            && node.tag.is_none()
            && let Plain::Float(float) = Plain::of(text)
        {
            return Ok(short(float));
        }
        let unfit = match self.node(node)? {
            Value::String(key) => return Ok(key),
            Value::Bool(key) => return Ok(key.to_string()),
            Value::Number(key) if key.is_i64() => return Ok(key.to_string()),
            Value::Number(key) if key.is_f64() => {
                return Ok(short(key.as_f64().unwrap_or_default()));
            }
            Value::Number(_) => "a number beyond 63 bits",
            Value::Null => "null",
            Value::Array(_) | Value::Object(_) => "a collection",
        };
        Err(at(
            node,
            &format!("the key is {unfit}; Helm takes no such key"),
        ))
    }

    /// Applies `<<`. In a list, earlier mappings take precedence.
    fn merge(&mut self, entry: &'a Entry, fields: &mut Map<String, Value>) -> Result<(), Fault> {
        let merged = match self.node(&entry.value)? {
            Value::Array(items) if entry.value.sequence().is_some() => items,
            other => vec![other],
        };
        for mapping in merged.into_iter().rev() {
            let Value::Object(mapping) = mapping else {
                return Err(at(
                    &entry.value,
                    "`<<` merges mappings only, and this is none",
                ));
            };
            fields.extend(mapping);
        }
        Ok(())
    }
}

/// Says whether a key merges, as go-yaml's `isMerge` does.
pub(super) fn is_merge(key: &Node) -> bool {
    let Some(scalar) = key.scalar() else {
        return false;
    };
    let bare = scalar.style == Style::Plain && key.tag.is_none();
    let tag = key.tag.as_ref().map(|tag| tag.text.as_str());
    scalar.text == "<<" && (bare || tag == Some("!!merge"))
}

/// Returns the name of a key that is no collection and no alias, as Helm has it.
pub(super) fn key_name(key: &Node) -> Option<String> {
    key.scalar()?;
    Reader::default().key(key).ok()
}

fn leaf(node: &Node, scalar: &Scalar) -> Result<Value, Fault> {
    let text = &scalar.text;
    let Some(tag) = &node.tag else {
        return match scalar.style {
            Style::Plain => plain(node, text),
            _ => Ok(Value::String(text.clone())),
        };
    };
    let tag = tag.text.as_str();
    let tag = tag
        .strip_prefix("!<tag:yaml.org,2002:")
        .map_or_else(|| tag.strip_prefix("!!"), |tag| tag.strip_suffix('>'));
    match tag {
        Some("int" | "float" | "bool" | "null") => tagged(node, text, tag.unwrap_or_default()),
        Some("binary") => binary(node, text),
        _ => Ok(Value::String(text.clone())),
    }
}

fn tagged(node: &Node, text: &str, tag: &str) -> Result<Value, Fault> {
    let value = plain(node, text)?;
    let fits = match &value {
        Value::Null => tag == "null",
        Value::Bool(_) => tag == "bool",
        Value::Number(number) if number.is_f64() => tag == "float",
        Value::Number(number) if tag == "float" => {
            let float = number.as_f64().and_then(Number::from_f64);
            return float.map(Value::Number).ok_or_else(|| contradicts(node));
        }
        Value::Number(_) => tag == "int",
        _ => false,
    };
    if fits {
        Ok(value)
    } else {
        Err(contradicts(node))
    }
}

fn contradicts(node: &Node) -> Fault {
    at(node, "the value is not what its tag says")
}

fn binary(node: &Node, text: &str) -> Result<Value, Fault> {
    let base64: String = text
        .chars()
        .filter(|it| !matches!(it, '\n' | '\r'))
        .collect();
    let bytes = STANDARD.decode(base64);
    let bytes = bytes.map_err(|_| at(node, "the value is not Base64, as its tag says"))?;
    let chunks = bytes.utf8_chunks();
    let text = chunks.map(|it| it.valid().to_owned() + &"\u{fffd}".repeat(it.invalid().len()));
    Ok(Value::String(text.collect()))
}

fn plain(node: &Node, text: &str) -> Result<Value, Fault> {
    Ok(match Plain::of(text) {
        Plain::Null => Value::Null,
        Plain::Bool(value) => Value::Bool(value),
        Plain::Integer(value) => Value::from(value),
        Plain::Unsigned(value) => Value::from(value),
        Plain::Float(value) => {
            let number = Number::from_f64(value);
            Value::Number(number.ok_or_else(|| {
                at(
                    node,
                    "infinity and not-a-number have no form in JSON, which Helm turns values into",
                )
            })?)
        }
        Plain::Merge | Plain::Text => Value::String(text.to_owned()),
    })
}

/// Writes a float as Go's `strconv.FormatFloat(float, 'g', -1, 32)` does.
fn short(float: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Go writes these keys with 32 bits"
    )]
    let float = float as f32;
    if !float.is_finite() {
        let signed = if float < 0.0 { "-.inf" } else { ".inf" };
        return if float.is_nan() { ".nan" } else { signed }.to_owned();
    }
    let scientific = format!("{float:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..6).contains(&exponent) {
        return format!("{float}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

fn at(node: &Node, message: &str) -> Fault {
    Fault {
        line: node.line,
        column: node.column,
        message: message.to_owned(),
        reason: Reason::Value,
    }
}
