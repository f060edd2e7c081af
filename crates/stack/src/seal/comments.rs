//! Comments inside sealed collections, which SOPS seals too. Outside them, comments are left alone.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::yaml::document::Comment;

use super::cipher::{Cipher, authenticated_path};
use super::opened::Secret;
use super::token::{Kind, Token};
use super::value::Value;
use super::walk::{Collection, Leaf, Walk};

/// Returns the sealed comments that open, with their bytes. Which collection a comment belongs to is not written down:
/// all those around its neighbours are tried. One that does not open stays as it is; comments are not part of the code.
pub(crate) fn opened(
    text: &str,
    comments: &[Comment],
    walk: &Walk<'_>,
    cipher: &Cipher,
) -> Vec<(Range<usize>, Secret)> {
    let sealed = comments.iter().filter_map(|comment| {
        let token = text[comment.span.clone()].strip_prefix('#')?;
        Some((comment, token, Token::parse(token)?))
    });
    sealed
        .filter_map(|(comment, text, token)| {
            let secret = open(comment, text, &token, walk, cipher)?;
            Some((comment.span.clone(), secret))
        })
        .collect()
}

fn open(
    comment: &Comment,
    text: &str,
    token: &Token,
    walk: &Walk<'_>,
    cipher: &Cipher,
) -> Option<Secret> {
    let next = walk
        .leaves
        .partition_point(|leaf| leaf.node.span.start < comment.span.start);
    let neighbours = [next.checked_sub(1), Some(next)].into_iter().flatten();
    let paths: BTreeSet<&[String]> = neighbours
        .filter_map(|index| walk.leaves.get(index))
        .flat_map(paths)
        .collect();
    let (path, plain) = paths.into_iter().rev().find_map(|path| {
        let plain = cipher.open(token, &authenticated_path(path))?;
        Some((path, plain))
    })?;
    let line = std::str::from_utf8(&plain).is_ok_and(|plain| !plain.contains(['\n', '\r']));
    (line && token.kind == Kind::Comment).then(|| Secret {
        authenticated: authenticated_path(path),
        keys: path.to_vec(),
        value: Value {
            kind: Kind::Comment,
            plain,
        },
        token: text.to_owned(),
    })
}

/// Returns the paths of the collections around a leaf, and its own.
fn paths<'a>(leaf: &'a Leaf<'_>) -> impl Iterator<Item = &'a [String]> {
    let keys = leaf.trail.keys.as_slice();
    (0..=keys.len()).filter_map(|length| keys.get(..length))
}

/// A comment to be sealed.
pub(crate) struct Plain {
    /// Bytes of the comment with its `#`.
    pub(crate) span: Range<usize>,
    /// What its token is to be bound to.
    pub(crate) authenticated: String,
    /// What it says.
    pub(crate) value: Value,
}

/// Returns the comments that are inside sealed collections, or below one and as far in.
pub(crate) fn to_seal(text: &str, comments: &[Comment], walk: &Walk<'_>) -> Vec<Plain> {
    let sealed = comments.iter().filter_map(|comment| {
        let mut around = walk.collections.iter().rev();
        let collection = around.find(|it| it.selected && holds(text, it, comment))?;
        let inside = text[comment.span.clone()].strip_prefix('#')?;
        (!inside.is_empty()).then(|| Plain {
            span: comment.span.clone(),
            authenticated: collection.trail.authenticated(),
            value: Value::new(Kind::Comment, inside),
        })
    });
    sealed.collect()
}

/// Says whether a comment is inside a collection. One beside the key of the collection is not, nor is it for SOPS; one
/// right below the last item of a list is, though SOPS has it outside and leaves it sealed.
fn holds(text: &str, collection: &Collection<'_>, comment: &Comment) -> bool {
    let (first, end) = (collection.node.span.start, collection.node.span.end);
    let start = if comment.alone {
        collection.from
    } else {
        first
    };
    let at = comment.span.start;
    let below = |between: &str| {
        let lines = between.lines().skip(1);
        let further_in = |line: &str| {
            let margin = line.len() - line.trim_start().len();
            line.trim().is_empty()
                || (line.trim_start().starts_with('#') && margin > collection.margin)
        };
        !between.contains('\n')
            || (comment.column > collection.margin + 1 && lines.into_iter().all(further_in))
    };
    at >= start && (at < end || below(&text[end..at]))
}
