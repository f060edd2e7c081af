//! Breaks a line between words where the screen is too narrow for it.
//!
//! A line that begins with a blank is left whole: it is something to copy. What goes on in the next line is set in.

use crate::shape::{Span, Text};

use super::line::{span_width, width};

/// What a line that goes on begins with.
const INSET: &str = "  ";

/// Returns a line as lines of at most `limit` columns; a word that is longer stays whole.
pub(crate) fn wrapped(text: &Text, limit: usize) -> Vec<Text> {
    if width(text) <= limit || text.plain().starts_with(' ') {
        return vec![text.clone()];
    }
    let mut lines = vec![Text::default()];
    let mut used = 0;
    for (word, blank) in words(text) {
        let room = span_width(&word.text) + usize::from(blank);
        match lines.last_mut() {
            Some(line) if used == 0 || used + room <= limit => {
                push(line, word, blank);
                used += room;
            }
            _ => {
                used = INSET.len() + span_width(&word.text);
                let mut line = Text::from(INSET);
                line.push(word);
                lines.push(line);
            }
        }
    }
    lines
}

fn push(line: &mut Text, word: Span, blank: bool) {
    let tone = word.tone;
    if blank {
        line.push(Span::new(" ", tone));
    }
    line.push(word);
}

/// Returns the words of a line, and whether a blank stands before each.
fn words(text: &Text) -> Vec<(Span, bool)> {
    let mut words = Vec::new();
    for span in text.spans() {
        for (place, word) in span.text.split(' ').enumerate() {
            words.push((Span::new(word.to_owned(), span.tone), place > 0));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Tone;

    fn broken(text: Text, limit: usize) -> Vec<String> {
        let lines = wrapped(&text, limit);
        lines.iter().map(|line| line.plain().into_owned()).collect()
    }

    #[test]
    fn a_line_that_fits_stays() {
        assert_eq!(broken("one two".into(), 7), ["one two"]);
    }

    #[test]
    fn a_line_breaks_between_words_and_is_set_in() {
        let lines = broken("one two three four".into(), 9);
        assert_eq!(lines, ["one two", "  three", "  four"]);
    }

    #[test]
    fn what_is_to_be_copied_stays_whole() {
        let command = "  kubectl get pods -n web";
        assert_eq!(broken(command.into(), 9), [command]);
    }

    #[test]
    fn a_long_word_stays_whole() {
        assert_eq!(
            broken("a https://charts.example.com/x b".into(), 9),
            ["a", "  https://charts.example.com/x", "  b"]
        );
    }

    #[test]
    fn tones_stay_with_their_words() {
        let text = Text::toned("next:", Tone::Quiet).then(" read the log");
        let lines = wrapped(&text, 10);
        assert_eq!(
            lines[0].spans().next().map(|span| span.tone),
            Some(Tone::Quiet)
        );
        assert_eq!(lines[0].plain(), "next: read");
        assert_eq!(lines[1].plain(), "  the log");
    }
}
