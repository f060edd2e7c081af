//! Values as SOPS seals them and hashes them: a kind and plain bytes (`ToBytes` in SOPS' `sops.go`).

use std::hash::{Hash, Hasher};

use zeroize::Zeroizing;

use crate::yaml::node::Style;

use super::fault::{Fault, Reason};
use super::scalar_type::{ScalarType, helm_bool};
use super::token::{Kind, Token};
use super::walk::Leaf;

/// A value in the plain. No `Debug`: it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Value {
    /// What it is.
    pub(crate) kind: Kind,
    /// Text as it is, numbers in decimal, `True` or `False`, times as RFC 3339 has them.
    pub(crate) plain: Zeroizing<Vec<u8>>,
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.kind.hash(hasher);
        self.plain.as_slice().hash(hasher);
    }
}

impl Value {
    /// Returns a value of these bytes.
    pub(crate) fn new(kind: Kind, plain: impl Into<Vec<u8>>) -> Self {
        Self {
            kind,
            plain: Zeroizing::new(plain.into()),
        }
    }

    /// Returns what is sealed of a leaf: as Helm sees it, so that it sees the same once the file is open. SOPS itself
    /// would take `yes` for text, and turn a date into a time. Nothing for null and empty text.
    pub(crate) fn to_seal(leaf: &Leaf<'_>) -> Result<Option<Self>, Fault> {
        let text = text(leaf);
        if Token::begins(text) {
            return Err(Fault::at(
                leaf.node,
                Reason::AlreadySealed,
                format!(
                    "`{}` looks sealed, in a file that is not",
                    leaf.trail.dotted()
                ),
                "write the plain value, or bring the sealed file back whole, with its `sops:` section",
            ));
        }
        match (plain_type(leaf)?, helm_bool(text)) {
            (Some(ScalarType::Str), Some(truth)) => Ok(Some(truth_value(truth))),
            (Some(ScalarType::Time(_)), _) => Ok(Some(Self::new(Kind::Str, text))),
            _ => Self::as_sops_reads(leaf),
        }
    }

    /// Returns what SOPS reads in a leaf. Nothing for null, empty text and empty collections, which it leaves alone.
    pub(crate) fn as_sops_reads(leaf: &Leaf<'_>) -> Result<Option<Self>, Fault> {
        let text = text(leaf);
        let value = match plain_type(leaf)?.unwrap_or(ScalarType::Str) {
            ScalarType::Null => return Ok(None),
            ScalarType::Str if text.is_empty() => return Ok(None),
            ScalarType::Str => Self::new(Kind::Str, text),
            ScalarType::Bool(truth) => truth_value(truth),
            ScalarType::Int(number) => Self::new(Kind::Int, number.to_string()),
            ScalarType::Float(number) => float(leaf, number)?,
            ScalarType::Time(time) => Self::new(Kind::Time, time),
            ScalarType::Unsigned => {
                return Err(refused(leaf, "is a whole number above 9223372036854775807"));
            }
        };
        Ok(Some(value))
    }
}

fn text<'a>(leaf: &Leaf<'a>) -> &'a str {
    leaf.scalar().map_or("", |scalar| &scalar.text)
}

/// Returns what a plain leaf is for go-yaml; nothing for one that is text by its quotes, lines or tag.
fn plain_type(leaf: &Leaf<'_>) -> Result<Option<ScalarType>, Fault> {
    let tag = leaf.node.tag.as_ref().map(|tag| tag.text.as_str());
    match (leaf.scalar(), tag) {
        (None, _) => Ok(Some(ScalarType::Null)),
        (Some(_), Some("!!str" | "!!merge")) => Ok(None),
        (Some(_), Some(_)) => Err(Fault::at(
            leaf.node,
            Reason::Unsupported,
            format!(
                "`{}` has a tag that a sealed file cannot keep",
                leaf.trail.dotted()
            ),
            "take the tag away, or write `!!str`",
        )),
        (Some(scalar), None) if scalar.style == Style::Plain => {
            Ok(Some(ScalarType::of(&scalar.text)))
        }
        (Some(_), None) => Ok(None),
    }
}

fn truth_value(truth: bool) -> Value {
    Value::new(Kind::Bool, if truth { "True" } else { "False" })
}

fn float(leaf: &Leaf<'_>, number: f64) -> Result<Value, Fault> {
    if number == 0.0 && number.is_sign_negative() {
        return Err(refused(leaf, "is a negative zero"));
    }
    Ok(Value::new(Kind::Float, float_text(number)))
}

/// Writes a float as Go's `FormatFloat(number, 'f', -1, 64)`.
fn float_text(number: f64) -> String {
    match number {
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        _ => number.to_string(),
    }
}

fn refused(leaf: &Leaf<'_>, what: &str) -> Fault {
    Fault::at(
        leaf.node,
        Reason::Unsupported,
        format!("`{}` {what}, which SOPS cannot seal", leaf.trail.dotted()),
        "put it in quotes",
    )
}
