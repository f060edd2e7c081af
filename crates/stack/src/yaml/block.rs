//! The extent of a block scalar: from its header to the end of its last line of content.
//!
//! The parser's span starts at the content and takes in the blank lines below. Those belong to the scalar only where it
//! keeps them (`|+`) or where they reach beyond its indentation (YAML 1.2.2, 8.1.1.2 and 8.1.2).

use std::ops::Range;

/// Returns the bytes of a block scalar, its last line break left out. `parsed` is the parser's span, `indent` the
/// column of the content from 0.
pub(super) fn extent(
    text: &str,
    header: usize,
    parsed: &Range<usize>,
    indent: usize,
) -> Range<usize> {
    let indicators = indicators(text, header);
    let end = if text[indicators.clone()].contains('+') {
        without_break(text, header, whole_lines(text, parsed.end))
    } else {
        end_of_content(text, parsed, indent)
    };
    header..end.max(indicators.end)
}

/// Returns the bytes of the indicators of a header: `|2-`.
fn indicators(text: &str, header: usize) -> Range<usize> {
    let marks = |byte: &u8| matches!(byte, b'|' | b'>' | b'+' | b'-' | b'0'..=b'9');
    let marks = text.bytes().skip(header).take_while(marks);
    header..header + marks.count()
}

/// Returns the end of the last line with content, or the start of the text where there is none.
/// Returns `end` without the blanks before the next node, which the parser takes in where a scalar keeps its last breaks.
fn whole_lines(text: &str, end: usize) -> usize {
    let line = start_of_line(text, end);
    if is_blank(&text[line..end]) {
        line
    } else {
        end
    }
}

fn end_of_content(text: &str, parsed: &Range<usize>, indent: usize) -> usize {
    let mut end = parsed.end;
    while end > parsed.start {
        let line_end = without_break(text, parsed.start, end);
        let line = start_of_line(text, line_end).max(parsed.start);
        let beyond = line == parsed.start || line_end - line > indent;
        if beyond || !is_blank(&text[line..line_end]) {
            return line_end;
        }
        end = line;
    }
    0
}

/// Returns `end` without the line break before it, not going below `floor`.
fn without_break(text: &str, floor: usize, end: usize) -> usize {
    let line = &text[floor..end];
    let line = line.strip_suffix('\n').unwrap_or(line);
    floor + line.strip_suffix('\r').unwrap_or(line).len()
}

fn start_of_line(text: &str, end: usize) -> usize {
    let before = &text[..end];
    before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ' || byte == b'\t')
}
