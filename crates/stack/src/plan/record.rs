//! Records a push: the number it has, and `pushed.yaml` beside what it wrote.

use std::collections::BTreeMap;

use crate::layout::Layout;
use crate::member::Stack;
use crate::seal::Sealed;

use super::draft::Draft;
use super::tip::{Tip, is_shared};
use super::{Push, Pushed};

/// Returns the number of a push among those of its version: one more than any tag or record has.
pub(super) fn number(push: &Push, layout: &Layout, pushed: Option<&Pushed>) -> u64 {
    let version = push.stack.version.to_string();
    let prefix = layout.tag_prefix(&version);
    let tags = push.tags.iter();
    let tags = tags.filter_map(|tag| tag.strip_prefix(&prefix)?.parse().ok());
    let recorded = pushed.filter(|pushed| pushed.version == version);
    let last = tags.chain(recorded.map(|pushed| pushed.number)).max();
    last.unwrap_or(0).saturating_add(1)
}

/// What is recorded of a push beside the files.
pub(super) struct Record<'a> {
    pub(super) stack: &'a Stack,
    pub(super) number: u64,
    /// Digest over the stack's own files.
    pub(super) digest: String,
    /// Tag of the push, where members are pinned to it.
    pub(super) tag: Option<String>,
}

impl Record<'_> {
    /// Puts the record in if there is anything to record: a change, or another base for the next push.
    ///
    /// The base changes alone when an edit of others was brought home, or a side was chosen: without a record of it
    /// the next edit would be a conflict.
    pub(super) fn put(self, draft: &mut Draft, tip: &Tip, layout: &Layout) {
        let before = tip.pushed.as_ref().map(|pushed| own(&pushed.files));
        if draft.changes.is_empty() && before == Some(own(&draft.ids)) {
            return;
        }
        let version = self.stack.version.to_string();
        let files = draft.ids.clone();
        let mut pushed = Pushed::new(&self.stack.name, &version, self.number, files);
        (pushed.digest, pushed.tag) = (self.digest, self.tag);
        let text = Sealed::nothing_to_hide(pushed.text());
        draft.change(layout.pushed(), Some(text));
    }
}

/// Returns the files that no other stack writes.
fn own(files: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
    let own = files.iter().filter(|(path, _)| !is_shared(path));
    own.map(|(path, id)| (path.as_str(), id.as_str())).collect()
}
