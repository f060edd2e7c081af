//! Breaks a line between words where the screen is too narrow for it.
//!
//! Prose: a line that begins with a blank is left whole, as it is something to copy, and what goes on in the next line is
//! set in. Sentences of a table: a block as wide as their column, of a few lines.

use crate::shape::{Span, Text, Tone};

use super::line::{beginning, blanks, cut, span_width, width};
use crate::escape::escape;

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

/// Returns a sentence as at most so many lines of at most `limit` columns; longer words are broken, and what is left over
/// leaves `…`. Line breaks in it are blanks.
pub(crate) fn folded(text: &Text, limit: usize, most: usize) -> Vec<Text> {
    let mut lines = vec![Text::default()];
    let mut used = 0;
    for (word, gap) in pieces(text, limit.max(1)) {
        let room = span_width(&word.text);
        if used > 0 && used + gap + room > limit {
            lines.push(Text::default());
            used = 0;
        }
        if lines.len() > most + 1 {
            break;
        }
        let gap = if used > 0 { gap } else { 0 };
        used += gap + room;
        if let Some(line) = lines.last_mut() {
            line.push(Span::new(blanks(gap), Tone::Plain));
            line.push(word);
        }
    }
    at_most(lines, limit, most)
}

/// Returns the first lines; those left out show in the last one.
fn at_most(mut lines: Vec<Text>, limit: usize, most: usize) -> Vec<Text> {
    if lines.len() <= most {
        return lines;
    }
    let over = lines.split_off(most).into_iter().next();
    if let (Some(last), Some(over)) = (lines.last_mut(), over) {
        let mut whole = std::mem::take(last).then(" ");
        whole.extend(over.then("…"));
        *last = cut(&whole, limit).into_owned();
    }
    lines
}

/// Returns the words of a sentence, none wider than `limit`, and how many blanks stand before each, three at most.
fn pieces(text: &Text, limit: usize) -> Vec<(Span, usize)> {
    let mut pieces = Vec::new();
    let mut gap = 0;
    for span in text.spans() {
        for (place, word) in span.text.split(char::is_whitespace).enumerate() {
            gap += usize::from(place > 0);
            let escaped = escape(word);
            let mut rest = escaped.as_ref();
            while !rest.is_empty() {
                let first = rest.chars().next().map_or(0, char::len_utf8);
                let (piece, after) = rest.split_at(beginning(rest, limit).len().max(first));
                pieces.push((Span::new(piece.to_owned(), span.tone), gap.min(3)));
                (rest, gap) = (after, 0);
            }
        }
    }
    pieces
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

    fn block(text: impl Into<Text>, limit: usize, most: usize) -> Vec<String> {
        let lines = folded(&text.into(), limit, most);
        lines.iter().map(|line| line.plain().into_owned()).collect()
    }

    #[test]
    fn a_sentence_becomes_a_block() {
        assert_eq!(
            block("one two\nthree  four", 9, 9),
            ["one two", "three", "four"]
        );
        assert_eq!(block("", 9, 9), [""]);
        assert_eq!(block("fits", 4, 1), ["fits"]);
    }

    #[test]
    fn a_block_has_so_many_lines_and_says_that_more_was_there() {
        assert_eq!(
            block("one two three four five", 9, 2),
            ["one two", "three fo…"]
        );
        assert_eq!(block("one two", 3, 1), ["on…"]);
        assert_eq!(block("a b c d e f g h", 3, 2), ["a b", "c …"]);
    }

    #[test]
    fn a_block_breaks_long_words_but_none_that_fits() {
        assert_eq!(block("a abcdefghij", 4, 9), ["a", "abcd", "efgh", "ij"]);
        assert_eq!(block("日本語", 4, 9), ["日本", "語"]);
        assert_eq!(block("日", 1, 9), ["日"]);
        assert_eq!(block("\u{1b}[2J", 3, 9), ["\\x1", "b[2", "J"]);
    }

    #[test]
    fn spans_of_one_word_stay_together() {
        let text = Text::toned("hook", Tone::Quiet).then(": it failed");
        assert_eq!(block(text, 8, 9), ["hook: it", "failed"]);
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
