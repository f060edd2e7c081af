//! How the demo speaks between the commands: a sentence and the command line, told apart by colour on a terminal.
//! It owns no stream; colours of the commands' own output are the commands' matter.

use std::env;
use std::io::{self, IsTerminal, Write};

use anyhow::{Context, Result};

const BOLD: &str = "\u{1b}[1m";
const CYAN: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes the demo's own words.
pub(crate) struct Voice<'a> {
    out: &'a mut dyn Write,
    coloured: bool,
}

impl<'a> Voice<'a> {
    /// Returns a voice that colours when standard output is a terminal and `NO_COLOR` is not set.
    pub(crate) fn new(out: &'a mut dyn Write) -> Voice<'a> {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Voice {
            out,
            coloured: io::stdout().is_terminal() && !refused,
        }
    }

    /// Writes what a command shows, then its line as one would type it.
    pub(crate) fn announce(&mut self, says: &str, line: &str) -> Result<()> {
        let says = self.painted(CYAN, &format!("# {says}"));
        let line = self.painted(BOLD, &format!("$ {line}"));
        self.lines(&format!("\n{says}\n{line}\n"))
    }

    /// Writes a question whose answer comes on the same line.
    pub(crate) fn prompt(&mut self, words: &str) -> Result<()> {
        let words = self.painted(CYAN, &format!("[{words}]"));
        self.lines(&format!("\n{words} "))
    }

    /// Writes whole lines; they are out before a command writes its own.
    pub(crate) fn lines(&mut self, text: &str) -> Result<()> {
        self.out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
            .context("writing to standard output")
    }

    fn painted(&self, colour: &str, text: &str) -> String {
        if self.coloured {
            format!("{colour}{text}{PLAIN}")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(coloured: bool) -> Result<String> {
        let mut out = Vec::new();
        let mut voice = Voice {
            out: &mut out,
            coloured,
        };
        voice.announce("Seen.", "kubectl addons list")?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn words_and_command_are_told_apart_without_colour_too() -> Result<()> {
        assert_eq!(announced(false)?, "\n# Seen.\n$ kubectl addons list\n");
        Ok(())
    }

    #[test]
    fn colours_end_where_their_text_ends() -> Result<()> {
        let text = announced(true)?;
        assert_eq!(
            text,
            "\n\u{1b}[36m# Seen.\u{1b}[0m\n\u{1b}[1m$ kubectl addons list\u{1b}[0m\n"
        );
        Ok(())
    }
}
