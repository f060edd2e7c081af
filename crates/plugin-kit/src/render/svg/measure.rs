//! How wide text is in a picture, in pixels, when nobody knows the reader's font.
//!
//! ASCII is reckoned by the widths of Helvetica and its kin, rounded up; everything else by its terminal width. Text is
//! cut and wrapped by this measure; nothing here draws.

use unicode_width::UnicodeWidthChar;

use crate::escape::escape;

/// Returns how wide a line is at this font size.
pub(super) fn width(text: &str, size: u32) -> u32 {
    pixels(text.chars().map(thousandths).sum(), size)
}

/// Returns a line, escaped, of at most so many pixels; what is cut off leaves `…`.
pub(super) fn cut(text: &str, size: u32, room: u32) -> String {
    let escaped = escape(text);
    if width(&escaped, size) <= room {
        return escaped.into_owned();
    }
    let (kept, _) = split(&escaped, size, room.saturating_sub(width("…", size)));
    format!("{kept}…")
}

/// Returns a sentence, escaped, as at most so many lines of at most so many pixels; what is left over leaves `…`.
pub(super) fn wrap(text: &str, size: u32, room: u32, limit: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        for piece in pieces(&escape(word), size, room) {
            add(&mut lines, piece, size, room);
        }
        if lines.len() > limit {
            break;
        }
    }
    if lines.len() > limit {
        let over = lines.split_off(limit).swap_remove(0);
        let last = lines.last_mut();
        last.into_iter()
            .for_each(|last| *last = cut(&format!("{last} {over}…"), size, room));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Adds a word to the last line, or to a new one where it does not fit.
fn add(lines: &mut Vec<String>, word: &str, size: u32, room: u32) {
    match lines.last_mut() {
        Some(line) if line.is_empty() => line.push_str(word),
        Some(line) if width(line, size) + width(" ", size) + width(word, size) <= room => {
            line.push(' ');
            line.push_str(word);
        }
        _ => lines.push(word.to_owned()),
    }
}

/// Returns a word that is wider than a line in pieces that are not.
fn pieces(word: &str, size: u32, room: u32) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let (piece, after) = split(rest, size, room);
        rest = after;
        Some(piece).filter(|piece| !piece.is_empty())
    })
}

/// Splits text where it no longer fits; at least one character is kept, so that nothing goes on for ever.
fn split(text: &str, size: u32, room: u32) -> (&str, &str) {
    let mut used = 0;
    let end = text.char_indices().find(|(at, character)| {
        used += thousandths(*character);
        *at > 0 && pixels(used, size) > room
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

fn pixels(thousandths: u32, size: u32) -> u32 {
    (thousandths * size).div_ceil(1000)
}

/// Returns the width of a character in thousandths of the font size.
fn thousandths(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '\'' | '|' => 250,
        ' ' | '!' | ',' | '.' | '/' | ':' | ';' | 'I' | '[' | '\\' | ']' | 'f' | 't' => 300,
        '(' | ')' | '-' | '`' | 'r' | '{' | '}' | '"' => 380,
        'm' | 'M' | '%' => 880,
        'W' | '@' | '…' => 1000,
        'w' | 'A'..='Z' | '&' => 740,
        ' '..='~' => 580,
        other => match other.width() {
            Some(0) => 0,
            Some(1) => 820,
            _ => 1080,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(cut("grafana", 13, 100), "grafana");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let short = cut("payments-api-6bd6866cf4-8g5ss", 13, 100);
        assert_eq!(short, "payments-api…");
        assert!(width(&short, 13) <= 100);
        assert_eq!(cut("日本語日本語", 10, 40), "日本…");
        assert_eq!(cut("a\nb", 10, 100), "a\\nb");
    }

    #[test]
    fn sentences_are_wrapped_at_their_words() {
        assert_eq!(
            wrap("back-off 5m0s\nrestarting failed container", 10, 90, 3),
            ["back-off 5m0s", "restarting failed", "container"]
        );
        assert_eq!(wrap("one two three", 10, 40, 1), ["one t…"]);
        assert_eq!(wrap("  ", 10, 40, 1), [""; 0]);
    }

    #[test]
    fn words_wider_than_a_line_are_split() {
        let lines = wrap(&"x".repeat(40), 10, 60, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| width(line, 10) <= 60), "{lines:?}");
        assert!(lines[2].ends_with('…'));
    }

    #[test]
    fn no_room_at_all_ends() {
        assert_eq!(wrap("abc", 10, 0, 2).len(), 2);
    }
}
