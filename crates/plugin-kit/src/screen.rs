//! What an output stream can show: how wide it is, whether a person reads it, whether it may be coloured.
//!
//! Read once in `main` and handed in; nothing else asks the environment or the terminal.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use clap::ValueEnum;
use terminal_size::{Height, Width, terminal_size_of};

/// When to colour: the values of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always, even into a file.
    Always,
    /// Never.
    Never,
}

/// One output stream as its reader sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Columns; none: never cut a line.
    pub width: Option<usize>,
    /// Rows; none: never cut a page.
    pub height: Option<usize>,
    /// Whether colours may be written.
    pub colour: bool,
    /// Whether a person reads it now: redraws and spinners make sense.
    pub terminal: bool,
}

impl Screen {
    /// Reads standard output.
    pub fn stdout(colour: Colour) -> Self {
        let stream = io::stdout();
        Self::of(&stream, terminal_size_of(&stream), colour)
    }

    /// Reads standard error.
    pub fn stderr(colour: Colour) -> Self {
        let stream = io::stderr();
        Self::of(&stream, terminal_size_of(&stream), colour)
    }

    /// Returns a pipe or file: never cut, never coloured.
    pub fn pipe() -> Self {
        Self::default()
    }

    /// Returns standard output measured anew, as its window may have changed since.
    #[must_use]
    pub fn measured_again(self) -> Self {
        match terminal_size_of(io::stdout()) {
            Some(size) if self.terminal => Self {
                width: columns(size),
                height: rows(size),
                ..self
            },
            _ => self,
        }
    }

    fn of(stream: &impl IsTerminal, size: Option<(Width, Height)>, colour: Colour) -> Self {
        let terminal = stream.is_terminal();
        Self {
            width: size.filter(|_| terminal).and_then(columns),
            height: size.filter(|_| terminal).and_then(rows),
            colour: wants_colour(colour, terminal, &|name| std::env::var_os(name)),
            terminal,
        }
    }
}

/// Some terminals (serial lines, expect scripts) report a size of zero: that is no size.
fn columns((Width(columns), _): (Width, Height)) -> Option<usize> {
    Some(usize::from(columns)).filter(|&columns| columns > 0)
}

fn rows((_, Height(rows)): (Width, Height)) -> Option<usize> {
    Some(usize::from(rows)).filter(|&rows| rows > 0)
}

/// Decides about colour: the flag, then `NO_COLOR` (no-color.org), `CLICOLOR_FORCE`, `TERM=dumb` and `CLICOLOR=0`
/// (bixense.com/clicolors), then whether it is a terminal.
fn wants_colour(
    colour: Colour,
    terminal: bool,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> bool {
    let is = |name, text: &str| variable(name).is_some_and(|value| value == text);
    let set = |name| variable(name).is_some_and(|value| !value.is_empty());
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if set("NO_COLOR") => false,
        Colour::Auto if set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        Colour::Auto => terminal && !is("TERM", "dumb") && !is("CLICOLOR", "0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(colour: Colour, terminal: bool, variables: &[(&str, &str)]) -> bool {
        wants_colour(colour, terminal, &|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        })
    }

    #[test]
    fn the_flag_wins_over_everything() {
        assert!(wants(
            Colour::Always,
            false,
            &[("NO_COLOR", "1"), ("TERM", "dumb")]
        ));
        assert!(!wants(Colour::Never, true, &[("CLICOLOR_FORCE", "1")]));
    }

    #[test]
    fn a_terminal_is_coloured_and_a_pipe_is_not() {
        assert!(wants(Colour::Auto, true, &[("TERM", "xterm-256color")]));
        assert!(!wants(Colour::Auto, false, &[("TERM", "xterm-256color")]));
    }

    #[test]
    fn the_environment_can_say_no() {
        assert!(!wants(Colour::Auto, true, &[("NO_COLOR", "1")]));
        assert!(wants(Colour::Auto, true, &[("NO_COLOR", "")]));
        assert!(!wants(Colour::Auto, true, &[("TERM", "dumb")]));
        assert!(!wants(Colour::Auto, true, &[("CLICOLOR", "0")]));
    }

    #[test]
    fn the_environment_can_force() {
        assert!(wants(Colour::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!wants(Colour::Auto, false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!wants(
            Colour::Auto,
            true,
            &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
        ));
    }

    #[test]
    fn a_size_of_zero_is_no_size() {
        assert_eq!(columns((Width(0), Height(0))), None);
        assert_eq!(rows((Width(0), Height(24))), Some(24));
    }
}
