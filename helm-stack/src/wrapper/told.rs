//! What the real Helm says on standard error, without the values that were opened for it.
//!
//! Helm quotes values in its complaints: of a schema (`'…' does not match pattern`), of `fail` and `required` in a chart.
//! Argo CD keeps them in the Application's status, its events and its logs, for many to read.

use std::io::{self, Read, Write};

use argocd::mask::MARK;
use zeroize::Zeroizing;

/// Values shorter than this, in bytes, are words of any sentence (`1`, `yes`), and hiding them would say what they are.
const SHORTEST: usize = 4;

/// The most that is kept of what Helm says, in bytes: Argo CD shows far less.
const LONGEST: u64 = 8 << 20;

/// Secrets that are not to be said.
#[derive(Default)]
pub(super) struct Secrets(Vec<Zeroizing<String>>);

impl Secrets {
    /// Adds a secret, and each of its lines: complaints may show one alone.
    pub(super) fn add(&mut self, secret: &str) {
        let lines = secret.lines().map(str::trim);
        for text in [secret, secret.trim()].into_iter().chain(lines) {
            let quoted = format!("{text:?}");
            for form in [text, &quoted[1..quoted.len() - 1]] {
                let known = self.0.iter().any(|known| known.as_str() == form);
                if form.len() >= SHORTEST && !known {
                    self.0.push(Zeroizing::new(form.to_owned()));
                }
            }
        }
        // The longest first: another may be part of it.
        self.0.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// Returns a text without them.
    pub(super) fn hidden(&self, text: &str) -> String {
        let hide = |text: String, secret: &Zeroizing<String>| text.replace(secret.as_str(), MARK);
        self.0.iter().fold(text.to_owned(), hide)
    }

    /// Reads what Helm says to its end, and says it without them: a secret may lie across two reads.
    ///
    /// # Errors
    /// It cannot be read or said.
    pub(super) fn pass_on(&self, said: impl Read, to: &mut impl Write) -> io::Result<()> {
        let mut bytes = Zeroizing::new(Vec::new());
        let mut said = said.take(LONGEST);
        said.read_to_end(&mut bytes)?;
        to.write_all(self.hidden(&String::from_utf8_lossy(&bytes)).as_bytes())?;
        // What is beyond is read and dropped: a full pipe would stop Helm.
        io::copy(&mut said.into_inner(), &mut io::sink()).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_whole_by_line_and_escaped() {
        let mut secrets = Secrets::default();
        for secret in [
            "hunter2",
            "hunter2-and-more",
            "first line\nsecond \"line\"\n",
            "yes",
        ] {
            secrets.add(secret);
        }
        let said = "at '/a': 'hunter2' is no hunter2-and-more, yes\nsecond \"line\"\n\"first line\\nsecond \\\"line\\\"\\n\"\n";
        let mut shown = Vec::new();
        secrets.pass_on(said.as_bytes(), &mut shown).unwrap();
        assert_eq!(
            String::from_utf8(shown).unwrap(),
            "at '/a': '••••••' is no ••••••, yes\n••••••\n\"••••••\"\n"
        );
    }
}
