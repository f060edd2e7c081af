//! Strings written so that every reader of the field reads them back as these very strings: Helm (go-yaml v2, YAML 1.1),
//! sops (go-yaml v3) and readers of YAML 1.2 alike.
//!
//! Plain where no rule of any of them could take it for something else, else in double quotes; a literal block for
//! lines of text is offered apart, since only the caller knows whether one may stand there.

use std::fmt::Write as _;

use super::plain::Plain;

/// Writes a string on one line, plain where that is safe, as a key, a value, an item, in block or flow collections.
pub fn quoted(text: &str) -> String {
    if is_safely_plain(text) {
        text.to_owned()
    } else {
        double_quoted(text)
    }
}

/// Writes a string in double quotes. Controls, and marks that hide or reorder text, are escaped.
pub fn double_quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        escape(character, &mut written);
    }
    written.push('"');
    written
}

/// Writes a string in single quotes, where that can be done on one line.
pub fn single_quoted(text: &str) -> Option<String> {
    let fits = text
        .chars()
        .all(|it| it != '\n' && it != '\t' && is_shown(it));
    fits.then(|| format!("'{}'", text.replace('\'', "''")))
}

/// Writes lines of text as a literal block: the header, then each line indented by `indent` blanks, without a break at
/// the end. None where a block would not show them as they are: one line, blanks at ends of lines or of the text.
pub fn literal(text: &str, indent: usize) -> Option<String> {
    let (header, body) = match text.strip_suffix('\n') {
        Some(body) => ("|", body),
        None => ("|-", text),
    };
    if !text.contains('\n') || indent == 0 || !is_plain_to_see(body) {
        return None;
    }
    let mut written = header.to_owned();
    for line in body.split('\n') {
        written.push('\n');
        if !line.is_empty() {
            let _ = write!(written, "{:indent$}{line}", "");
        }
    }
    Some(written)
}

fn is_plain_to_see(body: &str) -> bool {
    let starts = body.starts_with(['\n', ' ']) || body.is_empty();
    let line = |line: &str| !line.starts_with('\t') && !line.ends_with([' ', '\t']);
    !starts && !body.ends_with('\n') && body.split('\n').all(line) && body.chars().all(is_shown)
}

/// Says whether a character can stand as it is and is seen.
fn is_shown(character: char) -> bool {
    matches!(character, '\n' | '\t') || !(character.is_control() || hides(character))
}

/// Says whether a character is invisible, reorders text, or is no character or a line break to some reader.
fn hides(character: char) -> bool {
    matches!(character,
        '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(character) & 0xfffe == 0xfffe
}

fn escape(character: char, written: &mut String) {
    match character {
        '"' => written.push_str("\\\""),
        '\\' => written.push_str("\\\\"),
        '\n' => written.push_str("\\n"),
        '\r' => written.push_str("\\r"),
        '\t' => written.push_str("\\t"),
        shown if is_shown(shown) => written.push(shown),
        hidden => {
            let _ = match u32::from(hidden) {
                code @ 0..=0xff => write!(written, "\\x{code:02x}"),
                code @ 0..=0xffff => write!(written, "\\u{code:04x}"),
                code => write!(written, "\\U{code:08x}"),
            };
        }
    }
}

/// Says whether a string may stand without quotes anywhere.
pub(super) fn is_safely_plain(text: &str) -> bool {
    starts_plain(text)
        && text.chars().all(is_harmless)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !means_something(text)
}

fn starts_plain(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        Some('-') => !text.starts_with("---") && characters.next().is_some_and(|it| it != ' '),
        Some('.' | '/' | '_' | '$' | '(') => !text.starts_with("..."),
        Some(first) => first.is_alphanumeric(),
        None => false,
    }
}

fn is_harmless(character: char) -> bool {
    character.is_alphanumeric() || " _./+@=~^-:%()$;#&!*'".contains(character)
}

/// Says whether some reader takes a plain text for more than itself.
fn means_something(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    Plain::of(text) != Plain::Text
        || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || is_date(text)
        || is_like_a_number(text)
}

/// Says whether it begins as a date, which sops reads as a time.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 5
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[5].is_ascii_digit()
}

/// Says whether it is of the characters of numbers only: beyond any range (`1e400`), to base 60 (`12:30:45`), in a
/// spelling of another reader (`0o+7`). Versions and addresses (`1.2.3`) are no numbers to any.
fn is_like_a_number(text: &str) -> bool {
    let starts = text.starts_with(|it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.'));
    let part = |it: char| {
        it.is_ascii_hexdigit() || matches!(it, '+' | '-' | '.' | ':' | '_' | 'x' | 'X' | 'o' | 'O')
    };
    let version = text.split('.').count() > 2
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit()));
    let digits = text.contains(|it: char| it.is_ascii_digit());
    starts && digits && !version && text.chars().all(part)
}
