//! Why nothing was opened: one line, without a value.

use std::fmt;
use std::io::Write;

use plugin_kit::escape::escape;

/// One sentence for whoever reads it on a page of Argo CD.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal(String);

impl Refusal {
    /// Returns a refusal of this sentence, which names files and keys and never a value.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Writes it to standard error.
    pub(crate) fn tell(&self) {
        // Where standard error is closed, nobody is left to tell.
        let _unread = writeln!(std::io::stderr(), "{self}");
    }
}

impl fmt::Display for Refusal {
    /// Writes it in one line, as text that moves no cursor.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
        write!(formatter, "helm-stack: {}", escape(&line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_line_whatever_is_in_it() {
        let refusal = Refusal::new("a\nb\u{1b}[31m\rc");
        let line = refusal.to_string();
        assert!(line.starts_with("helm-stack: a b"), "{line}");
        assert!(!line.contains(['\n', '\r', '\u{1b}']), "{line:?}");
    }
}
