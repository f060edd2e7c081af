//! The two streams of a command: standard output for the answer, standard error for everything else.

use std::io::Write;

use crate::escape::escape;
use crate::render::wrap::wrapped;
use crate::screen::{Colour, Screen};
use crate::shape::Text;

/// The two streams, as their readers see them.
#[derive(Debug, Clone, Copy)]
pub struct Streams {
    /// Standard output: the answer.
    pub answer: Screen,
    /// Standard error: everything else.
    pub talk: Screen,
}

impl Streams {
    /// Reads both.
    pub fn new(colour: Colour) -> Self {
        Self {
            answer: Screen::stdout(colour),
            talk: Screen::stderr(colour),
        }
    }

    /// Writes lines for a person to standard error, escaped, and broken between words on a terminal; a closed one has
    /// nobody left to tell.
    pub fn tell<'a>(&self, lines: impl IntoIterator<Item = &'a String>) {
        let mut errors = std::io::stderr().lock();
        for line in lines {
            for line in wrapped(
                &Text::from(line.clone()),
                self.talk.width.unwrap_or(usize::MAX),
            ) {
                let _unread = writeln!(errors, "{}", escape(&line.plain()));
            }
        }
    }
}
