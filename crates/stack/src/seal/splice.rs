//! Replacing bytes of a text, and what can be told from the bytes around a place.

use std::ops::Range;

/// Returns a text with pieces replaced. Pieces do not overlap; their order does not matter.
pub(crate) fn splice(text: &str, mut pieces: Vec<(Range<usize>, String)>) -> String {
    pieces.sort_by_key(|(span, _)| span.start);
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for (span, piece) in &pieces {
        result.push_str(&text[from..span.start]);
        result.push_str(piece);
        from = span.end;
    }
    result.push_str(&text[from..]);
    result
}

/// Returns what ends the first line of a text: `\n` or `\r\n`.
pub(crate) fn line_break(text: &str) -> &'static str {
    let first = text.split_once('\n').map(|(line, _)| line);
    if first.is_some_and(|line| line.ends_with('\r')) {
        "\r\n"
    } else {
        "\n"
    }
}

/// Says whether lines this far in, written at a place, would be the only ones of their block: nothing else on the line
/// of the place, and what comes below stands further out.
pub(crate) fn has_room(text: &str, at: usize, indent: usize) -> bool {
    let mut lines = text[at..].lines();
    let rest = lines.next().unwrap_or_default();
    let below = lines.find(|line| !line.trim().is_empty());
    let margin = below.map_or(0, |line| line.len() - line.trim_start().len());
    rest.trim().is_empty() && (below.is_none() || margin < indent)
}

/// Says whether the line below a place is empty.
pub(crate) fn blank_below(text: &str, at: usize) -> bool {
    text[at..]
        .lines()
        .nth(1)
        .is_some_and(|line| line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_replaced_and_nothing_else() {
        let pieces = vec![(4..4, "+".to_owned()), (0..1, "xyz".to_owned())];
        assert_eq!(splice("abcd", pieces), "xyzbcd+");
    }

    #[test]
    fn room_is_what_no_other_line_takes() {
        assert!(has_room("a: 1\nb: 2", 4, 2));
        assert!(has_room("a: 1", 4, 2));
        assert!(!has_room("a: 1 # x\nb: 2", 4, 2));
        assert!(!has_room("a: 1\n\n  # x\nb: 2", 4, 2));
        assert!(blank_below("a: 1\n \nb: 2", 4));
        assert!(!blank_below("a: 1\nb: 2", 4));
        assert_eq!(line_break("a\r\nb\n"), "\r\n");
        assert_eq!(line_break("a"), "\n");
    }
}
