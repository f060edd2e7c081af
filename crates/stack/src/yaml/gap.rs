//! What stands between two nodes: blanks, comments, tags, anchors, and the indicators `-`, `?` and `:`.

/// Returns where the next `-` stands, from the end of what came before it.
pub(super) fn dash(text: &str, from: usize) -> Option<usize> {
    find(text, from, |byte| byte == b'-')
}

/// Returns where the header of the next block scalar (`|`, `>`) stands, from the end of what came before it.
pub(super) fn header(text: &str, from: usize) -> Option<usize> {
    find(text, from, |byte| byte == b'|' || byte == b'>')
}

/// Says whether the next token is a `:`, and where it stands.
pub(super) fn next_colon(text: &str, from: usize) -> Option<usize> {
    let at = find(text, from, |byte| {
        !byte.is_ascii_whitespace() && byte != b'#'
    })?;
    (text.as_bytes().get(at) == Some(&b':')).then_some(at)
}

/// Returns where the next `:` stands, from the end of the key before it.
pub(super) fn colon(text: &str, from: usize) -> Option<usize> {
    find(text, from, |byte| byte == b':')
}

/// Walks through a gap until a token starts with the byte wanted.
fn find(text: &str, from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if wanted(byte) {
            return Some(at);
        }
        at = match byte {
            b'#' => end(bytes, at, is_break),
            b'&' | b'!' => end(bytes, at, |byte| is_break(byte) || is_blank(byte)),
            _ => at + 1,
        };
    }
    None
}

/// Returns where a run ends that began at `at`.
fn end(bytes: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> usize {
    let run = bytes.iter().skip(at).take_while(|byte| !ends(**byte));
    at + run.count()
}

fn is_break(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}
