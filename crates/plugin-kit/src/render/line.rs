//! One line of text as a terminal sees it: how wide it is, how it is cut and padded.
//!
//! Widths are those of the escaped text, in terminal columns: a Chinese character or an emoji counts two.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::escape::escape;
use crate::shape::{Span, Text};

/// Returns how many columns a line takes once escaped.
pub(crate) fn width(text: &Text) -> usize {
    text.spans().map(|span| span_width(&span.text)).sum()
}

/// Returns how many columns a piece of text takes once escaped.
pub(crate) fn span_width(text: &str) -> usize {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.len();
    }
    escape(text).width()
}

/// Returns a line of at most `limit` columns; what is cut off leaves `…`.
pub(crate) fn cut(text: &Text, limit: usize) -> Cow<'_, Text> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mut short = Text::default();
    let mut room = limit.saturating_sub(1);
    for span in text.spans() {
        let escaped = escape(&span.text);
        let kept = beginning(&escaped, room);
        room -= kept.width().min(room);
        let whole = kept.len() == escaped.len();
        let kept = if whole {
            kept
        } else {
            kept.trim_end_matches('…')
        };
        let end = if whole || limit == 0 { "" } else { "…" };
        short.push(Span::new(format!("{kept}{end}"), span.tone));
        if !whole {
            break;
        }
    }
    Cow::Owned(short)
}

/// Returns a line of at most `limit` columns; what is left out in its middle leaves `…`.
pub(crate) fn cut_middle(text: &Text, limit: usize) -> Cow<'_, Text> {
    if width(text) <= limit {
        return Cow::Borrowed(text);
    }
    let room = limit.saturating_sub(1);
    let mut short = cut(text, room - room / 2 + 1).into_owned();
    short.extend(end(text, room / 2));
    Cow::Owned(short)
}

/// Returns the last `room` columns of a line.
fn end(text: &Text, mut room: usize) -> Text {
    let spans: Vec<&Span> = text.spans().collect();
    let mut kept = Vec::new();
    for span in spans.into_iter().rev() {
        let escaped = escape(&span.text);
        let ending = ending(&escaped, room);
        room -= ending.width().min(room);
        let whole = ending.len() == escaped.len();
        kept.push(Span::new(ending.to_owned(), span.tone));
        if !whole {
            break;
        }
    }
    kept.into_iter().rev().collect()
}

/// Returns the longest end that fits.
fn ending(text: &str, room: usize) -> &str {
    let mut used = 0;
    let start = text.char_indices().rev().find(|(_, character)| {
        used += character.width().unwrap_or(0);
        used > room
    });
    start.map_or(text, |(at, character)| &text[at + character.len_utf8()..])
}

/// Returns the longest beginning that fits; characters without width stay with the one before them.
pub(crate) fn beginning(text: &str, room: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|(_, character)| {
        used += character.width().unwrap_or(0);
        used > room
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Returns `columns` blanks.
pub(crate) fn blanks(columns: usize) -> Cow<'static, str> {
    const BLANKS: &str = "                                                                ";
    match BLANKS.get(..columns) {
        Some(blanks) => Cow::Borrowed(blanks),
        None => Cow::Owned(" ".repeat(columns)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Tone;

    fn short(text: &'static str, limit: usize) -> String {
        cut(&Text::from(text), limit).plain().into_owned()
    }

    #[test]
    fn widths_are_those_of_a_terminal() {
        for (text, columns) in [
            ("abc", 3),
            ("日本", 4),
            ("é", 1),
            ("👩\u{200d}🔧", 2),
            ("\u{1b}", 4),
            ("", 0),
        ] {
            assert_eq!(width(&Text::from(text)), columns, "{text:?}");
        }
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert!(matches!(cut(&Text::from("abc"), 3), Cow::Borrowed(_)));
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(short("abcdef", 4), "abc…");
        assert_eq!(short("日本語", 4), "日…");
        assert_eq!(short("abc", 1), "…");
        assert_eq!(short("abc", 0), "");
        assert_eq!(short("\u{1b}[31m", 3), "\\x…");
        assert_eq!(short("abc… def", 5), "abc…");
    }

    #[test]
    fn what_is_cut_in_the_middle_keeps_both_ends() {
        let short =
            |text: &'static str, limit| cut_middle(&Text::from(text), limit).plain().into_owned();
        assert_eq!(short("Pod/web-8hlfc", 13), "Pod/web-8hlfc");
        assert_eq!(short("Pod/web-8hlfc", 9), "Pod/…hlfc");
        assert_eq!(short("Pod/web-8hlfc", 8), "Pod/…lfc");
        assert_eq!(short("日本語日本語", 6), "日…語");
        assert_eq!(short("abc", 1), "…");
        let text = Text::toned("abc", Tone::Quiet).then_toned("defgh", Tone::Strong);
        assert_eq!(
            cut_middle(&text, 6).into_owned(),
            Text::toned("abc", Tone::Quiet)
                .then_toned("…", Tone::Strong)
                .then_toned("gh", Tone::Strong)
        );
    }

    #[test]
    fn a_cut_keeps_the_tones() {
        let text = Text::toned("abc", Tone::Good)
            .then_toned("def", Tone::Bad)
            .then("ghi");
        let kept = cut(&text, 5).into_owned();
        assert_eq!(
            kept,
            Text::toned("abc", Tone::Good).then_toned("d…", Tone::Bad)
        );
    }

    #[test]
    fn a_cut_at_a_seam_still_shows_the_ellipsis() {
        let text = Text::toned("abc", Tone::Good).then_toned("def", Tone::Bad);
        assert_eq!(cut(&text, 4).plain(), "abc…");
    }
}
