//! Lines that somebody else's program wrote, made harmless: its colours stay where colours are wanted, nothing else
//! of it reaches the terminal.

use std::borrow::Cow;

use crate::escape::{escape, is_dangerous};

/// Ends what a line has coloured.
const RESET: &str = "\u{1b}[0m";

/// Returns one line of a log: tabs stay, everything that drives a terminal is escaped.
///
/// Colours and weights (`ESC [ … m`, ECMA-48 "Select Graphic Rendition") stay where `colour` is wanted, ended at the
/// end of the line, and are left out where not.
pub fn line(text: &str, colour: bool) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut harmless = String::with_capacity(text.len() + 8);
    let mut coloured = false;
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        plain(&rest[..at], &mut harmless);
        rest = &rest[at..];
        let end = rendition(rest);
        match end {
            Some(end) if colour => {
                harmless.push_str(&rest[..end]);
                coloured = true;
            }
            Some(_) => {}
            None => harmless.push_str(&escape("\u{1b}")),
        }
        rest = &rest[end.unwrap_or(1)..];
    }
    plain(rest, &mut harmless);
    harmless.push_str(if coloured { RESET } else { "" });
    Cow::Owned(harmless)
}

/// Adds text without colours; a tab drives nothing and lines columns up.
fn plain(text: &str, harmless: &mut String) {
    for (index, part) in text.split('\t').enumerate() {
        if index > 0 {
            harmless.push('\t');
        }
        harmless.push_str(&escape(part));
    }
}

/// Returns where a sequence ends that colours and does nothing else.
fn rendition(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
    parameters[end..].starts_with('m').then_some(2 + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_end_with_the_line_or_are_left_out() {
        let text = "\u{1b}[1;31merror\u{1b}[m: no\ttable";
        assert_eq!(
            line(text, true),
            "\u{1b}[1;31merror\u{1b}[m: no\ttable\u{1b}[0m"
        );
        assert_eq!(line(text, false), "error: no\ttable");
    }

    #[test]
    fn nothing_else_reaches_the_terminal() {
        for colour in [true, false] {
            assert_eq!(line("\u{1b}[2Jgone\u{1b}", colour), "\\x1b[2Jgone\\x1b");
            assert_eq!(line("\u{1b}]0;title\u{7}", colour), "\\x1b]0;title\\x07");
            assert_eq!(line("\u{9b}31m \u{202e}", colour), "\\x9b31m \\u{202e}");
            assert_eq!(line("\u{1b}[31", colour), "\\x1b[31");
        }
    }

    #[test]
    fn plain_lines_are_handed_back() {
        assert!(matches!(line("GET / 200", true), Cow::Borrowed(_)));
    }
}
