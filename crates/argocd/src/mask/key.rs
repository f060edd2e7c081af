//! What stands before the separator of a pair: the name, and where in its line it stands.
//!
//! Only what is next to the separator is looked at, never the whole line. Values are found
//! in `pairs`.

/// What stands before a separator.
pub(super) struct Key<'a> {
    /// The name, without its quotes and dashes.
    pub(super) name: &'a str,
    is_quoted: bool,
    /// What stands before the name and its quote.
    lead: &'a str,
}

impl<'a> Key<'a> {
    pub(super) fn before(text: &'a str, at: usize) -> Option<Self> {
        let head = text[..at].trim_end_matches([' ', '\t']);
        let bare = head.trim_end_matches(['"', '\'']).trim_end_matches('\\');
        let (lead, name) = bare.split_at(word_start(bare));
        let name = name.trim_start_matches(['-', '.']);
        (!name.is_empty()).then(|| Self {
            name,
            is_quoted: bare.len() < head.len(),
            lead: lead.trim_end_matches([' ', '\t', '"', '\'', '\\']),
        })
    }

    /// Returns whether it is quoted, or follows `{` or `,`: a field of JSON or of a flow mapping.
    pub(super) fn is_field(&self) -> bool {
        self.is_quoted || self.lead.ends_with(['{', ','])
    }

    /// Returns whether it is the first word, comment signs and dashes aside, of its line.
    pub(super) fn begins_line(&self) -> Option<Line> {
        let before = self.lead.trim_end_matches([' ', '\t', '\r', '#', '-', ';']);
        match before.is_empty() {
            true => Some(Line::First),
            false => before.ends_with('\n').then_some(Line::Later),
        }
    }
}

/// Which line of a text a key begins.
#[derive(PartialEq)]
pub(super) enum Line {
    First,
    Later,
}

impl Line {
    /// Returns whether the text has more lines, so that it is rather a file than a sentence.
    pub(super) fn is_of_many(&self, rest: &str) -> bool {
        *self == Self::Later || rest.contains('\n')
    }
}

/// Returns where the last word of a text begins.
pub(super) fn word_start(text: &str) -> usize {
    let in_word = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    text.trim_end_matches(in_word).len()
}
