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
