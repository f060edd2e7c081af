//! The last look at what was sealed: it must open to the same values again.

use crate::yaml::document::Document;

use super::fault::{Fault, Reason};
use super::open::open;
use super::opened::Opened;
use super::plain::Plain;
use super::seal_text::Keys;
use super::value::Value;
use super::walk::{Leaf, Walk};

/// Opens what was sealed, in memory, and compares every value with what it was.
pub(crate) fn verify(plain: &Plain<'_>, result: String, keys: &Keys) -> Result<String, Fault> {
    let opened = open(&result, &keys.data_key)?;
    if opened.text() == plain.text || same_values(plain, &opened)? {
        return Ok(result);
    }
    Err(Fault::of_text(
        Reason::Unsupported,
        "the file cannot be sealed so that it opens to the same values again",
        "write the values of `encrypt` as plain or quoted text on one line each",
    ))
}

fn same_values(plain: &Plain<'_>, opened: &Opened) -> Result<bool, Fault> {
    let document = Document::parse(opened.text())?;
    let walk = Walk::through(document.root(), opened.rule());
    let same = |(before, after): (&Leaf<'_>, &Leaf<'_>)| -> Result<bool, Fault> {
        let keys = before.trail.keys == after.trail.keys;
        if before.selected && !before.is_hollow() {
            return Ok(keys && Value::to_seal(before)? == Value::to_seal(after)?);
        }
        Ok(keys && before.node.kind == after.node.kind)
    };
    let leaves = plain.walk.leaves.iter().zip(&walk.leaves);
    let all = leaves
        .map(same)
        .try_fold(true, |all, same| Ok::<_, Fault>(all && same?))?;
    Ok(all && plain.walk.leaves.len() == walk.leaves.len())
}
