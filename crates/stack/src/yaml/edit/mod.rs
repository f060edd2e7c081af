//! Edits of a text that change what they mean to and keep every other byte.
//!
//! An edit is one splice on the spans of `document`. Nobody trusts it: the old text is read as Helm reads it, the edit is
//! made on that value, and the new text must read as that very value, its other comments in place; a second reader must
//! see the same change. What does not come out so is refused with a reason, and nothing is written.

mod insert;
mod oracle;
mod remove;
mod scene;
mod set;
mod splice;
mod trail;
mod wanted;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

use self::scene::Scene;
use self::splice::Splice;
use self::trail::Trail;
use super::document::Document;
use super::fault::Fault;
use super::path::Path;
use super::read;

/// A change of one value.
#[derive(Clone, PartialEq)]
pub enum Edit {
    /// Gives a path a value, in the place of what is there. Missing parents are created; an index may be the next one.
    Set {
        /// Where.
        path: Path,
        /// What.
        value: Value,
    },
    /// Takes a key or an item out.
    Remove {
        /// Which.
        path: Path,
    },
    /// Adds an item at the end of a list. A missing or null list is created.
    Append {
        /// The list.
        path: Path,
        /// The item.
        value: Value,
    },
}

impl Edit {
    /// Returns where it edits.
    pub fn path(&self) -> &Path {
        match self {
            Self::Set { path, .. } | Self::Remove { path } | Self::Append { path, .. } => path,
        }
    }
}

impl fmt::Debug for Edit {
    /// Shows no value: it may be a secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Set { .. } => "Set",
            Self::Remove { .. } => "Remove",
            Self::Append { .. } => "Append",
        };
        write!(formatter, "{kind}({})", self.path())
    }
}

/// Why an edit is not made. Shows keys and never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Line of the old text that is in the way, from 1, where there is one.
    pub line: Option<usize>,
    /// A sentence without a full stop.
    pub reason: String,
}

impl Refusal {
    pub(super) fn new(line: impl Into<Option<usize>>, reason: impl Into<String>) -> Self {
        Self {
            line: line.into(),
            reason: reason.into(),
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::new(fault.line, fault.message)
    }
}

impl fmt::Display for Refusal {
    /// Writes `line 3: reason`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        formatter.write_str(&self.reason)
    }
}

impl std::error::Error for Refusal {}

/// Returns the text with an edit made. A text that says what is wanted already is returned as it is.
///
/// # Errors
/// What stands in the way: the text is not what Helm reads, the path leads nowhere or through an alias, the value is
/// shared through an anchor, or no splice gives exactly what is wanted.
pub fn apply(text: &str, edit: &Edit) -> Result<String, Refusal> {
    let document = Document::parse(text)?;
    let old = read::value(&document)?;
    let scene = Scene::new(text, &document);
    let trail = Trail::follow(&document, edit.path())?;
    let wanted = wanted::after(&old, edit).map_err(|reason| Refusal::new(trail.line(), reason))?;
    if wanted == old {
        return Ok(text.to_owned());
    }
    let splice = plan(&scene, &trail, edit)?;
    trail::anchors_stay(document.root(), &splice.range)?;
    oracle::judge(&scene, &splice, &wanted, edit).map_err(|why| {
        Refusal::new(
            trail.line(),
            format!("`{}` {why}; edit it by hand", edit.path()),
        )
    })
}

/// Returns the text with edits made one after the other, or the first refusal.
///
/// # Errors
/// As `apply`.
pub fn apply_all(text: &str, edits: &[Edit]) -> Result<String, Refusal> {
    let start = text.to_owned();
    edits
        .iter()
        .try_fold(start, |text, edit| apply(&text, edit))
}

fn plan(scene: &Scene<'_>, trail: &Trail<'_>, edit: &Edit) -> Result<Splice, Refusal> {
    match edit {
        Edit::Set { value, .. } => set::plan(scene, trail, value),
        Edit::Remove { .. } => remove::plan(scene, trail),
        Edit::Append { value, .. } => insert::append(scene, trail, value),
    }
}
